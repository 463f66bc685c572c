import { describe, expect, it } from 'vitest';
import { EdgeEstimate } from '../../../src/cost/edge-estimate.ts';
import { estimateLayer } from '../../../src/cost/estimate.ts';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import type { MappingProblem, Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { roundedSizes } from '../../../src/mapper/optimal/rounded-sizes.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { validateMapping } from '../../../src/mapping/validate.ts';
import { Random } from '../../../src/shared/random.ts';
import { shippedSpec } from '../../components/shipped.ts';
import { allMappings } from './all-mappings.ts';
import { type Frame, fitsExactly, mappingOf } from './exact-fit.ts';
import { oddSize, type RandomCase, randomCase } from './random-case.ts';

const asked = process.env.KJOULE_CASES;
const cases = Number(asked ?? 80);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 4_000;
const objectives: readonly Objective[] = ['energy', 'latency', 'energy-delay'];

/** Zeros count like other weights: what they spare is not always additive. */
function problemOf({ given }: RandomCase): Omit<MappingProblem, 'objective'> {
  return { ...given, hardware: { ...given.hardware, mac: { ...given.hardware.mac, zeroWeights: 'compute' } } };
}

/** What a dimension's outermost factor has to be, no more: the product of the others is less than its size. */
function isTight(factors: Int32Array, sizes: readonly number[]): boolean {
  return sizes.every((size, d) => {
    const own = [...factors].filter((factor, at) => at % sizes.length === d && factor > 1);
    const inner = own.slice(1).reduce((product, factor) => product * factor, 1);
    return (own[0] ?? 1) === Math.ceil(size / inner);
  });
}

/** The least value of every mapping there is, by objective; null: too many to go through. */
function bruteForce(problem: Omit<MappingProblem, 'objective'>): { least: number[]; seen: number } | null {
  const { hardware, layer } = problem;
  const sizes = layer.problem.dimensions.map(({ size }) => size);
  const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
  const plan = quickPlan({ ...problem, keep, ramp: true });
  const estimate = new EdgeEstimate(plan);
  const staticPj = staticPjPerCycle(problem);
  const values = objectives.map((objective) => objectiveValue(objective, hardware.clockMhz));
  const least = objectives.map(() => Number.POSITIVE_INFINITY);
  const tooMany = new Error('too many');
  const spaces = roundedSizes(sizes, hardware).map((rounded) => {
    return new QuickEstimate({ ...plan, nest: { ...plan.nest, sizes: rounded } });
  });
  let seen = 0;
  try {
    for (const space of spaces) {
      allMappings(space, hardware, () => {
        seen += 1;
        if (seen > mostMappings) throw tooMany;
      });
    }
    for (const space of spaces) {
      allMappings(space, hardware, (factors, order) => {
        if (!isTight(factors, sizes)) return;
        estimate.evaluate(factors, order);
        const energyPj = estimate.energyPj + staticPj * estimate.cycles;
        const isBetter = values.some((value, i) => value(energyPj, estimate.cycles) < least[i]!);
        if (!isBetter || !fitsExactly(problem, keep, { factors, order })) return;
        values.forEach((value, i) => {
          least[i] = Math.min(least[i]!, value(energyPj, estimate.cycles));
        });
      });
    }
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return { least, seen };
}

/** Each dimension in places drawn one after the other, innermost first, as far as fan-outs have room; memories may be too small. */
function randomMapping(random: Random, { layer, hardware }: Frame) {
  const { dimensions } = layer.problem;
  const levels = hardware.levels.length;
  const room = hardware.levels.flatMap(({ fanout: { x, y } }) => [Number.POSITIVE_INFINITY, x, y]);
  const factors = new Int32Array(levels * 3 * dimensions.length).fill(1);
  const order = new Int32Array(levels * dimensions.length);
  for (let level = 0; level < levels; level += 1) {
    const left = [...dimensions.keys()];
    for (let i = 0; i < dimensions.length; i += 1) {
      order[level * dimensions.length + i] = left.splice(random.below(left.length), 1)[0]!;
    }
  }
  dimensions.forEach(({ size }, d) => {
    let inner = 1;
    for (let slot = levels * 3 - 1; slot >= 0; slot -= 1) {
      const needed = Math.ceil(size / inner);
      const most = Math.min(needed, room[slot]!);
      const factor = slot === 0 ? needed : random.below(2) === 0 ? 1 : 1 + random.below(most);
      room[slot] = Math.floor(room[slot]! / factor);
      factors[slot * dimensions.length + d] = factor;
      inner *= factor;
    }
  });
  return { factors, order };
}

/** As the full estimate says, but for the grid of energies. */
function expectEstimate(
  problem: Frame,
  mapping: Mapping,
  { energyPj, cycles }: { energyPj: number; cycles: number },
  what: string,
): void {
  const full = estimateLayer({ ...problem, mapping });
  expect(Math.abs(full.energyPj - energyPj), what).toBeLessThanOrEqual(1e-9 * energyPj + 0.05);
  expect(full.cycles, what).toBe(cycles);
}

/** Random cases, each for one objective; with `KJOULE_CASES` so many, for all. */
describe('factors that need not divide', () => {
  it(`of ${cases} random layers the best mapping by each objective is that of brute force over the same space`, () => {
    let judged = 0;
    let better = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const each = randomCase(seed, () => [], oddSize);
      if (each.dimensions === 0 || each.dimensions > 4 || each.points > 200) continue;
      const problem = problemOf(each);
      const sizes = problem.layer.problem.dimensions.map(({ size }) => size);
      if (roundedSizes(sizes, problem.hardware).length < 2) continue;
      const found = bruteForce(problem);
      if (found === null) continue;
      judged += 1;
      for (const [i, objective] of objectives.entries()) {
        if (asked === undefined && judged % objectives.length !== i) continue;
        const what = `seed ${seed}, ${objective}`;
        const outcome = mapByProof({ ...problem, objective }, { imperfect: true, most: Number.POSITIVE_INFINITY });
        expect(outcome.found, what).toBe(found.least[i]! < Number.POSITIVE_INFINITY);
        if (!outcome.found) continue;
        const { proof, mapping } = outcome;
        expect(proof!.gap, what).toBe(0);
        expect(Math.abs(proof!.value - found.least[i]!), what).toBeLessThanOrEqual(1e-12 * found.least[i]!);
        expect(validateMapping(problem.layer.problem, problem.hardware, mapping), what).toEqual([]);
        const perfect = mapByProof({ ...problem, objective });
        if (!perfect.found || proof!.value < perfect.proof!.value * (1 - 1e-9)) better += 1;
        const dynamicPj = proof!.energyPj - staticPjPerCycle(problem) * proof!.cycles;
        expectEstimate(problem, mapping, { energyPj: dynamicPj, cycles: proof!.cycles }, what);
      }
    }
    expect(better).toBeGreaterThan(0.05 * cases);
  }, 300_000);

  it('cost what the full estimate says, of random mappings of random layers', () => {
    const random = new Random(3);
    let judged = 0;
    for (let seed = 1; judged < 3 * cases; seed += 1) {
      const each = randomCase(seed, () => [], oddSize);
      if (each.dimensions === 0) continue;
      const problem = problemOf(each);
      const { hardware } = problem;
      const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
      const plan = quickPlan({ ...problem, keep, ramp: true });
      const estimate = new EdgeEstimate(plan);
      for (let i = 0; i < 4; i += 1) {
        const { factors, order } = randomMapping(random, problem);
        const mapping = mappingOf(problem, keep, { factors, order });
        estimate.evaluate(factors, order);
        expectEstimate(problem, mapping, estimate, `seed ${seed}`);
        judged += 1;
      }
    }
  });

  it('sizes are rounded up to whole rows or columns, past a large prime, or to more divisors, by a quarter of the work at most', async () => {
    const hardware = await shippedSpec('eyeriss-isca16');
    // 16 × 16: 55 to 64 for one of two; 13 to 14; 112 is whole, 7 would be 16. 56 has 8 divisors, 55 has 4; 396 has 18, 384 has 16.
    expect(roundedSizes([55, 55], hardware)).toEqual([
      [55, 55],
      [55, 56],
      [56, 55],
      [56, 56],
      [55, 64],
      [64, 55],
      [64, 56],
      [56, 64],
    ]);
    expect(roundedSizes([384, 13], hardware)).toEqual([
      [384, 13],
      [396, 13],
      [384, 14],
      [396, 14],
    ]);
    expect(roundedSizes([112, 7], hardware)).toEqual([[112, 7]]);
  });
});
