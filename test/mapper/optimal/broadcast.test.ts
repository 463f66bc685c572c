import { describe, expect, it } from 'vitest';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import type { MappingProblem, Objective } from '../../../src/mapper/mapper.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { Random } from '../../../src/shared/random.ts';
import type { Operand, Problem } from '../../../src/workload/problem.ts';
import { allMappings } from './all-mappings.ts';
import { randomCase } from './random-case.ts';

const cases = Number(process.env.KJOULE_CASES ?? 60);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 6_000;

const objectives: readonly Objective[] = ['energy', 'latency', 'energy-delay'];

/** Up to three inputs, each without some of the dimensions of the output, or with one that is summed over. */
function elementwise(random: Random): Problem {
  const dimensions = ['X', 'X2', 'X3'].map((name) => ({ name, size: [1, 2, 3, 4, 6][random.below(5)]! }));
  const some = (): string[] => dimensions.map(({ name }) => name).filter(() => random.below(2) === 0);
  const operand = (name: string, role: Operand['role'], indexed: readonly string[]): Operand => ({
    name,
    role,
    ranks: indexed.map((dimension) => [{ dimension, coefficient: 1 }]),
  });
  const inputs = ['I', 'I2', 'I3'].slice(0, 2 + random.below(2)).map((name) => operand(name, 'I', some()));
  return { dimensions, operands: [...inputs, operand('O', 'O', random.below(3) === 0 ? some() : ['X', 'X2', 'X3'])] };
}

describe('loops that repeat two operands at once', () => {
  it(`are proven as others are: ${cases} random layers with inputs that are stretched`, () => {
    let judged = 0;
    let shared = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const { given, hardware } = randomCase(seed);
      const problem = elementwise(new Random(seed + 4_000_000));
      const dimensions = problem.dimensions.filter(({ size }) => size > 1);
      if (dimensions.length === 0) continue;
      const layer = { ...given.layer, problem };
      const plain = { ...hardware, mac: { ...hardware.mac, zeroWeights: 'compute' as const } };
      const asked: MappingProblem = { ...given, layer, hardware: plain, compressed: undefined, objective: 'energy' };
      const objective = objectives[seed % objectives.length]!;
      const value = objectiveValue(objective, hardware.clockMhz);
      const keep = hardware.levels.map(({ memories }) =>
        problem.operands
          .filter(({ role }) => memories.some(({ roles }) => roles.includes(role)))
          .map(({ name }) => name),
      );
      const estimate = new QuickEstimate(quickPlan({ ...asked, keep, ramp: true }));
      let seen = 0;
      let least = Number.POSITIVE_INFINITY;
      const tooMany = new Error('too many');
      try {
        allMappings(estimate, hardware, (factors, order) => {
          seen += 1;
          if (seen > mostMappings) throw tooMany;
          if (estimate.evaluate(factors, order)) least = Math.min(least, value(estimate.energyPj, estimate.cycles));
        });
      } catch (error) {
        if (error !== tooMany) throw error;
        continue;
      }
      judged += 1;
      const repeatedBy = (name: string): number =>
        problem.operands.filter(({ ranks }) => !ranks.flat().some(({ dimension }) => dimension === name)).length;
      if (dimensions.some(({ name }) => repeatedBy(name) > 1)) shared += 1;
      const outcome = mapByProof({ ...asked, objective }, { most: Number.POSITIVE_INFINITY });
      const what = `seed ${seed}, ${objective}`;
      expect(outcome.found, what).toBe(least < Number.POSITIVE_INFINITY);
      if (!outcome.found) continue;
      expect(outcome.proof!.gap, what).toBe(0);
      expect(Math.abs(outcome.proof!.value - least), what).toBeLessThanOrEqual(2e-12 * least);
      expect(outcome.proof!.bound, what).toBeLessThanOrEqual(least * (1 + 1e-12));
    }
    expect(shared).toBeGreaterThan(0.3 * cases);
  }, 120_000);
});
