import { describe, expect, test } from 'vitest';
import type { CompressedTensor } from '../../src/compression/engine.ts';
import { deepKMeans } from '../../src/compression/engines/deep-k-means.ts';
import { prune } from '../../src/compression/engines/prune.ts';
import { uniform } from '../../src/compression/engines/uniform.ts';
import { dotProductAdders } from '../../src/metrics/full-adders.ts';
import type { LayerMetrics } from '../../src/metrics/layer-metrics.ts';
import { layerMetrics } from '../../src/metrics/layer-metrics.ts';
import { networkMetrics } from '../../src/metrics/network-metrics.ts';
import { normalisedTotal } from '../../src/metrics/normalised-total.ts';
import { convolutionLayer, matrixMultiplyLayer, poolingLayer } from '../../src/workload/layers.ts';
import { smallInput, smallNetwork } from '../compression/small-network.ts';

const precision = { weightBits: 16, activationBits: 16 };
const byName = (layers: readonly CompressedTensor[]) => new Map(layers.map((layer) => [layer.layer, layer]));

describe('dot products', () => {
  test('a convolution makes one of C·R·S products per output', () => {
    const shape = { name: 'a', inputChannels: 4, outputChannels: 6, input: [8, 9], kernel: [3, 2], batch: 5 } as const;
    const { dot } = layerMetrics(convolutionLayer({ ...shape, padding: [1, 0, 1, 0] }), precision)!;
    expect(dot).toEqual({
      length: 4 * 3 * 2,
      count: 5 * 6 * 8 * 8,
      macs: 5 * 6 * 8 * 8 * 4 * 3 * 2,
      weights: 6 * 4 * 3 * 2,
      inputs: 5 * 4 * 8 * 9,
    });
  });

  test('grouped and depthwise layers add up only the channels of their group', () => {
    const shape = { name: 'a', inputChannels: 12, outputChannels: 12, input: [5, 5], kernel: [3, 3] } as const;
    expect(layerMetrics(convolutionLayer({ ...shape, groups: 3 }), precision)!.dot.length).toBe(4 * 9);
    expect(layerMetrics(convolutionLayer({ ...shape, groups: 12 }), precision)!.dot.length).toBe(9);
  });

  test('a matrix product makes one of K products per element', () => {
    const layer = matrixMultiplyLayer({ name: 'a', batch: 2, rows: 7, inner: 5, columns: 3 });
    const { dot } = layerMetrics(layer, precision)!;
    expect(dot).toEqual({ length: 5, count: 2 * 7 * 3, macs: 2 * 7 * 3 * 5, weights: 2 * 5 * 3, inputs: 2 * 7 * 5 });
  });

  test('pooling multiplies nothing and has no metrics', () => {
    const pool = poolingLayer({ name: 'p', channels: 2, input: [4, 4], kernel: [2, 2], operation: 'max' });
    expect(layerMetrics(pool, precision)).toBeUndefined();
  });

  test('one product needs no addition', () => {
    expect(dotProductAdders(1, { weightBits: 4, activationBits: 8 })).toBe(32);
  });

  test('a layer that runs three times costs three times as much', () => {
    const layer = smallNetwork.layers[0]!;
    const [once, thrice] = [layer, { ...layer, repeat: 3 }].map((each) => layerMetrics(each, precision)!);
    expect(thrice!.computation.upper).toBe(3 * once!.computation.upper);
    expect(thrice!.weightBits).toBe(3 * once!.weightBits);
  });
});

describe('Sakr et al.: every operand counts once', () => {
  test('and a bias lengthens the dot product', () => {
    const layer = convolutionLayer({
      name: 'a',
      inputChannels: 4,
      outputChannels: 6,
      input: [8, 8],
      kernel: [3, 3],
      padding: [1, 1, 1, 1],
    });
    const { sakr } = layerMetrics(layer, { weightBits: 5, activationBits: 7 })!;
    expect(sakr.weightBits).toBe(6 * 4 * 9 * 5);
    expect(sakr.activationBits).toBe(4 * 8 * 8 * 7);
    expect(sakr.fullAdders).toBe(6 * 64 * dotProductAdders(4 * 9 + 1, { weightBits: 5, activationBits: 7 }));
  });
});

describe('pruning', () => {
  test('divides weights, activations and computation alike by the compression ratio', async () => {
    const { layers } = await prune.compress(smallInput(), { share: 0.75, scope: 'layer', fc: true });
    const metrics = networkMetrics({ workload: smallNetwork, precision, compressed: byName(layers) });
    for (const { method, computation, weightBits, activationBits, uncompressed, layer } of metrics.layers) {
      const { encoding, weights } = layers.find((each) => each.layer === layer)!;
      const kept = encoding.kind === 'sparse' ? encoding.nonZeros / weights : Number.NaN;
      expect(method).toBe('pruned');
      expect(weightBits / uncompressed.weightBits).toBeCloseTo(kept, 12);
      expect(activationBits / uncompressed.activationBits).toBeCloseTo(kept, 12);
      expect(computation.estimate / uncompressed.fullAdders).toBeCloseTo(kept, 12);
    }
  });
});

describe('sharing', () => {
  const metricsWith = async (options: Record<string, unknown>): Promise<readonly LayerMetrics[]> => {
    const { layers } = await deepKMeans.compress(smallInput(), { firstLayer: 'same', ...options });
    return networkMetrics({ workload: smallNetwork, precision, compressed: byName(layers) }).layers;
  };

  test('leaves activations, divides weights by N/K, and computation lies between the bounds', async () => {
    const layers = (await metricsWith({ k: 6 })).filter(({ method }) => method === 'shared');
    expect(layers.length).toBe(6);
    for (const { computation, sharing, weightBits, weightBitsWithIndices, uncompressed, ...rest } of layers) {
      expect(sharing!.basis).toBe('measured');
      expect(rest.activationBits).toBe(uncompressed.activationBits);
      expect(weightBits / uncompressed.weightBits).toBeCloseTo(sharing!.storedShare, 12);
      expect(weightBitsWithIndices).toBeGreaterThan(weightBits);
      expect(computation.lower).toBeLessThanOrEqual(computation.estimate);
      expect(computation.estimate).toBeLessThanOrEqual(computation.additionsKept);
      expect(computation.additionsKept).toBeLessThanOrEqual(computation.upper * (1 + 1e-12));
    }
  });

  test('with a table as long as the layer has different rows saves nothing', async () => {
    for (const { computation } of await metricsWith({ clusterRate: 1 })) {
      expect(computation.estimate).toBe(computation.upper);
      expect(computation.additionsKept / computation.upper).toBeCloseTo(1, 12);
    }
  });

  test('of rows that repeat only on their own channel meets the lower bound exactly', async () => {
    // Two outputs that are equal: every row of a channel occurs twice there and nowhere else.
    const layer = convolutionLayer({
      name: 'twin',
      inputChannels: 3,
      outputChannels: 2,
      input: [5, 5],
      kernel: [3, 3],
    });
    const workload = { ...smallNetwork, layers: [layer] };
    const half = Float32Array.from({ length: 27 }, (_, at) => Math.sin(at + 1));
    const tensor = { shape: [2, 3, 3, 3] as const, data: Float32Array.from([...half, ...half]) };
    const { layers } = await deepKMeans.compress(
      { workload, weights: new Map([['twin', tensor]]), seed: 1 },
      { k: 9, firstLayer: 'same' },
    );
    const { computation, sharing } = layerMetrics(layer, precision, layers[0])!;
    expect(sharing).toMatchObject({ storedShare: 0.5, distinctShare: 0.5, basis: 'measured' });
    expect(computation.estimate).toBe(computation.lower);
    expect(computation.estimate).toBe(computation.upper / 2);
  });
});

describe('quantisation', () => {
  test('narrows weights and multipliers, and 32-bit floats stay at the precision asked for', async () => {
    const { layers } = await uniform.compress(smallInput(), { bits: 8, fc: true });
    const compressed = byName(layers);
    const [narrow] = networkMetrics({ workload: smallNetwork, precision, compressed }).layers;
    const [same] = networkMetrics({ workload: smallNetwork, precision: { weightBits: 8, activationBits: 16 } }).layers;
    expect(narrow!.computation).toEqual(same!.computation);
    expect(narrow!.uncompressed.fullAdders).toBeGreaterThan(same!.uncompressed.fullAdders);
    const float = { ...layers[0]!, encoding: { kind: 'dense', bitsPerWeight: 32, scales: 0 } } as const;
    expect(layerMetrics(smallNetwork.layers[0]!, precision, float)!.precision).toEqual(precision);
  });
});

describe('the normalised total', () => {
  test('of shared weights falls by the weight accesses, and rises with indices', async () => {
    const { layers } = await deepKMeans.compress(smallInput(), { k: 6, firstLayer: 'same' });
    const metrics = networkMetrics({ workload: smallNetwork, precision, compressed: byName(layers) });
    const upper = normalisedTotal(metrics.layers, { reading: 'per-access', computation: 'upper' });
    const expected = metrics.layers.reduce(
      (sum, { dot, weightBits, uncompressed }) => sum + dot.macs * (1 + 6 + (6 * weightBits) / uncompressed.weightBits),
      0,
    );
    expect(upper).toBeCloseTo(expected, 6);
    const withIndices = normalisedTotal(metrics.layers, { reading: 'per-access', computation: 'upper', indices: true });
    expect(withIndices).toBeGreaterThan(upper);
    const tenfold = normalisedTotal(metrics.layers, { reading: 'per-access', computation: 'upper', factor: 10 });
    expect(tenfold).toBeGreaterThan(upper);
  });
});
