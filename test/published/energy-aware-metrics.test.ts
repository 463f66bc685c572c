/**
 * Wu et al. 2018 (Deep k-Means, arXiv 1806.09228), eqs 5 to 7 and section 4.2: what holds of the metrics whatever the figures,
 * which `test/validation/validate.test.ts` compares.
 */
import { describe, expect, test } from 'vitest';
import { assume } from '../../src/compression/engines/assume.ts';
import type { Precision } from '../../src/metrics/full-adders.ts';
import { networkMetrics } from '../../src/metrics/network-metrics.ts';
import { normalisedTotal } from '../../src/metrics/normalised-total.ts';
import type { Workload } from '../../src/workload/workload.ts';
import { builtInNetwork } from '../support/networks.ts';

const bits = (weightBits: number, activationBits: number): Precision => ({ weightBits, activationBits });

function convolutionsOf(name: string): Workload {
  const workload = builtInNetwork(name);
  return { ...workload, layers: workload.layers.filter(({ kind }) => kind === 'conv') };
}

const alexnet = convolutionsOf('alexnet');
const lenet = convolutionsOf('lenet5');

describe('AlexNet, convolutions, dense', () => {
  const { macs, computation, weightBits, activationBits } = networkMetrics({
    workload: alexnet,
    precision: bits(16, 16),
  });

  test('computation has no range', () => expect(computation.lower).toBe(computation.upper));

  test('every multiply-accumulate uses one weight and one activation', () => {
    expect(macs).toBe(665_784_864);
    expect(weightBits).toBe(macs * 16);
    expect(activationBits).toBe(weightBits);
  });
});

describe('the total, normalised to MACs', () => {
  const { layers, macs } = networkMetrics({ workload: alexnet, precision: bits(16, 16) });

  test('per access: 13 units per MAC', () => {
    const total = normalisedTotal(layers, { reading: 'per-access' });
    expect(total / macs).toBeCloseTo(13, 9);
  });

  test('per MAC: 7 units per MAC', () => {
    const total = normalisedTotal(layers, { reading: 'per-mac' });
    expect(total / macs).toBeCloseTo(7, 9);
  });
});

describe('Fig. 2: reductions of LeNet-5 under sharing', () => {
  test('conv2 with 140 of 5000 rows stores 140/5000 of its weight bits and uses its activations as before', async () => {
    const compressed = await assume.compress({ workload: lenet, weights: new Map(), seed: 1 }, { k: 140 });
    const byLayer = new Map(compressed.layers.map((layer) => [layer.layer, layer]));
    const { layers } = networkMetrics({ workload: lenet, precision: bits(16, 16), compressed: byLayer });
    const { weightBits, activationBits, uncompressed } = layers.find(({ layer }) => layer === 'conv2')!;
    expect(weightBits / uncompressed.weightBits).toBeCloseTo(140 / 5000, 12);
    expect(activationBits).toBe(uncompressed.activationBits);
  });
});
