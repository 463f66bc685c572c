import type { LevelCharges } from './level-charges.ts';
import type { SearchSpace } from './search-space.ts';
import type { StepCosts } from './step-costs.ts';

/**
 * Per level: the least that is charged further out, whatever its tiles, pJ; -Infinity at all of them where what moves anywhere may
 * gain something: what is still open may then bring a partial mapping below what it comes to.
 */
export function outsidePj(space: SearchSpace, charges: readonly LevelCharges[], costs: readonly StepCosts[]): number[] {
  const outside: number[] = [];
  let sum = 0;
  charges.forEach((each, level) => {
    outside.push(sum);
    sum += leastAt(space, each, costs[level]!);
  });
  return sum === Number.NEGATIVE_INFINITY ? outside.map(() => sum) : outside;
}

function leastAt({ units, lattice }: SearchSpace, { spreads, fixedPj }: LevelCharges, costs: StepCosts): number {
  let fixed = Number.POSITIVE_INFINITY;
  const least: number[] = [];
  for (let s = 0; s < spreads.length; s += 1) {
    if (fixedPj[s] === Number.POSITIVE_INFINITY) continue;
    fixed = Math.min(fixed, fixedPj[s]!);
    costs.take(null, s);
    for (let i = 0; i < costs.count; i += 1) {
      const price = costs.prices[i]!;
      if (price < 0) return Number.NEGATIVE_INFINITY;
      // Every word moves once at least.
      const once = costs.slides[i] ? 0 : price * units[costs.operands[i]!]!.words[lattice.nodes - 1]!;
      least[i] = Math.min(least[i] ?? Number.POSITIVE_INFINITY, once);
    }
  }
  return least.reduce((sum, each) => sum + each, fixed);
}
