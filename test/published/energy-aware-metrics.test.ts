/**
 * Wu et al. 2018 (Deep k-Means, arXiv 1806.09228), eqs 5 to 7 and section 4.2. The paper prints formulas and reductions in
 * percent; the other figures are derived from the formulas and the published shapes.
 */
import { describe, expect, test } from 'vitest';
import { assume } from '../../src/compression/engines/assume.ts';
import type { Precision } from '../../src/metrics/full-adders.ts';
import { networkMetrics } from '../../src/metrics/network-metrics.ts';
import { normalisedTotal } from '../../src/metrics/normalised-total.ts';
import type { Workload } from '../../src/workload/workload.ts';
import { builtInNetwork } from '../support/networks.ts';

const bits = (weightBits: number, activationBits: number): Precision => ({ weightBits, activationBits });

/** A figure rounded to as many digits as another is given with. */
function asPrinted(value: number, printed: string): string {
  return value.toExponential(printed.split('e')[0]!.length - 2);
}

function convolutionsOf(name: string): Workload {
  const workload = builtInNetwork(name);
  return { ...workload, layers: workload.layers.filter(({ kind }) => kind === 'conv') };
}

const alexnet = convolutionsOf('alexnet');
const lenet = convolutionsOf('lenet5');

const layerOf = (workload: Workload, name: string): Workload => ({
  ...workload,
  layers: workload.layers.filter((layer) => layer.name === name),
});
const networks: Readonly<Record<string, Workload>> = {
  AlexNet: alexnet,
  'LeNet-5 conv1': layerOf(lenet, 'conv1'),
  'LeNet-5 conv2': layerOf(lenet, 'conv2'),
};

describe('full adders, eq. 5', () => {
  test.each([
    ['LeNet-5 conv2', bits(8, 8), 88],
    ['AlexNet', bits(8, 8), 90],
    ['AlexNet', bits(8, 16), 162],
    ['LeNet-5 conv1', bits(16, 16), 291],
    ['AlexNet', bits(16, 16), 298],
    ['LeNet-5 conv1', bits(32, 32), 1089],
    ['LeNet-5 conv2', bits(32, 32), 1096],
  ])('%s, convolutions, %o: %d per multiply-accumulate', (network, precision, expected) => {
    const { computation, macs } = networkMetrics({ workload: networks[network]!, precision });
    expect(Math.round(computation.upper / macs)).toBe(expected);
  });

  test.each([
    ['AlexNet', bits(16, 16), '1.983e+11'],
    ['AlexNet', bits(8, 16), '1.078e+11'],
    ['AlexNet', bits(8, 8), '5.98e+10'],
    ['LeNet-5 conv1', bits(16, 16), '8.368e+7'],
    ['LeNet-5 conv1', bits(8, 8), '2.396e+7'],
    ['LeNet-5 conv2', bits(16, 16), '4.735e+8'],
    ['LeNet-5 conv2', bits(8, 8), '1.407e+8'],
  ])('%s, convolutions, %o: %s', (network, precision, expected) => {
    const { computation } = networkMetrics({ workload: networks[network]!, precision });
    expect(asPrinted(computation.upper, expected)).toBe(expected);
    expect(computation.lower).toBe(computation.upper);
  });
});

describe('representational cost, eqs 6 and 7', () => {
  test('AlexNet at 16 bits: 1.0653e10 bits for weights and as many for activations', () => {
    const metrics = networkMetrics({ workload: alexnet, precision: bits(16, 16) });
    expect(metrics.macs).toBe(665_784_864);
    expect(metrics.weightBits).toBe(665_784_864 * 16);
    expect(asPrinted(metrics.weightBits, '1.0653e+10')).toBe('1.0653e+10');
    expect(metrics.activationBits).toBe(metrics.weightBits);
  });
});

describe('the total, normalised to MACs', () => {
  const { layers, macs } = networkMetrics({ workload: alexnet, precision: bits(16, 16) });

  test('per access: 13 units per MAC, AlexNet 8.66e9', () => {
    const total = normalisedTotal(layers, { reading: 'per-access' });
    expect(total / macs).toBeCloseTo(13, 9);
    expect(asPrinted(total, '8.66e+9')).toBe('8.66e+9');
  });

  test('per MAC: 7 units per MAC, AlexNet 4.66e9', () => {
    const total = normalisedTotal(layers, { reading: 'per-mac' });
    expect(total / macs).toBeCloseTo(7, 9);
    expect(asPrinted(total, '4.66e+9')).toBe('4.66e+9');
  });
});

describe('Fig. 2: reductions of LeNet-5 under sharing', () => {
  test('conv2 with 140 of 5000 rows stores 97.2 % less, 17.2 points more than pruning by 80 %', async () => {
    const compressed = await assume.compress({ workload: lenet, weights: new Map(), seed: 1 }, { k: 140 });
    const byLayer = new Map(compressed.layers.map((layer) => [layer.layer, layer]));
    const { layers } = networkMetrics({ workload: lenet, precision: bits(16, 16), compressed: byLayer });
    const { weightBits, activationBits, uncompressed } = layers.find(({ layer }) => layer === 'conv2')!;
    expect(1 - weightBits / uncompressed.weightBits).toBeCloseTo(0.972, 12);
    expect(activationBits).toBe(uncompressed.activationBits);
  });
});
