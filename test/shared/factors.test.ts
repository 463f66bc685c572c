import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPrimeFactors, primeFactorAt, primeFactors } from '../../src/shared/factors.ts';

describe('prime factors', () => {
  it('multiply to the number, smallest first', () => {
    expect(primeFactors(1)).toEqual([]);
    expect(primeFactors(13)).toEqual([13]);
    expect(primeFactors(384)).toEqual([2, 2, 2, 2, 2, 2, 2, 3]);
  });

  it('are counted and picked without the list, as they stand in the list', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (value) => {
        const list = primeFactors(value);
        expect(countPrimeFactors(value)).toBe(list.length);
        expect(list.map((_, index) => primeFactorAt(value, index))).toEqual(list);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
