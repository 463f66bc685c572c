import { wholeCycles } from '../../cost/whole-cycles.ts';
import type { Rates } from './rates.ts';

/** What one search makes small, and what bounds say of it. Values never fall when energy or cycles rise. */
export interface Goal {
  /** Of energy (leakage and clock power included, pJ) and cycles; Infinity: not allowed. */
  readonly value: (energyPj: number, cycles: number) => number;
  /** What its bounds count. */
  readonly rates: Rates;
  /** Mappings that bounds put at this or more have no lower value. */
  readonly limitOf: (value: number) => number;
  /** The other way round: the least value of mappings that bounds put at this or more. */
  readonly valueOf: (limitPj: number) => number;
  /** A value known to be the least there can be: a mapping that reaches it ends the search. */
  readonly enough?: number;
  /** What is proven of it is proven of the objective. */
  readonly isLast?: boolean;
}

/** Cycles that differ by rounding alone are the same. */
export const sameCycles = 1 + 1e-12;

/** Energy and so many pJ for every cycle. */
export function sumGoal(rates: Rates, pjPerCycle: number): Goal {
  const same = (value: number): number => value;
  return { rates, value: (energyPj, cycles) => energyPj + pjPerCycle * cycles, limitOf: same, valueOf: same };
}

/** Energy of what takes `most` cycles at most; bounds count `pjPerCycle` for each. */
export function cappedGoal(rates: Rates, { most, pjPerCycle }: { most: number; pjPerCycle: number }): Goal {
  return {
    rates,
    value: (energyPj, cycles) => (cycles <= most * sameCycles ? energyPj : Number.POSITIVE_INFINITY),
    limitOf: (value) => value + pjPerCycle * most * sameCycles,
    valueOf: (limitPj) => limitPj - pjPerCycle * most * sameCycles,
  };
}

/** Cycles alone: bounds count a pJ for each. `whole`: those of mappings are, so that what is better is so by one at least. */
export function cyclesGoal(rates: Rates, { enough, whole }: { enough: number; whole: boolean }): Goal {
  const same = (value: number): number => value;
  const goal = { rates, value: (_: number, cycles: number): number => cycles, enough: enough * sameCycles };
  if (!whole) return { ...goal, limitOf: same, valueOf: same };
  return { ...goal, limitOf: (value) => (Math.ceil(value) - 1) * sameCycles ** 2, valueOf: wholeCycles };
}

/**
 * Energy times cycles, for mappings of `from` to `to` cycles: in between, whatever has a lower product than L lies below the
 * straight line through the ends of the hyperbola L / cycles.
 */
export function productGoal(
  rates: Rates,
  { from, to, pjPerCycle, leastPj }: { from: number; to: number; pjPerCycle: number; leastPj: number },
): Goal {
  const line = (product: number, cycles: number): number => product / cycles + pjPerCycle * cycles;
  return {
    rates,
    value: (energyPj, cycles) => energyPj * cycles,
    limitOf: (product) => {
      if (product === Number.POSITIVE_INFINITY) return product;
      // No mapping costs less energy than `leastPj`, so that what takes longer has a larger product.
      const last = Math.min(to, product / leastPj);
      return last < from ? Number.NEGATIVE_INFINITY : Math.max(line(product, from), line(product, last));
    },
    valueOf: (limitPj) =>
      Math.max(from * leastPj, Math.min((limitPj - pjPerCycle * from) * from, (limitPj - pjPerCycle * to) * to)),
  };
}
