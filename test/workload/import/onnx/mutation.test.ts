import { expect, test } from 'vitest';
import { InputError } from '../../../../src/shared/issue.ts';
import { readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';
import { encode, floats, int8, int64s, node, zeros } from './build-model.ts';

/** Small deterministic generator: the test must fail the same way twice. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const seedModel = encode({
  inputs: { x: ['n', 4, 8, 8] },
  initialisers: [
    zeros('w', [4, 4, 3, 3]),
    ...['s', 'b', 'm', 'v'].map((name) => zeros(name, [4])),
    zeros('u', [4, 2, 2, 2]),
    zeros('fc', [10, 32]),
    int64s('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
    int64s('cuts', [1]),
    int64s('last', [3]),
    floats('scales', [1, 1, 2, 2]),
    int8('q', [4]),
  ],
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1], group: 1 }),
    node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n']),
    node('MaxPool', ['n'], ['p'], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1, auto_pad: 'SAME_UPPER' }),
    node('ConvTranspose', ['p', 'u'], ['t'], { strides: [2, 2] }),
    node('Pad', ['t', 'pads'], ['d']),
    node('Slice', ['d', 'cuts', 'last'], ['z']),
    node('Resize', ['d', '', 'scales'], ['r'], { mode: 'linear' }),
    node('Split', ['r'], ['r1', 'r2'], { axis: 1 }),
    node('Concat', ['r1', 'r2'], ['k'], { axis: 1 }),
    node('Transpose', ['k'], ['h'], { perm: [0, 2, 3, 1] }),
    node('ReduceMean', ['h'], ['a'], { axes: [1, 2] }),
    node('Shape', ['a'], ['shape']),
    node('Gather', ['shape', 'cuts'], ['g'], { axis: 0 }),
    node('Einsum', ['a', 'a'], ['e'], { equation: 'abcd,abce->abde' }),
    node('Expand', ['a', 'shape'], ['f']),
    node('Flatten', ['p'], ['l']),
    node('Reshape', ['f', 'shape'], ['o']),
    node('LSTM', ['o', 'w', 'w'], ['lstm'], { hidden_size: 3 }),
  ],
  outputs: ['o', 'e', 'l', 'g'],
});

function outcome(bytes: Uint8Array): string {
  try {
    readOnnx('mutated.onnx', bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const { code, message, found = '' } of error.issues) {
      expect(code).toMatch(/^onnx-/);
      expect(`${message} ${found}`, 'the words of the decoder').not.toMatch(
        /tag|wire|varint|EOF|recursion|protobuf|utf-8/i,
      );
    }
    return 'refused';
  }
}

test('2,000 damaged files are read or refused, never anything else, and none takes long', () => {
  const random = generator(20_170_613);
  const outcomes = new Map<string, number>();
  let slowest = 0;
  for (let round = 0; round < 2000; round += 1) {
    const bytes = seedModel.slice(0, round % 4 === 0 ? 1 + random(seedModel.length) : seedModel.length);
    for (let flips = random(6); flips >= 0; flips -= 1) bytes[random(bytes.length)] = random(256);
    const started = performance.now();
    const result = outcome(bytes);
    slowest = Math.max(slowest, performance.now() - started);
    outcomes.set(result, (outcomes.get(result) ?? 0) + 1);
  }
  expect(slowest).toBeLessThan(2000);
  expect([...outcomes.keys()].sort()).toEqual(['read', 'refused']);
});

test('random bytes are refused', () => {
  const random = generator(7);
  for (let round = 0; round < 500; round += 1) {
    const bytes = Uint8Array.from({ length: 1 + random(200) }, () => random(256));
    expect(outcome(bytes)).toBe('refused');
  }
});
