import { describe, expect, it } from 'vitest';
import { allMappings } from './all-mappings.ts';
import { energyOf, type RandomCase, randomCase } from './random-case.ts';

const cases = 320;
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 20_000;

/** Least energy of all mappings; null: too many to go through. Infinity: none fits. */
function bruteForce(each: RandomCase): number | null {
  if (each.dimensions === 0 || each.dimensions > 5 || each.points > 150) return null;
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  const tooMany = new Error('too many');
  try {
    allMappings(each.estimate, each.hardware, (factors, order) => {
      count += 1;
      if (count > mostMappings) throw tooMany;
      least = Math.min(least, energyOf(each, factors, order) ?? least);
    });
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return least;
}

describe('the proven mapper against every mapping there is', () => {
  it(`finds the least energy of ${cases} random layers on random accelerators, and its bound is never above it`, () => {
    let judged = 0;
    let fitted = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const each = randomCase(seed);
      const least = bruteForce(each);
      if (least === null) continue;
      judged += 1;
      const search = each.search();
      search.run();
      if (least === Number.POSITIVE_INFINITY) {
        expect(search.best, `seed ${seed}`).toBeNull();
        continue;
      }
      fitted += 1;
      const { best, tables, leastPj } = search;
      expect(Math.abs(best!.energyPj - least), `seed ${seed}`).toBeLessThanOrEqual(1e-12 * Math.abs(least));
      expect(energyOf(each, best!.factors, best!.order), `seed ${seed}`).toBe(best!.energyPj);
      expect(tables.leastPj, `seed ${seed}`).toBeLessThanOrEqual(least * (1 + 1e-12));
      expect(leastPj).toBe(best!.energyPj);
    }
    expect(fitted).toBeGreaterThan(0.9 * cases);
  }, 300_000);
});
