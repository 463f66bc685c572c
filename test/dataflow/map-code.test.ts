import { describe, expect, it } from 'vitest';
import { zeroRuns } from '../../src/compression/coding/zero-runs.ts';
import { runLengthShare } from '../../src/cross-check/run-length.ts';
import { codedBits } from '../../src/dataflow/map-code.ts';
import { Random } from '../../src/shared/random.ts';

const rlc = { code: 'rlc', runBits: 5, codeWordBits: 64, pairsPerWord: 3 } as const;
const bitmap = { code: 'bitmap' } as const;
const map = (zeros: number, bits = 16, ratio?: number) => ({ zeros, bits, ratio });

describe('run-length coded maps', () => {
  it('three pairs of 5 and 16 bit fill a word of 64 bit: three quarters zeros take 5.33 bit each', () => {
    // Of 32 zeros in a row, one in 10^4 at this share, one is stored.
    const tooLong = 0.75 ** 32;
    expect(codedBits(rlc, map(0.75))).toBeCloseTo((0.25 * 64) / 3 / (1 - tooLong), 12);
  });

  it('an empty map costs a pair for every 32 elements', () => {
    expect(codedBits(rlc, map(1))).toBeCloseTo(64 / 3 / 32, 12);
  });

  it('a full map stays as it is: pairs would make it a third longer', () => {
    expect(codedBits(rlc, map(0))).toBe(16);
    expect(codedBits(rlc, map(0.2))).toBe(16);
    expect(codedBits(rlc, map(0.26))).toBeLessThan(16);
  });

  it.each([0.3, 0.6, 0.9, 0.98])('is as long as a coded map with a share of %f of zeros', (zeros) => {
    const random = new Random(11);
    const values = Float32Array.from({ length: 400_000 }, () => (random.next() < zeros ? 0 : 1));
    const pairs = zeroRuns(values, 5).runs.length;
    const measured = (Math.ceil(pairs / 3) * 64) / values.length;
    expect(Math.abs(codedBits(rlc, map(zeros)) / measured - 1)).toBeLessThan(0.01);
  });

  it('agrees with the reference method, which shares no code with it', () => {
    for (const zeros of [0, 0.1, 0.25, 0.387, 0.5, 0.725, 0.793, 0.99, 1]) {
      expect(codedBits(rlc, map(zeros))).toBeCloseTo(16 * runLengthShare(1 - zeros, 16), 9);
    }
  });

  it('without a number of pairs as many as fit go into a word, and never more', () => {
    const { pairsPerWord: _, ...free } = rlc;
    // 4 pairs of 5 + 8 bit, not 3
    expect(codedBits(free, map(0.9, 8))).toBeCloseTo((codedBits(rlc, map(0.9, 8)) * 3) / 4, 12);
    expect(codedBits(free, map(0.9))).toBe(codedBits(rlc, map(0.9)));
    // one pair of 5 + 32 bit
    expect(codedBits(rlc, map(0.9, 32))).toBeCloseTo((0.1 * 64) / (1 - 0.9 ** 32), 12);
    expect(codedBits(rlc, map(0.9, 60))).toBe(60);
  });
});

describe('other ways to be short', () => {
  it('a bitmap takes a bit per element and the values that are not zero', () => {
    expect(codedBits(bitmap, map(0.75))).toBe(1 + 4);
    expect(codedBits(bitmap, map(1))).toBe(1);
    expect(codedBits(bitmap, map(0.05))).toBe(16);
  });

  it('a measured ratio counts, not the expected one; a map that grew stays plain', () => {
    expect(codedBits(rlc, map(0.75, 16, 1.6))).toBe(10);
    expect(codedBits(rlc, map(0.75, 16, 0.8))).toBe(16);
  });

  it('a memory without a code holds plain words', () => {
    expect(codedBits(undefined, map(0.75, 16, 1.6))).toBe(16);
  });
});
