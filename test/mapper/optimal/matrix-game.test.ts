import { describe, expect, it } from 'vitest';
import { bestShares } from '../../../src/mapper/optimal/matrix-game.ts';
import { Random } from '../../../src/shared/random.ts';

/** The least of all columns with some shares of the rows. */
function leastOf(columns: readonly Float64Array[], shares: ArrayLike<number>): number {
  return Math.min(...columns.map((column) => column.reduce((sum, entry, row) => sum + entry * shares[row]!, 0)));
}

describe('shares that make the least column the largest', () => {
  it('of two rows and two columns that cross: where both columns come to the same', () => {
    // 3 s + 1 (1 − s) = 2 s + 6 (1 − s)
    const shares = bestShares([Float64Array.from([3, 1]), Float64Array.from([2, 6])]);
    expect(shares[0]).toBeCloseTo(5 / 6, 12);
    expect(shares[1]).toBeCloseTo(1 / 6, 12);
  });

  it('all to one row where it is never below another', () => {
    expect([...bestShares([Float64Array.from([5, 4]), Float64Array.from([7, 7])])]).toEqual([1, 0]);
  });

  it('any shares where all entries are the same', () => {
    const shares = bestShares([Float64Array.from([2, 2, 2])]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('no other shares are better, of any sizes and signs', () => {
    const random = new Random(2);
    for (let game = 0; game < 300; game += 1) {
      const rows = 1 + random.below(6);
      const [scale, shift] = [10 ** (random.next() * 12), random.below(2) === 0 ? 0 : random.next() * 3 - 1];
      const columns = Array.from({ length: 1 + random.below(60) }, () =>
        Float64Array.from({ length: rows }, () => scale * (random.next() ** 3 - shift)),
      );
      const shares = bestShares(columns);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      const best = leastOf(columns, shares);
      const others = Array.from({ length: 200 }, () => {
        const own = Array.from({ length: rows }, () => random.next() ** 4);
        const sum = own.reduce((all, each) => all + each, 0);
        // Nearby as well: what is best is better than all around it.
        const near = random.below(2) === 0 ? 1 : 1e-3;
        return own.map((each, row) => (near * each) / sum + (1 - near) * shares[row]!);
      });
      for (const other of others) expect(leastOf(columns, other)).toBeLessThanOrEqual(best + 1e-8 * scale);
    }
  });
});
