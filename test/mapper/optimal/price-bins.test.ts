import { describe, expect, it } from 'vitest';
import { binOf, binPrices, type PriceList, putEnds } from '../../../src/mapper/optimal/price-bins.ts';
import { Random } from '../../../src/shared/random.ts';

/** Every third place of a table from the second on. */
function listOf(prices: readonly number[], plus: number): PriceList {
  const [count, from, step] = [prices.length, 1, 3];
  const values = new Float64Array(count * step + 2).fill(Number.NaN);
  prices.forEach((price, at) => {
    values[from + at * step] = price;
  });
  putEnds({ values, count, from, step });
  return { values, count, from, step, plus };
}

describe('bins of prices', () => {
  it('few are kept as they are, many share the lowest of what is close', () => {
    const none = Number.POSITIVE_INFINITY;
    expect([...binPrices([listOf([3, 1, none], 0), listOf([1, 2], 1)], 4)]).toEqual([1, 2, 3]);
    expect([...binPrices([listOf([0, 1, 2, 26, 51, 100], 0)], 4)]).toEqual([0, 26, 100]);
  });

  it('no price is below its bin, and bins are prices that stand further apart than a share of all', () => {
    const random = new Random(3);
    for (let i = 0; i < 200; i += 1) {
      const some = () => Array.from({ length: 1 + random.below(9) }, () => random.below(12) - 4);
      const parts = Array.from({ length: 1 + random.below(4) }, () => ({ prices: some(), plus: random.below(3) }));
      const all = parts.flatMap(({ prices, plus }) => prices.map((price) => price + plus));
      const bins = binPrices(
        parts.map(({ prices, plus }) => listOf(prices, plus)),
        4,
      );
      const different = new Set(all).size;
      if (different <= 4) expect([...bins]).toEqual([...new Set(all)].sort((a, b) => a - b));
      expect(bins.length).toBeLessThanOrEqual(4);
      const gap = (Math.max(...all) - Math.min(...all)) / 4;
      for (const price of all) {
        const bin = bins[binOf(bins, price)]!;
        expect(all).toContain(bin);
        expect(price).toBeGreaterThanOrEqual(bin);
        expect(price - bin).toBeLessThanOrEqual(different <= 4 ? 0 : gap);
      }
    }
  });
});
