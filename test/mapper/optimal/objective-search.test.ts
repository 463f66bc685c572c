import { describe, expect, it } from 'vitest';
import type { Evaluated } from '../../../src/mapper/optimal/front.ts';
import { type Ask, ObjectiveSearch } from '../../../src/mapper/optimal/objective-search.ts';
import type { Proven } from '../../../src/mapper/optimal/proven.ts';
import { ProvenSearch } from '../../../src/mapper/optimal/proven-search.ts';
import { SearchClock } from '../../../src/mapper/search-watch.ts';
import { randomCase } from './random-case.ts';

const none = new Int32Array(0);
const taking = (cycles: number, energyPj: number): Evaluated => ({ factors: none, order: none, energyPj, cycles });

function provenOf(best: Evaluated, least: number, leastTiePj: number): Proven {
  return { best, least, bound: least, leastTiePj, fewest: Number.POSITIVE_INFINITY, fastest: best.cycles };
}

describe('the fastest of several spaces, and the least energy of what is as fast', () => {
  const ask: Ask = { objective: 'latency', clockMhz: 1000, staticPj: 0 };

  it('counts a space that may hold something as fast, though what it knew was slower', () => {
    const slow = taking(120, 50);
    const search = new ObjectiveSearch(ask, provenOf(slow, 120, 50));
    expect(search.join(provenOf(taking(100, 70), 100, 70))).toBe(true);
    search.join(provenOf(slow, 100, 30));
    expect(search.proven).toMatchObject({ least: 100, leastTiePj: 30, best: { cycles: 100 } });
  });

  it('leaves out a space in which nothing is as fast', () => {
    const slow = taking(120, 50);
    const search = new ObjectiveSearch(ask, provenOf(slow, 120, 50));
    search.join(provenOf(taking(100, 70), 100, 70));
    search.join(provenOf(slow, 110, 30));
    expect(search.proven.leastTiePj).toBe(70);
  });

  it('a search that is ended at once says nothing of energy that does not hold', () => {
    let open = 0;
    for (let seed = 1; open < 40; seed += 1) {
      const each = randomCase(seed);
      if (each.dimensions === 0) continue;
      const { best } = each.minimise('latency', 2e5);
      if (best === null) continue;
      const { hardware, plan, staticPj } = each;
      // As fast, and known to cost more.
      const known = taking(best.cycles, 2 * best.energyPj);
      const search = new ObjectiveSearch({ ...ask, staticPj }, provenOf(known, known.cycles, known.energyPj));
      search.add(new ProvenSearch(plan, hardware, { staticPj, clock: new SearchClock({ signal: { aborted: true } }) }));
      expect(search.proven.leastTiePj, `seed ${seed}`).toBeLessThanOrEqual(best.energyPj * (1 + 1e-12));
      if (search.proven.best === known) open += 1;
    }
  });
});
