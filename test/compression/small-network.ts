import type { CompressionInput, WeightTensor } from '../../src/compression/engine.ts';
import { weightedLayers } from '../../src/compression/weighted-layers.ts';
import { Random } from '../../src/shared/random.ts';
import { convolutionLayer, elementwiseLayer, fullyConnectedLayer } from '../../src/workload/layers.ts';
import type { Workload } from '../../src/workload/workload.ts';

const conv = { input: [8, 8], kernel: [3, 3] } as const;

/** Every kind of layer with weights, and one without. */
export const smallNetwork: Workload = {
  name: 'small',
  source: 'test',
  layers: [
    convolutionLayer({ name: 'first', ...conv, inputChannels: 4, outputChannels: 6 }),
    elementwiseLayer({ name: 'relu', kind: 'activation', operation: 'activation', elements: 10 }),
    convolutionLayer({ name: 'plain', ...conv, inputChannels: 6, outputChannels: 12 }),
    convolutionLayer({ name: 'depthwise', ...conv, inputChannels: 12, outputChannels: 12, groups: 12 }),
    convolutionLayer({ name: 'grouped', ...conv, inputChannels: 12, outputChannels: 8, groups: 2 }),
    convolutionLayer({ name: 'pointwise', ...conv, kernel: [1, 1], inputChannels: 8, outputChannels: 10 }),
    convolutionLayer({ name: 'oblong', ...conv, kernel: [5, 2], inputChannels: 10, outputChannels: 4, bias: false }),
    fullyConnectedLayer({ name: 'classifier', inputs: 36, outputs: 10 }),
  ],
  uncosted: [],
};

/** Bell-shaped weights for every layer of a network. */
export function randomWeights(workload: Workload, seed: number): ReadonlyMap<string, WeightTensor> {
  const random = new Random(seed);
  const bell = () => (random.next() + random.next() + random.next() - 1.5) * 0.2;
  return new Map(
    weightedLayers(workload).map(({ layer, weights, biases, groups }) => {
      const size = (name: string) => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
      const tensor: WeightTensor = {
        shape: [size('M') * groups, size('C'), size('R'), size('S')],
        data: Float32Array.from({ length: weights }, bell),
        ...(biases > 0 && { bias: Float32Array.from({ length: biases }, bell) }),
      };
      return [layer.name, tensor];
    }),
  );
}

export function smallInput(seed = 1): CompressionInput {
  return { workload: smallNetwork, weights: randomWeights(smallNetwork, 42), seed };
}

/** The small network with every weight changed. */
export function mapWeights(change: (value: number, at: number) => number): CompressionInput {
  const input = smallInput();
  const weights = new Map(
    [...input.weights].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.map(change) }]),
  );
  return { ...input, weights };
}
