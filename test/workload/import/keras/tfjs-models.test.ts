import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { onnxWeights } from '../../../../src/compression/onnx-weights.ts';
import { readKeras } from '../../../../src/workload/import/keras/read-keras.ts';
import { weightsByName } from '../../../../src/workload/import/keras/stored-weights.ts';
import { layerMacs } from '../../../../src/workload/layers.ts';
import type { Layer } from '../../../../src/workload/workload.ts';

beforeAll(async () => void (await tf.setBackend('cpu')));

const { layers } = keras;

/** What TensorFlow.js itself writes of a model, and what it counts in it. */
function readBack(model: keras.LayersModel) {
  const config = JSON.parse(JSON.stringify(model.toJSON(undefined, false)));
  const arrays = model.weights.map((weight) => {
    const value = weight.read();
    return [weight.originalName, () => ({ dims: value.shape, data: value.dataSync() as Float32Array })] as const;
  });
  const read = readKeras('model.json', { config, weights: weightsByName(new Map(arrays)), writer: 'TensorFlow.js' });
  const shapes = readKeras('model.json', { config, writer: 'TensorFlow.js' });
  // without weights, sizes are the same
  expect(shapes.workload.layers).toEqual(read.workload.layers);
  return read;
}

const parameters = (all: readonly Layer[]) => all.reduce((sum, layer) => sum + layer.parameters, 0);

test('a convolutional network: names, sizes and parameters are those TensorFlow.js counts', () => {
  const model = keras.sequential({
    layers: [
      layers.conv2d({ inputShape: [28, 28, 1], filters: 20, kernelSize: 5, activation: 'relu', name: 'conv1' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 50, kernelSize: [5, 3], padding: 'same', strides: 2, name: 'conv2' }),
      layers.flatten(),
      layers.dense({ units: 500, activation: 'relu', name: 'fc1' }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 10, activation: 'softmax', name: 'fc2' }),
    ],
  });
  const { workload, weights } = readBack(model);
  expect(workload.layers.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'conv1 conv',
    'conv1/relu activation',
    expect.stringContaining('pool'),
    'conv2 conv',
    'fc1 fc',
    'fc1/relu activation',
    'fc2 fc',
    'fc2/softmax activation',
  ]);
  expect(parameters(workload.layers)).toBe(model.countParams());
  const window = 36 * 50 * 20 * 15;
  expect(workload.layers.map(layerMacs)).toEqual([24 * 24 * 20 * 25, 0, 0, window, 1800 * 500, 0, 5000, 0]);
  expect([...weights.keys()]).toEqual(['conv1', 'conv2', 'fc1', 'fc2']);
});

test('weights come out as convolutions use them: outputs, inputs, rows, columns', () => {
  const model = keras.sequential({
    layers: [
      layers.conv2d({ inputShape: [5, 5, 2], filters: 3, kernelSize: [2, 3], name: 'c' }),
      layers.depthwiseConv2d({ kernelSize: 2, name: 'd' }),
      layers.flatten(),
      layers.dense({ units: 4, name: 'f' }),
    ],
  });
  const { weights, absent } = onnxWeights(readBack(model));
  expect([...absent]).toEqual([]);
  const stored = (name: string) => model.getLayer(name).getWeights()[0]!;
  const want = (name: string, perm: number[]) => [...tf.transpose(stored(name), perm).dataSync()];
  expect([...weights.get('c')!.data]).toEqual(want('c', [3, 2, 0, 1]));
  expect([...weights.get('d')!.data]).toEqual(want('d', [2, 3, 0, 1]));
  expect([...weights.get('f')!.data]).toEqual(want('f', [1, 0]));
  expect(weights.get('c')!.shape).toEqual([3, 2, 2, 3]);
});

test('branches, shared layers, batch normalisation, models inside models', () => {
  const inside = keras.sequential({
    name: 'head',
    layers: [layers.globalAveragePooling2d({ inputShape: [8, 8, 16] }), layers.dense({ units: 5, name: 'out' })],
  });
  const x = keras.input({ shape: [8, 8, 16] });
  const shared = layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false, name: 'shared' });
  const normalised = layers.batchNormalization({ name: 'bn' }).apply(shared.apply(x)) as keras.SymbolicTensor;
  const again = shared.apply(normalised) as keras.SymbolicTensor;
  const sum = layers.add({ name: 'sum' }).apply([x, again]) as keras.SymbolicTensor;
  const joined = layers.concatenate({ name: 'join' }).apply([sum, x]) as keras.SymbolicTensor;
  const small = layers.conv2d({ filters: 16, kernelSize: 1, name: 'small' }).apply(joined) as keras.SymbolicTensor;
  const model = keras.model({ inputs: x, outputs: inside.apply(small) as keras.SymbolicTensor });
  const { workload, folded } = readBack(model);
  expect(workload.uncosted).toEqual([]);
  expect(workload.layers.map(({ name }) => name)).toEqual([
    'shared',
    'shared_2',
    'sum',
    'join',
    'small',
    expect.stringMatching(/^head\/global/),
    'head/out',
  ]);
  expect(folded).toMatchObject([{ operator: 'BatchNormalization', into: 'shared' }]);
});

test('every other layer that TensorFlow.js has is costed, or listed with its reason', () => {
  const image: [number, number, number] = [12, 10, 4];
  const recurrentInitializer = 'glorotNormal';
  const each: readonly [keras.layers.Layer, number[], number?][] = [
    [layers.separableConv2d({ filters: 6, kernelSize: 3 }), image],
    [layers.conv2dTranspose({ filters: 6, kernelSize: 3, strides: 2, padding: 'same' }), image],
    [layers.conv2dTranspose({ filters: 6, kernelSize: 2, strides: 3 }), image],
    [layers.conv2d({ filters: 6, kernelSize: 3, dilationRate: 2, dataFormat: 'channelsFirst' }), [4, 12, 10]],
    [layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same' }), [12, 4]],
    [layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }), image],
    [layers.globalMaxPooling2d({}), image],
    [
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [3, 4],
        ],
      }),
      image,
    ],
    [
      layers.cropping2D({
        cropping: [
          [1, 2],
          [3, 0],
        ],
      }),
      image,
    ],
    [layers.upSampling2d({ size: [2, 3] }), image],
    [layers.prelu({}), image],
    [layers.leakyReLU(), image],
    [layers.softmax(), [7]],
    [layers.layerNormalization(), [7, 8]],
    [layers.reshape({ targetShape: [40, 12] }), image],
    [layers.permute({ dims: [3, 1, 2] }), image],
    [layers.embedding({ inputDim: 50, outputDim: 8 }), [9]],
    [layers.dense({ units: 3 }), [9, 8]],
    [layers.lstm({ units: 5, returnSequences: true, recurrentInitializer }), [9, 8], 1],
    [layers.gru({ units: 5, recurrentInitializer }), [9, 8], 1],
    [
      layers.bidirectional({
        layer: layers.lstm({ units: 5, recurrentInitializer }) as keras.RNN,
        mergeMode: 'concat',
      }),
      [9, 8],
      1,
    ],
    [layers.timeDistributed({ layer: layers.dense({ units: 3 }) }), [9, 8]],
    [layers.repeatVector({ n: 3 }), [8], 1],
  ];
  for (const [layer, shape, listed = 0] of each) {
    const input = keras.input({ shape });
    const made = layer.apply(input) as keras.SymbolicTensor;
    const end = layers.activation({ activation: 'relu', name: 'end' }).apply(made) as keras.SymbolicTensor;
    const model = keras.model({ inputs: input, outputs: end });
    const { workload } = readBack(model);
    const of = layer.getClassName();
    if (of === 'RepeatVector') {
      expect(workload.uncosted.map(({ operator }) => operator)).toContain('keras.RepeatVector');
      continue;
    }
    expect([of, workload.uncosted.length]).toEqual([of, listed]);
    const last = workload.layers.find(({ name }) => name.startsWith('end'))!;
    const size = (made.shape as number[]).slice(1).reduce((product, each) => product * each, 1);
    expect([of, last.problem.dimensions.reduce((product, dimension) => product * dimension.size, 1)]).toEqual([
      of,
      size,
    ]);
    if (listed === 0) expect([of, parameters(workload.layers)]).toEqual([of, model.countParams()]);
  }
});
