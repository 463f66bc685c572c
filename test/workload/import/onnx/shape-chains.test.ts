import { describe, expect, test } from 'vitest';
import { int64s, node, read, zeros } from './build-model.ts';
import { issuesOf, sizes } from './read-back.ts';

const scalar = (name: string, value: number) => node('Constant', [], [name], { value: int64s('', [value], []) });

describe('shape arithmetic is worked out while reading', () => {
  test('Shape → Gather → Unsqueeze → Concat → Reshape, as exporters write view(size(0), -1)', () => {
    const nodes = [
      node('Shape', ['x'], ['shape']),
      scalar('zero', 0),
      node('Gather', ['shape', 'zero'], ['batch'], { axis: 0 }),
      node('Unsqueeze', ['batch'], ['batch1'], { axes: [0] }),
      node('Constant', [], ['rest'], { value_ints: [-1] }),
      node('Concat', ['batch1', 'rest'], ['target'], { axis: 0 }),
      node('Reshape', ['x', 'target'], ['flat']),
      node('Gemm', ['flat', 'w'], ['y']),
    ];
    const { workload } = read(
      { inputs: { x: ['n', 3, 4, 4] }, initialisers: [zeros('w', [48, 10])], nodes, opset: 11 },
      { batch: 5 },
    );
    expect(workload.layers.map((layer) => layer.kind)).toEqual(['fc']);
    expect(sizes(workload.layers[0])).toMatchObject({ N: 5, C: 48, M: 10 });
  });

  test('channel shuffle: sizes halved by arithmetic', () => {
    const nodes = [
      node('Shape', ['x'], ['shape']),
      node('Slice', ['shape', 'from', 'to'], ['channels']),
      node('Constant', [], ['two'], { value_ints: [2] }),
      node('Div', ['channels', 'two'], ['half']),
      node('Cast', ['half'], ['half64'], { to: 7 }),
      node('Concat', ['one', 'two', 'half64', 'spatial'], ['target'], { axis: 0 }),
      node('Reshape', ['x', 'target'], ['split']),
      node('Transpose', ['split'], ['shuffled'], { perm: [0, 2, 1, 3, 4] }),
      node('Reshape', ['shuffled', 'shape'], ['joined']),
      node('Relu', ['joined'], ['y']),
    ];
    const initialisers = [int64s('from', [1]), int64s('to', [2]), int64s('one', [1]), int64s('spatial', [8, 8])];
    const { workload } = read({ inputs: { x: [1, 6, 8, 8] }, initialisers, nodes });
    expect(workload.layers.map((layer) => layer.operation)).toEqual(['copy', 'activation']);
    expect(workload.uncosted).toEqual([]);
  });

  test('a mask from comparisons, Where, Expand, Range and ConstantOfShape costs nothing when it is constant', () => {
    const nodes = [
      node('Shape', ['x'], ['shape']),
      node('ConstantOfShape', ['shape'], ['ones'], { value: int64s('', [1]) }),
      node('Equal', ['shape', 'minus'], ['open']),
      node('ConstantOfShape', ['rank'], ['twos'], { value: int64s('', [2]) }),
      node('Where', ['open', 'twos', 'shape'], ['target']),
      node('Expand', ['ones', 'target'], ['mask']),
      node('Cast', ['mask'], ['weight'], { to: 1 }),
      node('Mul', ['x', 'weight'], ['y']),
    ];
    const { workload } = read({
      inputs: { x: [4, 7] },
      initialisers: [int64s('minus', [-1]), int64s('rank', [2])],
      nodes,
    });
    expect(workload.layers).toMatchObject([{ name: 'y', kind: 'multiply', parameters: 0 }]);
  });

  test('a size that only the run knows falls back on what the file declares', () => {
    const nodes = [
      node('Cast', ['n'], ['target'], { to: 7 }),
      node('Reshape', ['x', 'target'], ['r']),
      node('Relu', ['r'], ['y']),
    ];
    const inputs = { x: [2, 6], n: [2] };
    expect(read({ inputs, nodes, declared: { r: [3, 4] } }).workload.layers.at(-1)).toMatchObject({ name: 'y' });
    expect(read({ inputs, nodes }).workload.uncosted).toEqual([
      { operator: 'Relu', node: 'y', reason: 'input shape unknown: tensor "r"' },
    ]);
  });

  test('a reshape that cannot be is a fault with both shapes', () => {
    const nodes = [node('Reshape', ['x', 's'], ['y'])];
    expect(issuesOf(() => read({ inputs: { x: [2, 6] }, initialisers: [int64s('s', [5, 5])], nodes }))).toMatchObject([
      { code: 'onnx-shape-mismatch', message: expect.stringContaining('[2, 6] into [5, 5]') },
    ]);
  });
});
