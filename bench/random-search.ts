import { QuickEstimate } from '../src/cost/quick-estimate.ts';
import { LimitCheck } from '../src/mapper/limit-check.ts';
import { planLimits } from '../src/mapper/optimal/plan-limits.ts';
import { spreadLimits } from '../src/mapper/optimal/spreads.ts';
import { primeFactors } from '../src/shared/factors.ts';
import { Random } from '../src/shared/random.ts';
import type { ProvenCase } from './proven-case.ts';

/** The best found so far: after so many mappings looked at, and so much processor time. */
export interface RandomProgress {
  readonly evaluations: number;
  readonly seconds: number;
  readonly energyPj: number;
}

/**
 * The baseline: prime factors thrown into random places the accelerator has, random orders, each mapping evaluated by the estimate
 * the proven search uses; those that break a constraint are thrown away. Every improvement, and where it stood after the whole time. Seeded; time is that of the processor.
 */
export function randomSearch(
  { plan, hardware, staticPj }: ProvenCase,
  seconds: number,
): { readonly improvements: readonly RandomProgress[]; readonly end: RandomProgress } {
  const estimate = new QuickEstimate(plan);
  const { levels, dimensions } = estimate;
  const random = new Random(1);
  const isLimited = (hardware.constraints.rules ?? []).length > 0;
  const check = new LimitCheck(planLimits(plan, hardware), dimensions);
  const draw = drawer(estimate, placesOf({ plan, hardware }), random);
  const factors = new Int32Array(levels * 3 * dimensions);
  const order = Int32Array.from({ length: levels * dimensions }, (_, i) => i % dimensions);
  const start = process.cpuUsage();
  const now = (): number => process.cpuUsage(start).user / 1e6;
  const improvements: RandomProgress[] = [];
  let energyPj = Number.POSITIVE_INFINITY;
  let evaluations = 0;
  while (evaluations % 1000 !== 0 || now() < seconds) {
    draw(factors);
    const at = random.below(levels) * dimensions;
    const [i, j] = [at + random.below(dimensions), at + random.below(dimensions)];
    [order[i], order[j]] = [order[j] as number, order[i] as number];
    evaluations += 1;
    if (isLimited && !check.allows(factors, order)) continue;
    if (!estimate.evaluate(factors, order)) continue;
    const found = estimate.energyPj + staticPj * estimate.cycles;
    if (found >= energyPj) continue;
    energyPj = found;
    improvements.push({ evaluations, seconds: now(), energyPj });
  }
  return { improvements, end: { evaluations, seconds: now(), energyPj } };
}

/** By dimension, where its factors may stand. */
function placesOf({ plan, hardware }: Pick<ProvenCase, 'plan' | 'hardware'>): number[][] {
  const allowed = planLimits(plan, hardware);
  const limits = hardware.levels.map(({ fanout }, level) => spreadLimits(fanout, allowed.levels[level]!));
  return plan.nest.sizes.map((_, d) =>
    limits.flatMap(({ onX, onY }, level) => [
      level * 3,
      ...(onX[d] ? [level * 3 + 1] : []),
      ...(onY[d] ? [level * 3 + 2] : []),
    ]),
  );
}

function drawer(
  { dimensions, plan }: QuickEstimate,
  places: readonly (readonly number[])[],
  random: Random,
): (factors: Int32Array) => void {
  const primes = plan.nest.sizes.map(primeFactors);
  return (factors) => {
    factors.fill(1);
    for (let d = 0; d < dimensions; d += 1) {
      const slots = places[d] as readonly number[];
      for (const prime of primes[d] as readonly number[]) {
        const at = (slots[random.below(slots.length)] as number) * dimensions + d;
        factors[at] = (factors[at] as number) * prime;
      }
    }
  };
}
