import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/mapper/mapper.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { Random } from '../../../src/shared/random.ts';
import { allMappings } from './all-mappings.ts';
import { energyOf, type RandomCase, randomCase } from './random-case.ts';

/** Random cases, each for energy and one more objective; with `KJOULE_CASES` so many, for all. A case of more mappings than this is passed over: the next seed takes its place. */
const asked = process.env.KJOULE_CASES;
const cases = Number(asked ?? 320);
const mostMappings = 20_000;

/** Energy and cycles of every mapping that fits, one after the other; null: too many to go through. */
function everyMapping(each: RandomCase): Float64Array | null {
  if (each.dimensions === 0 || each.dimensions > 5 || each.points > 150) return null;
  const found = new Float64Array(2 * mostMappings);
  let count = 0;
  let seen = 0;
  const tooMany = new Error('too many');
  try {
    allMappings(each.estimate, each.hardware, (factors, order) => {
      seen += 1;
      if (seen > mostMappings) throw tooMany;
      const energyPj = energyOf(each, factors, order);
      if (energyPj === null) return;
      found[count] = energyPj;
      found[count + 1] = each.estimate.cycles;
      count += 2;
    });
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return found.subarray(0, count);
}

function leastOf(mappings: Float64Array, value: (energyPj: number, cycles: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < mappings.length; i += 2) least = Math.min(least, value(mappings[i]!, mappings[i + 1]!));
  return least;
}

/** Cases small enough, in order, with their mappings. */
function* judged(count: number): Generator<{ seed: number; each: RandomCase; mappings: Float64Array }> {
  for (let seed = 1, found = 0; found < count; seed += 1) {
    const each = randomCase(seed);
    const mappings = everyMapping(each);
    if (mappings === null) continue;
    found += 1;
    yield { seed, each, mappings };
  }
}

/** Caps from what the fastest takes (or less: nothing is fast enough) to what the cheapest takes. */
function objectivesOf(each: RandomCase, mappings: Float64Array, random: Random): Objective[] {
  const fewest = leastOf(mappings, (_, cycles) => cycles);
  const leastPj = leastOf(mappings, (energyPj) => energyPj);
  const ns = (cycles: number): number => (cycles / each.hardware.clockMhz) * 1000;
  return [
    'energy',
    'latency',
    'energy-delay',
    { kind: 'sum', pj: leastPj * 3 ** (random.next() * 4 - 2), ns: ns(fewest) },
    { kind: 'within', ns: ns(fewest) * (0.9 + random.next()) },
  ];
}

describe('the proven mapper against every mapping there is', () => {
  it(`is right about ${cases} random layers on random accelerators: energy, latency, their product and sum, energy under a cap`, () => {
    const random = new Random(7);
    let fitted = 0;
    let proven = 0;
    let questions = 0;
    let refused = 0;
    for (const { seed, each, mappings } of judged(cases)) {
      if (mappings.length === 0) {
        expect(each.minimise('energy').best, `seed ${seed}`).toBeNull();
        continue;
      }
      fitted += 1;
      const all = objectivesOf(each, mappings, random);
      for (const objective of asked === undefined ? ['energy' as const, all[1 + (seed % 4)]!] : all) {
        const value = objectiveValue(objective, each.hardware.clockMhz);
        const least = leastOf(mappings, value);
        // With few tiles to look at, searches end early or go from one bound to the next.
        const most = random.below(2) === 0 ? Number.POSITIVE_INFINITY : 10 ** (1 + 5 * random.next());
        const found = each.minimise(objective, most);
        const what = `seed ${seed}, ${JSON.stringify(objective)}, ${most} tiles`;
        questions += 1;
        expect(found.bound, what).toBeLessThanOrEqual(least * (1 + 1e-12));
        expect(found.least, what).toBeLessThanOrEqual(least * (1 + 2e-12));
        if (least === Number.POSITIVE_INFINITY) {
          refused += 1;
          expect(found.best, what).toBeNull();
          if (most === least)
            expect(found.fewest, what).toBeCloseTo(
              leastOf(mappings, (_, cycles) => cycles),
              9,
            );
          continue;
        }
        if (most === Number.POSITIVE_INFINITY) expect(found.best, what).not.toBeNull();
        if (found.best === null) continue;
        const { energyPj, cycles, factors, order } = found.best;
        expect(energyOf(each, factors, order), what).toBe(energyPj);
        expect(each.estimate.cycles, what).toBe(cycles);
        const own = value(energyPj, cycles);
        const isProven = found.least >= own * (1 - 2e-12);
        if (most === Number.POSITIVE_INFINITY) expect(isProven, what).toBe(true);
        if (!isProven) continue;
        proven += 1;
        expect(Math.abs(own - least), what).toBeLessThanOrEqual(1e-12 * Math.abs(least));
        if (objective !== 'latency' || found.leastTiePj < energyPj) continue;
        const cheapest = leastOf(mappings, (pj, time) => (time <= least * (1 + 1e-12) ? pj : Number.POSITIVE_INFINITY));
        expect(Math.abs(energyPj - cheapest), what).toBeLessThanOrEqual(1e-12 * Math.abs(cheapest));
      }
    }
    expect(fitted).toBeGreaterThan(0.9 * cases);
    expect(proven).toBeGreaterThan(0.7 * questions);
    expect(refused).toBeGreaterThan(0);
  }, 300_000);
});
