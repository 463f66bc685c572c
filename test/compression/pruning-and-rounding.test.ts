import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromZeroRuns, zeroRuns } from '../../src/compression/coding/zero-runs.ts';
import type { CompressionInput } from '../../src/compression/engine.ts';
import { prune } from '../../src/compression/engines/prune.ts';
import { uniform } from '../../src/compression/engines/uniform.ts';
import { mapWeights, smallInput } from './small-network.ts';

async function plain(engine: typeof prune, options: Readonly<Record<string, unknown>>, input?: CompressionInput) {
  const { layers } = await engine.compress(input ?? smallInput(), options);
  return layers.find(({ layer }) => layer === 'plain')!;
}

describe('uniform', () => {
  test('symmetric: levels are multiples of largest/(2^(n−1)−1), and no weight is off by more than half a level', async () => {
    const { data } = smallInput().weights.get('plain')!;
    const { decoded, scales, bitsAfter } = await plain(uniform, { bits: 6 });
    const largest = Math.max(...data.map(Math.abs));
    expect(scales![0]).toBe(Math.fround(largest / 31));
    data.forEach((value, at) => {
      expect(Math.abs(value - decoded![at]!)).toBeLessThanOrEqual(scales![0]! * 0.501);
    });
    expect(bitsAfter).toBe(648 * 6 + 32 * 1 + 32 * 12);
  });

  test('asymmetric: all 2^n levels serve weights of one sign; the zero point is stored too', async () => {
    const positive = mapWeights((value) => Math.abs(value));
    const symmetric = await plain(uniform, { bits: 4 }, positive);
    const asymmetric = await plain(uniform, { bits: 4, symmetric: false }, positive);
    expect(asymmetric.error!.meanSquared).toBeLessThan(symmetric.error!.meanSquared / 3);
    expect(asymmetric.bitsAfter - symmetric.bitsAfter).toBe(32);
  });

  test('a scale per channel costs 32 bits a channel and never loses more', async () => {
    const uneven = mapWeights((value, at) => value * 2 ** -Math.floor(at / 54));
    const tensor = await plain(uniform, { bits: 4 }, uneven);
    const channel = await plain(uniform, { bits: 4, scale: 'per-channel' }, uneven);
    expect(channel.error!.meanSquared).toBeLessThan(tensor.error!.meanSquared);
    expect(channel.bitsAfter - tensor.bitsAfter).toBe(32 * 11);
  });

  test('zero stays zero', async () => {
    const input = mapWeights((value, at) => (at % 2 === 0 ? 0 : value + 0.05));
    const { decoded } = await plain(uniform, { bits: 3, symmetric: false }, input);
    expect(decoded!.filter((_, at) => at % 2 === 0).every((value) => value === 0)).toBe(true);
  });
});

describe('prune', () => {
  test('exactly the smallest share goes, the rest stays bit for bit', async () => {
    const { data } = smallInput().weights.get('plain')!;
    const { decoded, encoding, bitsAfter } = await plain(prune, { share: 0.75 });
    const kept = data.filter((_, at) => decoded![at] !== 0);
    const gone = data.filter((_, at) => decoded![at] === 0);
    expect(gone).toHaveLength(0.75 * 648);
    expect(Math.max(...gone.map(Math.abs))).toBeLessThanOrEqual(Math.min(...kept.map(Math.abs)));
    expect(kept).toEqual(decoded!.filter((value) => value !== 0));
    expect(encoding).toMatchObject({ nonZeros: 162, positionBits: 648 });
    expect(bitsAfter).toBe(162 * 32 + 648 + 32 * 12);
  });

  test('whole filters go: outputs of smallest norm are zero, one bit an output says which', async () => {
    const { decoded, encoding } = await plain(prune, { share: 0.5, structure: 'filters' });
    const outputs = Array.from({ length: 12 }, (_, m) => decoded!.subarray(m * 54, (m + 1) * 54));
    expect(outputs.filter((weights) => weights.every((value) => value === 0))).toHaveLength(6);
    expect(encoding).toMatchObject({ nonZeros: 6 * 54, positionBits: 12, positions: 'filters' });
  });

  test('network scope: the share holds over all layers, small layers by their own size', async () => {
    const input = mapWeights((value, at) => (at < 81 ? value * 100 : value));
    const { layers } = await prune.compress(input, { share: 0.5, scope: 'network' });
    const zeros = layers.reduce((sum, { zeroShare, weights }) => sum + zeroShare * weights, 0);
    const weights = layers.reduce((sum, layer) => sum + layer.weights, 0);
    expect(zeros).toBeCloseTo(Math.floor(0.5 * weights), 6);
    expect(new Set(layers.map(({ zeroShare }) => zeroShare)).size).toBeGreaterThan(3);
  });

  test('a share of 1 removes everything, with a warning', async () => {
    expect((await plain(prune, { share: 1 })).warnings).toEqual(['every weight is removed']);
  });

  test('runs of zeros: 5 zeros before a weight take one run of 3 bits, 20 need fillers', () => {
    expect(zeroRuns(Float32Array.of(0, 0, 0, 0, 0, 9), 3)).toMatchObject({ runs: Uint32Array.of(5), fillers: 0 });
    const long = zeroRuns(
      Float32Array.from({ length: 21 }, (_, at) => (at === 20 ? 9 : 0)),
      3,
    );
    // 7 zeros and a filler, twice, then 4 zeros and the weight
    expect(long).toMatchObject({ runs: Uint32Array.of(7, 7, 4), fillers: 2 });
  });

  test('runs give the weights back', () => {
    const weights = fc.array(fc.constantFrom(0, 0, 0, 0, 0.5, -1)).map((values) => Float32Array.from(values));
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 5 }), (given, bits) => {
        const { runs, values } = zeroRuns(given, bits);
        expect(fromZeroRuns(runs, values, given.length)).toEqual(given);
      }),
    );
  });
});
