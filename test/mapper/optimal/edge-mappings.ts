import { expect } from 'vitest';
import { EdgeEstimate } from '../../../src/cost/edge-estimate.ts';
import { estimateLayer } from '../../../src/cost/estimate.ts';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import type { Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { roundedSizes } from '../../../src/mapper/optimal/rounded-sizes.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import type { Random } from '../../../src/shared/random.ts';
import { allMappings } from './all-mappings.ts';
import { type Frame, fitsExactly } from './exact-fit.ts';

type Keep = readonly (readonly string[])[];

/** What a dimension's outermost factor has to be, no more: the product of the others is less than its size. */
function isTight(factors: Int32Array, sizes: readonly number[]): boolean {
  return sizes.every((size, d) => {
    const own = [...factors].filter((factor, at) => at % sizes.length === d && factor > 1);
    const inner = own.slice(1).reduce((product, factor) => product * factor, 1);
    return (own[0] ?? 1) === Math.ceil(size / inner);
  });
}

/** The least value of every mapping there is, by objective; null: too many to go through. */
export function bruteForce(
  problem: Frame,
  keep: Keep,
  { objectives, mostMappings }: { readonly objectives: readonly Objective[]; readonly mostMappings: number },
): number[] | null {
  const { hardware, layer } = problem;
  const sizes = layer.problem.dimensions.map(({ size }) => size);
  const plan = quickPlan({ ...problem, keep, styled: true, ramp: true });
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
  return least;
}

/** Each dimension in places drawn one after the other, innermost first, as far as fan-outs have room; memories may be too small. */
export function randomMapping(random: Random, { layer, hardware }: Frame) {
  const { dimensions } = layer.problem;
  const levels = hardware.levels.length;
  const room = hardware.levels.flatMap(({ fanout: { x, y } }) => [Number.POSITIVE_INFINITY, x, y]);
  const factors = new Int32Array(levels * 3 * dimensions.length).fill(1);
  const order = new Int32Array(levels * dimensions.length);
  for (let level = 0; level < levels; level += 1) reorder(random, order, { level, levels });
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

/** Draws the order of one level anew. */
export function reorder(random: Random, order: Int32Array, { level, levels }: { level: number; levels: number }): void {
  const dimensions = order.length / levels;
  const left = [...Array(dimensions).keys()];
  for (let i = 0; i < dimensions; i += 1) {
    order[level * dimensions + i] = left.splice(random.below(left.length), 1)[0]!;
  }
}

/** As the full estimate says, but for the grid of energies. */
export function expectEstimate(
  problem: Frame,
  mapping: Mapping,
  { energyPj, cycles }: { energyPj: number; cycles: number },
  what: string,
): void {
  const full = estimateLayer({ ...problem, mapping });
  expect(Math.abs(full.energyPj - energyPj), what).toBeLessThanOrEqual(1e-9 * energyPj + 0.05);
  expect(full.cycles, what).toBe(cycles);
  expect(
    full.actions.every(({ count }) => count >= 0),
    what,
  ).toBe(true);
}
