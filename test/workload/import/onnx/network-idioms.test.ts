import { expect, test } from 'vitest';
import { layerMacs } from '../../../../src/workload/layers.ts';
import type { Workload } from '../../../../src/workload/workload.ts';
import { floats, int64s, node, read, zeros } from './build-model.ts';
import { sizes } from './read-back.ts';

const macs = ({ layers }: Workload): number => layers.reduce((sum, layer) => sum + layerMacs(layer), 0);
const heads = (input: string, output: string) => [
  node('Shape', [input], [`${input}.shape`]),
  node('Gather', [`${input}.shape`, 'zero'], [`${input}.n`]),
  node('Gather', [`${input}.shape`, 'one'], [`${input}.t`]),
  node('Unsqueeze', [`${input}.n`, 'axis'], [`${input}.n1`]),
  node('Unsqueeze', [`${input}.t`, 'axis'], [`${input}.t1`]),
  node('Concat', [`${input}.n1`, `${input}.t1`, 'perHead'], [`${input}.target`], { axis: 0 }),
  node('Reshape', [input, `${input}.target`], [`${input}.split`]),
  node('Transpose', [`${input}.split`], [output], { perm: [0, 2, 1, 3] }),
];

test('a transformer block with open batch and length: projections, scores, context, decomposed layer norm', () => {
  const [n, t, d, h] = [2, 7, 32, 4];
  const project = (input: string, weight: string, output: string) => [
    node('MatMul', [input, weight], [`${output}.m`]),
    node('Add', ['bias', `${output}.m`], [output]),
  ];
  const nodes = [
    node('Gather', ['table', 'ids'], ['e']),
    node('ReduceMean', ['e'], ['mean'], { axes: [-1] }),
    node('Sub', ['e', 'mean'], ['centred']),
    node('Pow', ['centred', 'two'], ['squared']),
    node('ReduceMean', ['squared'], ['variance'], { axes: [-1] }),
    node('Add', ['variance', 'epsilon'], ['shifted']),
    node('Sqrt', ['shifted'], ['deviation']),
    node('Div', ['centred', 'deviation'], ['x']),
    ...project('x', 'wq', 'q'),
    ...project('x', 'wk', 'k'),
    ...project('x', 'wv', 'v'),
    ...heads('q', 'qh'),
    ...heads('k', 'kh'),
    ...heads('v', 'vh'),
    node('Transpose', ['kh'], ['kt'], { perm: [0, 1, 3, 2] }),
    node('MatMul', ['qh', 'kt'], ['scores']),
    node('Softmax', ['scores'], ['attention'], { axis: -1 }),
    node('MatMul', ['attention', 'vh'], ['context']),
    node('Transpose', ['context'], ['back'], { perm: [0, 2, 1, 3] }),
    node('Reshape', ['back', 'x.like'], ['joined']),
    ...project('joined', 'wo', 'y'),
  ];
  nodes.splice(8, 0, node('Shape', ['x'], ['x.like']));
  const initialisers = [
    zeros('table', [50, d]),
    ...['wq', 'wk', 'wv', 'wo'].map((name) => zeros(name, [d, d])),
    zeros('bias', [d]),
    floats('two', [2]),
    floats('epsilon', [1e-5]),
    int64s('zero', [0], []),
    int64s('one', [1], []),
    int64s('axis', [0]),
    int64s('perHead', [h, d / h]),
  ];
  const parts = { inputs: { ids: ['batch', 'length'] }, inputTypes: { ids: 7 }, initialisers, nodes };
  const { workload, weights } = read(parts, { inputShapes: { ids: [n, t] } });
  expect(workload.uncosted).toEqual([]);
  expect(macs(workload)).toBe(4 * n * t * d * d + 2 * n * h * t * t * (d / h));
  expect([...weights.keys()]).toHaveLength(4);
});

test('a U-Net step: up by transposed convolution and by a resize to another tensor’s size, then joined', () => {
  const nodes = [
    node('Conv', ['x', 'w'], ['low'], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    node('ConvTranspose', ['low', 'u'], ['up'], { strides: [2, 2] }),
    node('Shape', ['x'], ['shape']),
    node('Slice', ['shape', 'two', 'four'], ['plane']),
    node('Shape', ['low'], ['lowShape']),
    node('Slice', ['lowShape', 'nil', 'two'], ['lead']),
    node('Concat', ['lead', 'plane'], ['target'], { axis: 0 }),
    node('Resize', ['low', '', '', 'target'], ['big'], { mode: 'nearest' }),
    node('Concat', ['up', 'big', 'x'], ['joined'], { axis: 1 }),
    node('Sigmoid', ['joined'], ['y']),
  ];
  const initialisers = [
    zeros('w', [8, 3, 3, 3]),
    zeros('u', [8, 4, 2, 2]),
    ...[0, 2, 4].map((value, index) => int64s(['nil', 'two', 'four'][index]!, [value])),
  ];
  const { workload } = read(
    { inputs: { x: ['n', 3, 'h', 'w'] }, initialisers, nodes },
    { inputShapes: { x: [1, 3, 32, 48] } },
  );
  expect(workload.uncosted).toEqual([]);
  expect(sizes(workload.layers.at(-1))).toEqual({ X: (4 + 8 + 3) * 32 * 48 });
});

test('a converted channels-last network: transposes at the edges, weights stored channels-last, batch norm as Mul and Add', () => {
  const nodes = [
    node('Transpose', ['x'], ['nchw'], { perm: [0, 3, 1, 2] }),
    node('Transpose', ['hwio'], ['w'], { perm: [3, 2, 0, 1] }),
    node('Conv', ['nchw', 'w'], ['c'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
    node('Mul', ['c', 'scale'], ['m']),
    node('Add', ['m', 'shift'], ['a']),
    node('Clip', ['a', 'low', 'high'], ['r']),
    node('GlobalAveragePool', ['r'], ['p']),
    node('Squeeze', ['p', 'plane'], ['f']),
    node('Gemm', ['f', 'fc'], ['y']),
  ];
  const initialisers = [
    zeros('hwio', [3, 3, 3, 8]),
    zeros('scale', [1, 8, 1, 1]),
    zeros('shift', [1, 8, 1, 1]),
    zeros('low', []),
    zeros('high', []),
    int64s('plane', [2, 3]),
    zeros('fc', [8, 10]),
  ];
  const { workload, weights } = read({ inputs: { x: [-1, 9, 9, 3] }, initialisers, nodes }, { batch: 2 });
  expect(workload.layers.map((layer) => layer.kind)).toEqual('custom conv multiply add activation pool fc'.split(' '));
  expect(sizes(workload.layers[1])).toEqual({ N: 2, G: 1, M: 8, C: 3, P: 5, Q: 5, R: 3, S: 3 });
  expect(weights.get('c')?.weight).toMatchObject({ dims: [3, 3, 3, 8], axes: ['R', 'S', 'C', 'M'] });
});
