import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/shared/issue.ts';
import { readLayerList } from '../../../../src/workload/import/layer-list/read-layer-list.ts';
import { workloadSchemaText } from '../../../../src/workload/import/layer-list/workload-schema-text.ts';
import { layerMacs } from '../../../../src/workload/layers.ts';
import { iterationCount, operandElements } from '../../../../src/workload/problem.ts';
import type { Layer } from '../../../../src/workload/workload.ts';

test('each layer says what it reads and computes; a flatten passes on what it reads', () => {
  const { layers } = readLayerList(
    'x.yaml',
    network(
      '{ name: a, type: conv, filters: 6, kernel: 3, pad: 1 }',
      '{ name: b, type: activation }',
      '{ name: c, type: add, from: [b, input] }',
      '{ name: d, type: flatten }',
      '{ name: e, type: fc, from: d, outputs: 3 }',
      '{ name: f, type: activation, operations: 4 }',
      '{ name: g, type: softmax }',
    ),
  );
  expect(layers.map(({ name, reads, function: computed }) => [name, reads, computed])).toEqual([
    ['a', ['input'], undefined],
    ['b', ['a'], 'relu'],
    ['c', ['b', 'input'], undefined],
    ['e', ['c'], undefined],
    ['f', ['e'], undefined],
    ['g', ['f'], 'softmax'],
  ]);
});

describe('sizes follow along the chain', () => {
  test('scalars and pairs, rows before columns', () => {
    const layer = only('{ type: conv, filters: 2, kernel: [3, 1], stride: [2, 1], pad: [1, 0], dilation: [1, 2] }');
    // rows (9 + 2 - 3) / 2 + 1, columns 12
    expect(sizes(layer)).toMatchObject({ P: (9 + 2 - 3) / 2 + 1, Q: 12, R: 3, S: 1 });
    expect(layer.convolution).toMatchObject({ padding: [1, 0, 1, 0], stride: [2, 1], dilation: [1, 2] });
  });

  test('padding `same` keeps ⌈input/stride⌉ and puts the odd row at the bottom', () => {
    const layer = only('{ type: conv, filters: 2, kernel: 3, stride: 2, pad: same }');
    // rows: 5 windows reach (5 - 1)*2 + 3 = 11, two more than 9; columns: (6 - 1)*2 + 3 = 13, one more than 12
    expect(sizes(layer)).toMatchObject({ P: 5, Q: 6 });
    expect(layer.convolution?.padding).toEqual([1, 0, 1, 1]);
  });

  test('four paddings are top, left, bottom, right', () => {
    const layer = only('{ type: conv, filters: 2, kernel: 3, pad: [0, 1, 2, 3] }');
    expect(sizes(layer)).toMatchObject({ P: 9 + 0 + 2 - 2, Q: 12 + 1 + 3 - 2 });
  });

  test('a pool rounded up has a last window that overhangs', () => {
    const [down, up] = ['down', 'up'].map((round) => only(`{ type: max-pool, kernel: 2, stride: 2, round: ${round} }`));
    expect([sizes(down!).P, sizes(up!).P]).toEqual([4, 5]);
    expect(up!.convolution?.padding).toEqual([0, 0, 1, 0]);
  });

  test('a window that would start beyond the input is dropped', () => {
    // ⌈(9 + 2 - 1)/10⌉ + 1 = 2, but the second window would start at 10, past the row of padding and the 9 rows.
    const layer = only('{ type: max-pool, kernel: 1, stride: 10, pad: 1, round: up }');
    expect(sizes(layer)).toMatchObject({ P: 1 });
  });

  test('a pool steps by its kernel unless told', () => {
    expect(sizes(only('{ type: average-pool, kernel: 3 }'))).toMatchObject({ P: 3, Q: 4 });
    expect(only('{ type: average-pool, kernel: 3 }').operation).toBe('add');
  });

  test('a global pool is one window', () => {
    expect(sizes(only('{ type: global-average-pool }'))).toMatchObject({ C: 6, P: 1, Q: 1, R: 9, S: 12 });
  });

  test('the batch reaches every layer', () => {
    const text = network('{ type: conv, filters: 2, kernel: 1 }', '{ type: activation }', '{ type: fc, outputs: 5 }');
    const [conv, activation, fc] = readLayerList('x.yaml', text, { batch: 3 }).layers;
    expect(layerMacs(conv!)).toBe(3 * 2 * 6 * 9 * 12);
    expect(iterationCount(activation!.problem)).toBe(3 * 2 * 9 * 12);
    expect(layerMacs(fc!)).toBe(3 * 5 * (2 * 9 * 12));
  });
});

describe('parameters, bits and repeats', () => {
  test('grouped and depthwise filters see only their channels', () => {
    const grouped = only('{ type: conv, filters: 4, kernel: 3, groups: 2 }');
    expect(grouped.parameters).toBe(4 * (6 / 2) * 3 * 3 + 4);
    const depthwise = only('{ type: depthwise, kernel: 3, multiplier: 2, bias: false }');
    expect(depthwise).toMatchObject({ kind: 'depthwise', parameters: 6 * 2 * 3 * 3 });
    expect(layerMacs(depthwise)).toBe(6 * 2 * 3 * 3 * 7 * 10);
  });

  test('bits, repeat and the line of the file are kept', () => {
    const layer = only('{ type: conv, filters: 2, kernel: 1, bits: { W: 4 }, repeat: 3 }');
    expect(layer).toMatchObject({ bits: { W: 4 }, repeat: 3, origin: 'x.yaml:5' });
    expect(layerMacs(layer)).toBe(3 * 2 * 6 * 9 * 12);
  });
});

describe('layers that join', () => {
  const two = [
    '{ name: a, type: conv, filters: 4, kernel: 1 }',
    '{ name: b, type: conv, from: input, filters: 4, kernel: 1 }',
  ];
  const last = (entry: string) => readLayerList('x.yaml', network(...two, entry)).layers.at(-1)!;

  test('concat copies every value once', () => {
    const layer = last('{ type: concat, from: [a, b, input] }');
    expect(layer).toMatchObject({ kind: 'concat', operation: 'copy' });
    expect(iterationCount(layer.problem)).toBe((4 + 4 + 6) * 9 * 12);
  });

  test('add reads each input and adds once fewer', () => {
    const layer = last('{ type: add, from: [a, b, a] }');
    expect(layer.problem.operands.map(({ name }) => name)).toEqual(['I', 'I2', 'I3', 'O']);
    expect(layer.operationsPerPoint).toBe(2);
  });

  test('one value per channel scales a map, read once per channel', () => {
    const text = network(...two, '{ name: s, type: global-average-pool }', '{ type: multiply, from: [a, s] }');
    const layer = readLayerList('x.yaml', text).layers.at(-1)!;
    expect(iterationCount(layer.problem)).toBe(4 * 9 * 12);
    expect(layer.problem.operands.map((operand) => operandElements(layer.problem, operand))).toEqual([432, 4, 432]);
  });

  test('attention: scores are positions x positions', () => {
    const layer = last('{ type: matmul, from: [a, b], transpose: true }');
    expect(layerMacs(layer)).toBe(108 * 4 * 108);
    expect(layer.parameters).toBe(0);
  });
});

describe('operations per value of the layers without weights', () => {
  test.each([
    ['{ type: normalisation, method: lrn, size: 5 }', 1 + 4 + 2 + 1 + 1],
    ['{ type: normalisation, method: batch }', 2],
    ['{ type: normalisation, method: layer }', 7],
    ['{ type: softmax }', 5],
    ['{ type: activation }', 1],
    ['{ type: activation, operations: 4 }', 4],
  ])('%s', (entry, operations) => {
    expect(only(entry).operationsPerPoint).toBe(operations);
  });

  test('flatten costs nothing and says why', () => {
    const workload = readLayerList('x.yaml', network('{ type: flatten }', '{ type: fc, outputs: 2 }'));
    expect(workload.uncosted).toMatchObject([{ operator: 'flatten' }]);
    expect(layerMacs(workload.layers[0]!)).toBe(2 * 6 * 9 * 12);
  });
});

describe('lists of single layers', () => {
  const list = (...entries: string[]) =>
    readLayerList('x.yaml', `name: x\nsource: s\nlayers:\n${lines(entries)}`).layers;

  test('layers that state their shape stand alone', () => {
    const layers = list(
      '{ type: conv, channels: 3, input: [8, 8], filters: 4, kernel: 3 }',
      '{ type: conv, channels: 5, input: [4, 4], filters: 4, kernel: 3 }',
      '{ type: fc, inputs: 100, outputs: 10 }',
      '{ type: matmul, rows: 7, inner: 5, columns: 3 }',
      '{ type: add, channels: 2, input: [3, 3] }',
    );
    expect(layers.map(layerMacs)).toEqual([4 * 3 * 9 * 36, 4 * 5 * 9 * 4, 1000, 105, 0]);
    expect(layers.at(-1)!.problem.operands).toHaveLength(3);
  });

  test('a layer that states nothing goes on from the one above', () => {
    const layers = list('{ type: conv, channels: 3, input: [8, 8], filters: 4, kernel: 3 }', '{ type: activation }');
    expect(iterationCount(layers[1]!.problem)).toBe(4 * 6 * 6);
  });
});

describe('any einsum', () => {
  test('a dilated, strided convolution over one axis', () => {
    const layer = only(`{ type: custom, dimensions: { N: batch, M: 4, C: 2, P: 6, R: 3 }, operands: [
      { name: W, role: W, ranks: [M, C, R] }, { name: I, role: I, ranks: [N, C, 2*P + R*3] },
      { name: O, role: O, ranks: [N, M, P] } ], result: { channels: 4, size: [6, 1] } }`);
    expect(layerMacs(layer)).toBe(4 * 2 * 6 * 3);
    expect(layer.parameters).toBe(4 * 2 * 3);
    expect(operandElements(layer.problem, layer.problem.operands[1]!)).toBe(2 * (5 * 2 + 2 * 3 + 1));
  });
});

describe('the reader never breaks', () => {
  const files = ['alexnet', 'squeezenet-v1.1'].map((name) =>
    readFileSync(new URL(`../../../../scenarios/workloads/${name}.yaml`, import.meta.url), 'utf8'),
  );

  test('a network with a piece replaced is read or refused with positions', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('0', '-1', '.nan', '[]', '{}', 'same', ', from: [a, b]', '\n', '*'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(30), piece, (text, at, length, replacement) => {
        const start = at % text.length;
        const changed = text.slice(0, start) + replacement + text.slice(start + length);
        try {
          readLayerList('x.yaml', changed);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          for (const issue of (error as InputError).issues) {
            expect(issue.line).toBeGreaterThan(0);
            expect(issue.column).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test('the schema for editors is the one the reader uses', () => {
    const committed = readFileSync(new URL('../../../../scenarios/workload.schema.json', import.meta.url), 'utf8');
    expect(committed).toBe(workloadSchemaText());
  });
});

function network(...entries: string[]): string {
  return `name: x\nsource: s\ninput: { channels: 6, size: [9, 12] }\nlayers:\n${lines(entries)}`;
}

function lines(entries: readonly string[]): string {
  const named = entries.map((entry, index) =>
    entry.includes('{ name: ') && !entry.includes('custom') ? entry : entry.replace('{', `{ name: l${index},`),
  );
  return named.map((entry) => `  - ${entry}\n`).join('');
}

function only(entry: string): Layer {
  return readLayerList('x.yaml', network(entry)).layers[0]!;
}

function sizes(layer: Layer): Readonly<Record<string, number>> {
  return Object.fromEntries(layer.problem.dimensions.map(({ name, size }) => [name, size]));
}
