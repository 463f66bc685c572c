import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { entropyBound, layerRatio } from '../../src/compression/compression-ratio.ts';
import { weightedLayers } from '../../src/compression/weighted-layers.ts';
import { settingRatio } from '../../src/validation/ratio-checks.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { deepKMeansFigures, wideResNet } from '../published/deep-k-means.ts';

describe('the layer-wise ratio of Fig. 1', () => {
  test('written out for conv1, K=3', () => {
    const bits = 32 * 3 * 5 + 100 * Math.log2(3) + 32 * 20;
    expect(layerRatio({ entries: 3, vectorLength: 5, vectors: 100, biases: 20 })).toBeCloseTo((32 * 520) / bits, 12);
  });
});

describe('Wide ResNet 16-4 with the published K and p', () => {
  const file = new URL('../../scenarios/workloads/wide-resnet-16-4.yaml', import.meta.url);
  const workload = readLayerList('wide-resnet-16-4.yaml', readFileSync(file, 'utf8'));
  const layers = weightedLayers(workload);

  test('the lists are for the layers of the network, 2,747,530 parameters without normalisation', () => {
    const convolutions = layers.filter(({ layer }) => layer.kind !== 'fc');
    expect(convolutions.map(({ layer }) => layer.name)).toEqual(wideResNet.map(({ name }) => name));
    expect(convolutions.map(({ weights }) => weights)).toEqual(wideResNet.map(({ size, vectors }) => size * vectors));
    expect(layers.reduce((sum, { weights, biases }) => sum + weights + biases, 0)).toBe(2747530);
  });

  test('a packed index never takes less than log2 K bits, nor that less than the entropy bound', () => {
    for (const setting of Object.keys(deepKMeansFigures.networkRatios.settings)) {
      const [bound, plain, packed] = (['bound', 'plain', 'packed'] as const).map((coding) =>
        settingRatio(deepKMeansFigures.networkRatios, workload, { setting, coding }),
      );
      expect(bound).toBeGreaterThan(plain!);
      expect(plain).toBeGreaterThan(packed!);
    }
  });
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
