import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { plainIndexBits } from '../../src/compression/coding/plain-index-bits.ts';
import {
  entropyBound,
  layerRatio,
  networkRatio,
  type SharedLayer,
  sharedBits,
} from '../../src/compression/compression-ratio.ts';
import { weightedLayers } from '../../src/compression/weighted-layers.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { lenetRatios, wideResNet, wideResNetRatios } from '../published/deep-k-means.ts';

describe('the layer-wise ratio of Fig. 1', () => {
  test.each(lenetRatios)('LeNet-5 $layer with K=$k: $ratio', ({ vectors, biases, k, ratio }) => {
    const found = layerRatio({ entries: k, vectorLength: 5, vectors, biases });
    expect(Math.abs(found - ratio)).toBeLessThan(0.005);
  });

  test('written out for conv1, K=3', () => {
    const bits = 32 * 3 * 5 + 100 * Math.log2(3) + 32 * 20;
    expect(layerRatio({ entries: 3, vectorLength: 5, vectors: 100, biases: 20 })).toBeCloseTo((32 * 520) / bits, 12);
  });
});

describe('Wide ResNet 16-4 with the published K and p', () => {
  const file = new URL('../../scenarios/workloads/wide-resnet-16-4.yaml', import.meta.url);
  const layers = weightedLayers(readLayerList('wide-resnet-16-4.yaml', readFileSync(file, 'utf8')));

  test('the lists are for the layers of the network, 2,747,530 parameters without normalisation', () => {
    const convolutions = layers.filter(({ layer }) => layer.kind !== 'fc');
    expect(convolutions.map(({ layer }) => layer.name)).toEqual(wideResNet.map(({ name }) => name));
    expect(convolutions.map(({ weights }) => weights)).toEqual(wideResNet.map(({ size, vectors }) => size * vectors));
    expect(layers.reduce((sum, { weights, biases }) => sum + weights + biases, 0)).toBe(2747530);
  });

  function ratio(setting: '45' | '47' | '50', bitsOf: (shared: SharedLayer, k: number, p: number) => number): number {
    return networkRatio(
      layers.map(({ layer, weights, biases }) => {
        const bitsBefore = 32 * (weights + biases);
        const row = wideResNet.find(({ name }) => name === layer.name);
        if (row === undefined) return { bitsBefore, bitsAfter: bitsBefore };
        const [entries, p] = [row.k[setting], row.p[setting]];
        const shared = { entries, vectorLength: row.size, vectors: row.vectors, biases };
        return { bitsBefore, bitsAfter: bitsOf(shared, entries, p) };
      }),
    );
  }

  test.each(['45', '47', '50'] as const)(
    '%s×: the entropy bound and plain indices give the derived ratios',
    (setting) => {
      const { bound, plain, packed } = wideResNetRatios[setting];
      expect(ratio(setting, (shared, k, p) => sharedBits(shared, entropyBound(k, p)))).toBeCloseTo(bound, 1);
      expect(ratio(setting, (shared, k) => sharedBits(shared, Math.log2(k)))).toBeCloseTo(plain, 1);
      expect(ratio(setting, (shared, k) => sharedBits(shared, plainIndexBits(k)))).toBeCloseTo(packed, 1);
    },
  );
});

describe('the entropy bound', () => {
  test('is log2 K without sparsity and 0 when every vector is the same', () => {
    expect(entropyBound(8, 0)).toBe(3);
    expect(entropyBound(8, 1)).toBe(0);
  });

  test('is 1 bit for half the vectors at one entry and the rest at another', () => {
    expect(entropyBound(2, 0.5)).toBe(1);
  });
});
