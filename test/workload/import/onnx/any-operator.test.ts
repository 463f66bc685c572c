import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { InputError } from '../../../../src/shared/issue.ts';
import { type NodeProto, NodeProtoSchema } from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { onnxOperators } from '../../../../src/workload/import/onnx/operators/operators.ts';
import type { Workload } from '../../../../src/workload/workload.ts';
import { type AttributeValue, attribute, floats, int8, int64s, read, zeros } from './build-model.ts';

const numbers = [0, 1, 2, 3, -1, -2, 4, 7, 8, 2 ** 31, 2 ** 53, -(2 ** 53), 1e15];
const attributeNames =
  `axis axes perm pads strides dilations kernel_shape group auto_pad ceil_mode keepdims blocksize equation
  to size split num_outputs starts ends value_ints output_shape output_padding mode scales k hidden_size direction
  transA transB start end allowzero broadcast batch_dims value noop_with_empty_axes layout output_dtype
  num_heads q_num_heads kv_num_heads qkv_hidden_sizes is_causal`.split(/\s+/);
const texts = [
  'SAME_UPPER',
  'VALID',
  'linear',
  'cubic',
  'bidirectional',
  'ij,jk->ik',
  '...a,...a->...',
  'a->',
  '->',
  ',',
];
const stored = [
  zeros('w', [4, 4, 3, 3]),
  zeros('v', [4]),
  zeros('m', [4, 8]),
  zeros('none', []),
  zeros('hollow', [0, 4]),
  int8('q', [4, 4, 1, 1]),
  int64s('one', [1]),
  int64s('four', [1, 1, 2, 2]),
  int64s('wild', [-1, 0, 2 ** 53, 3]),
  int64s('eight', [0, 0, 1, 1, 0, 0, 1, 1]),
  int64s('scalar', [2], []),
  floats('scales', [1, 1, 2, 0.5]),
  floats('odd', [Number.NaN, Number.POSITIVE_INFINITY, -3, 1e30]),
];
const inputs = {
  x: [1, 4, 8, 8],
  flat: [2, 8],
  row: [4],
  cube: [1, 4, 6, 6, 6],
  huge: [2 ** 20, 2 ** 20],
  nothing: [0, 4],
};

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomNode(random: (below: number) => number, index: number): NodeProto {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const [key] = pick([...onnxOperators]);
  const cut = key.lastIndexOf('.');
  const tensors = [
    ...Object.keys(inputs),
    ...stored.map((tensor) => tensor.name),
    '',
    ...(index > 0 ? [`t${index - 1}`] : []),
  ];
  const value = (): AttributeValue => {
    const kind = random(5);
    if (kind === 0) return pick(texts);
    if (kind === 1) return { float: Array.from({ length: random(5) }, () => pick(numbers)) };
    if (kind === 2) return pick(stored);
    return kind === 3 ? pick(numbers) : Array.from({ length: random(9) }, () => pick(numbers));
  };
  const names = new Set(Array.from({ length: random(5) }, () => pick(attributeNames)));
  return create(NodeProtoSchema, {
    opType: key.slice(cut + 1),
    domain: key.slice(0, Math.max(0, cut)),
    input: Array.from({ length: random(7) }, () => pick(tensors)),
    output: index === 0 || random(4) > 0 ? [`t${index}`] : [`t${index}`, `second${index}`, ''],
    attribute: [...names].map((name) => attribute(name, value())),
  });
}

function checkLayers({ layers }: Workload): void {
  expect(new Set(layers.map((layer) => layer.name)).size).toBe(layers.length);
  for (const layer of layers) {
    for (const { size } of layer.problem.dimensions) expect(Number.isSafeInteger(size) && size >= 1).toBe(true);
    expect(layer.problem.operands.filter((operand) => operand.role === 'O')).toHaveLength(1);
    expect(Number.isSafeInteger(layer.parameters) && layer.parameters >= 0).toBe(true);
    expect(Number.isFinite(layer.operationsPerPoint)).toBe(true);
  }
}

test('any operator with any inputs and attributes is costed, listed or refused, in good time', () => {
  const random = generator(42);
  let readable = 0;
  let slowest = 0;
  const rounds = 3000;
  for (let round = 0; round < rounds; round += 1) {
    const nodes = Array.from({ length: 1 + random(2) }, (_, index) => randomNode(random, index));
    const started = performance.now();
    try {
      checkLayers(
        read({ inputs, initialisers: stored, nodes, opset: 1 + random(20) }, random(3) === 0 ? { batch: 3 } : {})
          .workload,
      );
      readable += 1;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.issues.every((issue) => issue.code.startsWith('onnx-'))).toBe(true);
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  expect(readable).toBeGreaterThan(rounds / 10);
  expect(slowest).toBeLessThan(2000);
});
