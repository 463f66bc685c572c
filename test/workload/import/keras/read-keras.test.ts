import { describe, expect, test } from 'vitest';
import { readKeras } from '../../../../src/workload/import/keras/read-keras.ts';
import { issuesOf, sizes } from '../onnx/read-back.ts';

const input = (shape: unknown, name = 'x') => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_input_shape: shape },
  inbound_nodes: [],
});
const layer = (class_name: string, name: string, config: object, ...inbound: unknown[]) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes: inbound,
});
const functional = (layers: readonly unknown[], end: string) => ({
  class_name: 'Functional',
  config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [[end, 0, 0]] },
});
const sequential = (...layers: readonly object[]) => ({ class_name: 'Sequential', config: { name: 'net', layers } });
const read = (config: unknown, options = {}) => readKeras('net.json', { config, writer: 'Keras' }, options);
const layersOf = (config: unknown, options = {}) =>
  read(config, options).workload.layers.map((each) => [each.name, sizes(each)]);

test('Keras 2: further tensors stand among the arguments of a call; order in the file does not matter', () => {
  const attention = layer('MultiHeadAttention', 'mha', { num_heads: 2, key_dim: 8 }, [
    ['x', 0, 0, { value: ['norm', 0, 0] }],
  ]);
  const layers = [attention, layer('LayerNormalization', 'norm', {}, [['x', 0, 0, {}]]), input([null, 10, 32])];
  expect(layersOf(functional(layers, 'mha'))).toEqual([
    ['norm', { X: 320 }],
    ['mha/query', { N: 1, P: 10, C: 32, M: 16 }],
    ['mha/key', { N: 1, P: 10, C: 32, M: 16 }],
    ['mha/value', { N: 1, P: 10, C: 32, M: 16 }],
    ['mha/scores', { N: 2, P: 10, C: 8, M: 10 }],
    ['mha/softmax', { X: 200 }],
    ['mha/values', { N: 2, P: 10, C: 10, M: 8 }],
    ['mha/output', { N: 1, P: 10, C: 16, M: 32 }],
  ]);
});

test('Keras 3: tensors carry where they come from', () => {
  const tensor = (name: string) => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } });
  const one = (name: string) => ({ args: [tensor(name)], kwargs: {} });
  const layers = [
    { class_name: 'InputLayer', name: 'x', config: { name: 'x', batch_shape: [null, 8, 8, 3] }, inbound_nodes: [] },
    layer('Conv2D', 'a', { filters: 4, kernel_size: [3, 3] }, one('x')),
    layer('Conv2D', 'b', { filters: 4, kernel_size: [3, 3], activation: 'relu' }, one('x')),
    layer('Add', 'sum', {}, { args: [[tensor('a'), tensor('b')]], kwargs: {} }),
  ];
  const config = { ...functional(layers, 'sum'), module: 'keras', registered_name: 'Functional' };
  expect(layersOf(config).map(([name]) => name)).toEqual(['a', 'b', 'b/relu', 'sum']);
});

test('batch and open sizes are settled by the options', () => {
  const config = sequential({
    class_name: 'Conv1D',
    config: { name: 'c', filters: 6, kernel_size: 3, padding: 'causal', batch_input_shape: [null, null, 4] },
  });
  expect(issuesOf(() => read(config))).toMatchObject([
    { code: 'onnx-input-shape', path: expect.stringContaining('c_input') },
  ]);
  expect(layersOf(config, { inputShapes: { c_input: [2, 12, 4] } })).toMatchObject([
    ['c', { N: 2, M: 6, C: 4, Q: 12, S: 3 }],
  ]);
  const whole = sequential(input([null, 12, 4]), {
    class_name: 'Conv1D',
    config: { name: 'c', filters: 6, kernel_size: [3] },
  });
  expect(layersOf(whole, { batch: 5 })).toMatchObject([['c', { N: 5, Q: 10 }]]);
});

test('classes and functions that are not known are listed, and what follows them', () => {
  const config = sequential(
    input([null, 8, 8, 3]),
    {
      class_name: 'Conv2D',
      config: { name: 'c', filters: 2, kernel_size: 1, activation: { class_name: 'Custom>mine' } },
    },
    { class_name: 'Custom>Mine', config: { name: 'm' } },
    { class_name: 'Dense', config: { name: 'd', units: 3 } },
  );
  const { workload } = read(config);
  expect(workload.layers.map(({ name }) => name)).toEqual(['c']);
  expect(workload.uncosted.map(({ operator, node }) => [operator, node])).toEqual([
    ['keras.Custom>mine', 'c/Custom>mine'],
    ['keras.Mine', 'm'],
    ['kjoule.Dense', 'd'],
  ]);
});

describe('what is wrong is told in one report', () => {
  test('settings, connections, inputs', () => {
    const layers = [
      input([null, 0, 8]),
      layer('Conv2D', 'c', { filters: 0, kernel_size: [3] }, [['x', 0, 0, {}]]),
      layer('Dense', 'd', { units: 3 }, [['gone', 0, 0, {}]]),
      { name: 'nameless' },
    ];
    expect(issuesOf(() => read(functional(layers, 'c'))).map(({ path, found }) => [path, found])).toEqual([
      ['config.layers[3]', undefined],
      ['config.layers[2].inbound_nodes', 'gone'],
      ['config.layers[0].config.batch_input_shape', '[null,0,8]'],
      ['config.layers[1].config.kernel_size', '[3]'],
      ['config.layers[1].config.filters', '0'],
    ]);
  });

  test.each([
    ['no model', { some: 'map' }, 'this is not the description of a Keras model'],
    [
      'a model made by code',
      { class_name: 'MyModel', config: {} },
      'this kind of model is defined by code, not by layers',
    ],
    ['no layers', { class_name: 'Sequential', config: {} }, 'the model has no list of layers'],
    ['an empty model', sequential(), 'the model has no layers'],
    [
      'a loop',
      functional([layer('ReLU', 'a', {}, [['a', 0, 0, {}]])], 'a'),
      'layer "a" reads what no layer before it gives',
    ],
  ])('%s', (_, config, message) => {
    expect(issuesOf(() => read(config))[0]).toMatchObject({ code: 'keras-invalid', file: 'net.json', message });
  });

  test('shapes that do not meet', () => {
    const config = sequential(input([null, 2, 2, 3]), {
      class_name: 'Conv2D',
      config: { name: 'c', filters: 2, kernel_size: 3 },
    });
    expect(issuesOf(() => read(config))).toMatchObject([
      { code: 'keras-invalid', message: 'the window of Conv node "c" is larger than its input', file: 'net.json' },
    ]);
  });
});

test('models inside models without end are refused', () => {
  let inner: object = { class_name: 'Dense', config: { name: 'd', units: 2 } };
  for (let depth = 0; depth < 40; depth += 1) inner = { ...sequential(inner) };
  expect(issuesOf(() => read(sequential(input([null, 4]), inner)))[0]?.message).toBe(
    'models stand inside models without end',
  );
});
