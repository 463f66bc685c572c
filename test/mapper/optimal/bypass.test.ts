import { describe, expect, it } from 'vitest';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { keepChoices } from '../../../src/mapper/keep-choices.ts';
import type { MappingProblem } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { mapspaceLimits } from '../../../src/mapping/constraints/mapspace-limits.ts';
import { allMappings } from './all-mappings.ts';
import { type RandomCase, randomCase } from './random-case.ts';

const cases = 15;
const mostMappings = 4_000;

/** Zeros count like other weights: what they spare is not always additive. */
function problemOf({ given }: RandomCase): MappingProblem {
  const mac = { ...given.hardware.mac, zeroWeights: 'compute' as const };
  return { ...given, hardware: { ...given.hardware, mac }, objective: 'latency' };
}

/** Cycles and energy of every mapping that fits, whatever levels keep; null: too many. */
function everyMapping(problem: MappingProblem): { cycles: number; energyPj: number }[] | null {
  const { layer, hardware } = problem;
  const limits = mapspaceLimits(layer.problem, hardware, []);
  const staticPj = staticPjPerCycle(problem);
  const found: { cycles: number; energyPj: number }[] = [];
  const tooMany = new Error('too many');
  let seen = 0;
  try {
    for (const keep of keepChoices(layer.problem, hardware, { bypass: true, limits })) {
      const estimate = new QuickEstimate(quickPlan({ ...problem, keep, ramp: true }));
      allMappings(estimate, hardware, (factors, order) => {
        seen += 1;
        if (seen > mostMappings) throw tooMany;
        if (!estimate.evaluate(factors, order)) return;
        found.push({ cycles: estimate.cycles, energyPj: estimate.energyPj + staticPj * estimate.cycles });
      });
    }
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return found;
}

describe('what levels keep, searched', () => {
  it('of as fast mappings the cheapest is given, whatever levels keep in it', () => {
    let judged = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const each = randomCase(seed);
      if (each.dimensions === 0 || each.dimensions > 3 || each.points > 60 || each.hardware.levels.length > 2) continue;
      const problem = problemOf(each);
      const found = everyMapping(problem);
      if (found === null || found.length === 0) continue;
      judged += 1;
      const fewest = Math.min(...found.map(({ cycles }) => cycles));
      const fastest = found.filter(({ cycles }) => cycles <= fewest * (1 + 1e-12));
      const cheapest = Math.min(...fastest.map(({ energyPj }) => energyPj));
      const outcome = mapByProof(problem, { bypass: true, most: Number.POSITIVE_INFINITY });
      if (!outcome.found) throw new Error(`seed ${seed}: nothing found`);
      const { cycles, energyPj, gap, energyGap } = outcome.proof!;
      expect([gap, energyGap], `seed ${seed}`).toEqual([0, 0]);
      expect(cycles, `seed ${seed}`).toBeLessThanOrEqual(fewest * (1 + 2e-12));
      expect(Math.abs(energyPj - cheapest), `seed ${seed}`).toBeLessThanOrEqual(1e-12 * cheapest);
    }
  }, 60_000);
});
