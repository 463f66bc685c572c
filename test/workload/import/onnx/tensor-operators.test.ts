import { describe, expect, test } from 'vitest';
import { type AttributeValue, attribute, floats, int64s, node, read, zeros } from './build-model.ts';
import { elements, sizes } from './read-back.ts';

/** The layers of one operator on `x` [1, 4, 8, 8], followed by a Relu whose size shows the output shape. */
function single(
  operator: string,
  attributes: Record<string, AttributeValue> = {},
  options: { x?: number[]; stored?: ReturnType<typeof zeros>[]; more?: Record<string, number[]>; opset?: number } = {},
) {
  const stored = options.stored ?? [];
  const names = ['x', ...Object.keys(options.more ?? {}), ...stored.map((tensor) => tensor.name)];
  return read({
    inputs: { x: options.x ?? [1, 4, 8, 8], ...options.more },
    initialisers: stored.filter((tensor) => tensor.name !== ''),
    nodes: [node(operator, names, ['t'], attributes), node('Relu', ['t'], ['y'])],
    ...(options.opset === undefined ? {} : { opset: options.opset }),
  }).workload;
}

const outputSize = (workload: ReturnType<typeof single>) => sizes(workload.layers.at(-1)).X;

describe('pooling', () => {
  test('MaxPool compares, AveragePool adds; both count every window element', () => {
    const [max] = single('MaxPool', { kernel_shape: [2, 2], strides: [2, 2] }).layers;
    const [average] = single('AveragePool', { kernel_shape: [2, 2], strides: [2, 2] }).layers;
    expect(max).toMatchObject({ kind: 'pool', operation: 'max', parameters: 0 });
    expect(average).toMatchObject({ kind: 'pool', operation: 'add' });
    expect(sizes(max)).toEqual({ N: 1, C: 4, P: 4, Q: 4, R: 2, S: 2 });
  });

  test('ceil_mode rounds up but drops a window that starts in the padding', () => {
    expect(sizes(single('MaxPool', { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }).layers[0])).toMatchObject({
      P: 4,
    });
    expect(sizes(single('MaxPool', { kernel_shape: [3, 3], strides: [2, 2] }).layers[0])).toMatchObject({ P: 3 });
    const late = { kernel_shape: [1, 1], strides: [3, 3], pads: [0, 0, 2, 2], ceil_mode: 1 };
    expect(sizes(single('MaxPool', late).layers[0])).toMatchObject({ P: 3 });
  });

  test('global pooling and a mean over rows and columns are one window', () => {
    const whole = { N: 1, C: 4, P: 1, Q: 1, R: 8, S: 8 };
    expect(sizes(single('GlobalAveragePool').layers[0])).toEqual(whole);
    expect(sizes(single('ReduceMean', { axes: [2, 3], keepdims: 0 }).layers[0])).toEqual(whole);
    expect(outputSize(single('ReduceMean', { axes: [-1, -2], keepdims: 0 }))).toBe(4);
  });

  test('axes as an input, and any other reduction', () => {
    const workload = single('ReduceSum', { keepdims: 0 }, { stored: [int64s('axes', [1])] });
    expect(sizes(workload.layers[0])).toEqual({ X: 64, R: 4 });
    expect(sizes(single('ArgMax', { axis: 1 }).layers[0])).toEqual({ X: 64, R: 4 });
  });

  test('three spatial axes', () => {
    const [layer] = single('MaxPool', { kernel_shape: [2, 2, 2], strides: [2, 2, 2] }, { x: [1, 4, 8, 8, 8] }).layers;
    expect(sizes(layer)).toMatchObject({ T: 4, P: 4, Q: 4, U: 2, R: 2, S: 2, C: 4 });
    expect(layer?.operation).toBe('max');
  });
});

describe('element-wise', () => {
  test('equal shapes: one dimension, two inputs', () => {
    const [layer] = single('Add', {}, { more: { z: [1, 4, 8, 8] } }).layers;
    expect(layer).toMatchObject({ kind: 'add', operation: 'add', operationsPerPoint: 1 });
    expect(elements(layer)).toEqual({ I: 256, I2: 256, O: 256 });
  });

  test('a stored bias is read once per channel, not per element, and counts as parameters', () => {
    const [layer] = single('Add', {}, { stored: [zeros('b', [4, 1, 1])] }).layers;
    expect(elements(layer)).toEqual({ I: 256, I2: 4, O: 256 });
    expect(layer?.parameters).toBe(4);
  });

  test('one stored number is an immediate', () => {
    const [layer] = single('Mul', {}, { stored: [floats('half', [0.5])] }).layers;
    expect(layer).toMatchObject({ kind: 'multiply', operation: 'multiply', parameters: 0 });
    expect(elements(layer)).toEqual({ I: 256, O: 256 });
  });

  test('both operands stretched', () => {
    const [layer, relu] = single('Sub', {}, { x: [5, 1], more: { z: [1, 7] } }).layers;
    expect(elements(layer)).toEqual({ I: 5, I2: 7, O: 35 });
    expect(sizes(relu)).toEqual({ X: 35 });
  });

  test('Sum of three is two additions', () => {
    const [layer] = single('Sum', {}, { more: { z: [1, 4, 8, 8], u: [1, 4, 8, 8] } }).layers;
    expect(layer?.operationsPerPoint).toBe(2);
  });

  test('before operator set 7 the axis attribute aligns the second operand', () => {
    const [layer] = single('Add', { broadcast: 1, axis: 1 }, { stored: [zeros('b', [4])], opset: 6 }).layers;
    expect(elements(layer)).toEqual({ I: 256, I2: 4, O: 256 });
  });

  test.each([
    ['Relu', 1],
    ['LeakyRelu', 2],
    ['Clip', 2],
    ['HardSwish', 5],
    ['Softmax', 4],
    ['Erf', 1],
  ])('%s costs %i operations per element', (operator, operations) => {
    expect(single(operator).layers[0]).toMatchObject({
      kind: 'activation',
      operationsPerPoint: operations,
      problem: { dimensions: [{ name: 'X', size: 256 }] },
    });
  });
});

describe('normalisation', () => {
  const bn = ['s', 'b', 'm', 'v'].map((name) => zeros(name, [4]));
  const conv = node('Conv', ['x', 'w'], ['c']);
  const stored = [zeros('w', [4, 4, 3, 3]), ...bn];

  test('batch normalisation behind a convolution is folded; the convolution gains a bias', () => {
    const nodes = [conv, node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n'], {}, { name: 'bn' })];
    const { workload, folded } = read({ inputs: { x: [1, 4, 8, 8] }, initialisers: stored, nodes });
    expect(workload.layers).toMatchObject([{ name: 'c', parameters: 4 * 4 * 9 + 4 }]);
    expect(folded).toEqual([{ operator: 'BatchNormalization', node: 'bn', into: 'c' }]);
  });

  test('it stays a layer when something else reads the convolution', () => {
    const nodes = [conv, node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n']), node('Add', ['c', 'n'], ['y'])];
    const { workload, folded } = read({ inputs: { x: [1, 4, 8, 8] }, initialisers: stored, nodes });
    expect(workload.layers[1]).toMatchObject({ kind: 'normalisation', operationsPerPoint: 2, parameters: 4 + 4 });
    expect(folded).toEqual([]);
  });

  test('it stays a layer when the convolution is a result of the network, or there is none', () => {
    const nodes = [conv, node('BatchNormalization', ['c', 's', 'b', 'm', 'v'], ['n'])];
    const kept = read({ inputs: { x: [1, 4, 8, 8] }, initialisers: stored, nodes, outputs: ['c', 'n'] });
    expect(kept.workload.layers).toHaveLength(2);
    expect(single('BatchNormalization', {}, { stored: bn }).layers[0]?.kind).toBe('normalisation');
  });

  test('LRN and layer normalisation count their steps', () => {
    expect(single('LRN', { size: 5 }).layers[0]).toMatchObject({ kind: 'normalisation', operationsPerPoint: 10 });
    const [layer] = single('LayerNormalization', {}, { stored: [zeros('s', [8]), zeros('b', [8])] }).layers;
    expect(layer).toMatchObject({ kind: 'normalisation', operationsPerPoint: 7, parameters: 16 });
  });
});

describe('data movement', () => {
  test('Concat copies every element', () => {
    const workload = single('Concat', { axis: 1 }, { more: { z: [1, 6, 8, 8] } });
    expect(workload.layers[0]).toMatchObject({ kind: 'concat', operation: 'copy' });
    expect(sizes(workload.layers[0])).toEqual({ X: 10 * 64 });
  });

  test('Transpose copies unless only axes of size 1 change places', () => {
    expect(single('Transpose', { perm: [0, 2, 3, 1] }).layers[0]).toMatchObject({ operation: 'copy' });
    expect(single('Transpose', { perm: [1, 0, 2, 3] }).layers).toHaveLength(1);
  });

  test.each<[string, Record<string, AttributeValue>, ReturnType<typeof zeros>[], number]>([
    ['Slice', {}, [int64s('from', [1]), int64s('to', [-1]), int64s('axes', [3]), int64s('step', [2])], 4 * 8 * 3],
    ['Slice', { starts: [0, 6], ends: [9, 2 ** 40], axes: [1, 2] }, [], 4 * 2 * 8],
    ['Slice', {}, [int64s('from', [-1]), int64s('to', [-(2 ** 40)]), int64s('axes', [2]), int64s('step', [-1])], 256],
    ['Pad', {}, [int64s('pads', [0, 0, 1, 1, 0, 0, 1, 1])], 4 * 10 * 10],
    ['Pad', { pads: [0, 0, 2, 0, 0, 0, 0, 0] }, [], 4 * 10 * 8],
    ['Gather', { axis: 1 }, [int64s('at', [0, 2, 3])], 3 * 64],
    ['Expand', {}, [int64s('shape', [5, 1, 1, 1])], 5 * 256],
    ['Tile', {}, [int64s('repeats', [1, 1, 2, 2])], 4 * 256],
    ['DepthToSpace', { blocksize: 2 }, [], 256],
    ['SpaceToDepth', { blocksize: 2 }, [], 256],
    ['Upsample', {}, [floats('scales', [1, 1, 2, 2])], 4 * 256],
    ['Resize', {}, [floats('', []), floats('scales', [1, 1, 2, 2])], 4 * 256],
    ['Resize', {}, [floats('', []), floats('', []), int64s('sizes', [1, 4, 3, 5])], 60],
  ])('%s: every output element is copied (%j)', (operator, attributes, stored, expected) => {
    const workload = single(operator, attributes, { stored });
    expect(workload.layers[0]).toMatchObject({ kind: 'custom', operation: 'copy' });
    expect(sizes(workload.layers[0])).toEqual({ X: expected });
    expect(outputSize(workload)).toBe(expected);
  });

  test('bilinear resizing weighs four neighbours', () => {
    const stored = [floats('', []), floats('scales', [1, 1, 2, 2])];
    expect(single('Resize', { mode: 'linear' }, { stored }).layers[0]).toMatchObject({
      operation: 'multiply',
      operationsPerPoint: 8,
    });
  });

  test('Split cuts evenly, by attribute or by count; the parts are known', () => {
    const nodes = [node('Split', ['x'], ['a', 'b'], { axis: 1, split: [1, 3] }), node('Relu', ['b'], ['y'])];
    expect(sizes(read({ inputs: { x: [1, 4, 8, 8] }, nodes }).workload.layers[1])).toEqual({ X: 3 * 64 });
  });

  test('an embedding reads its rows; the table counts as parameters', () => {
    const nodes = [node('Gather', ['table', 'ids'], ['e'])];
    const inputs = { ids: [1, 7] };
    const [layer] = read({ inputs, inputTypes: { ids: 7 }, initialisers: [zeros('table', [100, 16])], nodes }).workload
      .layers;
    expect(sizes(layer)).toEqual({ X: 7 * 16 });
    expect(layer?.parameters).toBe(1600);
  });
});

describe('views', () => {
  test.each<[string, Record<string, AttributeValue>, ReturnType<typeof zeros>[]]>([
    ['Flatten', {}, []],
    ['Reshape', {}, [int64s('shape', [0, -1])]],
    ['Unsqueeze', { axes: [0] }, []],
    ['Unsqueeze', {}, [int64s('axes', [0, -1])]],
    ['Squeeze', {}, []],
    ['Squeeze', { axes: [0] }, []],
    ['Identity', {}, []],
    ['Dropout', {}, []],
  ])('%s moves nothing (%j)', (operator, attributes, stored) => {
    const workload = single(operator, attributes, { stored });
    expect(workload.layers.map((layer) => layer.kind)).toEqual(['activation']);
    expect(workload.uncosted).toEqual([]);
    expect(outputSize(workload)).toBe(256);
  });
});

test('an attribute called __proto__ is an attribute like any other', () => {
  const relu = node('Relu', ['__proto__'], ['constructor'], {}, { name: '__proto__' });
  relu.attribute.push(attribute('__proto__', 'x'), attribute('toString', 1));
  const { workload } = read({ inputs: { ['__proto__']: [1, 4] }, nodes: [relu] });
  expect(workload.layers).toMatchObject([{ name: '__proto__', kind: 'activation' }]);
  expect(Object.hasOwn(Object.prototype, 'kind')).toBe(false);
});

test('the newest operators: sizes of what they give', () => {
  const all = (...parts: Parameters<typeof single>) => single(...parts).layers.map((layer) => sizes(layer));
  const x = [2, 6, 8];
  expect(all('CenterCropPad', { axes: [-1, 1] }, { x, stored: [int64s('to', [5, 9])] })).toEqual([
    { X: 90 },
    { X: 90 },
  ]);
  expect(all('TensorScatter', {}, { x, stored: [zeros('new', [2, 1, 8])] })).toEqual([{ X: 16 }, { X: 96 }]);
  expect(all('BitCast', { to: 10 }, { x })).toEqual([{ X: 192 }]);
  expect(all('CumProd', {}, { x, stored: [int64s('axis', [1], [])] })).toEqual([{ X: 96 }, { X: 96 }]);
});

test.each([
  ['not_larger', 8 * 4],
  ['not_smaller', 12 * 6],
] as const)('a resize that keeps the aspect ratio, %s', (keep_aspect_ratio_policy, plane) => {
  const stored = [floats('roi', []), floats('scales', []), int64s('sizes', [12, 4])];
  const attributes = { axes: [2, 3], keep_aspect_ratio_policy };
  const { layers } = single('Resize', attributes, { x: [1, 4, 16, 8], stored });
  expect(sizes(layers[0])).toEqual({ X: 4 * plane });
});
