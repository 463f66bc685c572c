import { describe, expect, it } from 'vitest';
import { estimateLayer } from '../../../src/cost/estimate.ts';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import type { MappingProblem, Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { constraintRules } from '../../../src/mapping/constraints/mapspace-limits.ts';
import { Random } from '../../../src/shared/random.ts';
import { allMappings } from './all-mappings.ts';
import { obeys } from './random-rules.ts';
import { type Styled, sparingCase, styledCase } from './styled-cases.ts';

const asked = process.env.KJOULE_CASES;
const cases = Number(asked ?? 120);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 5_000;

/** Energy and cycles of every mapping that fits and keeps to the rules; null: too many. */
function everyMapping({ problem, keep }: Styled): [number, number][] | null {
  const { hardware, layer } = problem;
  const plan = quickPlan({ ...problem, keep, styled: true, ramp: true });
  const staticPj = staticPjPerCycle(problem);
  const rules = constraintRules(hardware);
  const found: [number, number][] = [];
  const tooMany = new Error('too many');
  let seen = 0;
  try {
    const estimate = new QuickEstimate(plan);
    allMappings(estimate, hardware, (factors, order) => {
      seen += 1;
      if (seen > mostMappings) throw tooMany;
      if (!obeys(rules, { hardware, problem: layer.problem }, { factors, order })) return;
      if (!estimate.evaluate(factors, order)) return;
      found.push([estimate.energyPj + staticPj * estimate.cycles, estimate.cycles]);
    });
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return found;
}

function objectiveOf(mappings: [number, number][], { hardware }: MappingProblem, random: Random): Objective {
  const fewest = Math.min(...mappings.map(([, cycles]) => cycles));
  const ns = (cycles: number): number => (cycles / hardware.clockMhz) * 1000;
  const all: Objective[] = [
    'energy',
    'latency',
    'energy-delay',
    { kind: 'sum', pj: Math.min(...mappings.map(([energyPj]) => energyPj)), ns: ns(fewest) },
    { kind: 'within', ns: ns(fewest) * (1 + random.next()) },
  ];
  return all[random.below(all.length)]!;
}

/** The proven best is that of all mappings, its bound is one, and the full estimate says the same of it. */
function judge(
  { problem, style }: Styled,
  mappings: [number, number][],
  { seed, objective }: { seed: number; objective: Objective },
): void {
  const what = `seed ${seed}, ${style}, ${JSON.stringify(objective)}`;
  const outcome = mapByProof({ ...problem, objective }, { most: Number.POSITIVE_INFINITY });
  if (!outcome.found) throw new Error(`${what}: nothing found`);
  const value = objectiveValue(objective, problem.hardware.clockMhz);
  const least = mappings.reduce(
    (best, [energyPj, cycles]) => Math.min(best, value(energyPj, cycles)),
    Number.POSITIVE_INFINITY,
  );
  const { proof } = outcome;
  expect(proof!.gap, what).toBe(0);
  expect(Math.abs(proof!.value - least), what).toBeLessThanOrEqual(2e-12 * least);
  expect(proof!.bound, what).toBeLessThanOrEqual(least * (1 + 1e-12));
  const { energyPj, cycles, actions } = estimateLayer({ ...problem, mapping: outcome.mapping });
  expect(proof!.cycles, what).toBe(cycles);
  const dynamicPj = proof!.energyPj - staticPjPerCycle(problem) * proof!.cycles;
  expect(Math.abs(energyPj - dynamicPj), what).toBeLessThanOrEqual(actions.length / 2048 + 1e-9 * energyPj);
}

describe('the proven mapper on arrays that multiply in other styles', () => {
  it(`is right about ${cases} random layers, by every objective, bound included`, () => {
    const random = new Random(5);
    const judged = new Map<string, number>();
    let empty = 0;
    for (let seed = 1, found = 0; found < cases; seed += 1) {
      const each = styledCase(seed);
      const mappings = each && everyMapping(each);
      if (each === null || mappings === null) continue;
      found += 1;
      const { problem, style } = each;
      const objective = mappings.length === 0 ? 'energy' : objectiveOf(mappings, problem, random);
      if (mappings.length === 0) {
        expect(mapByProof(problem).found, `seed ${seed}`).toBe(false);
        empty += 1;
        continue;
      }
      judged.set(style, (judged.get(style) ?? 0) + 1);
      judge(each, mappings, { seed, objective });
    }
    expect(empty).toBeGreaterThan(0);
    expect([...judged.keys()].sort()).toEqual(['accumulate-then-multiply', 'factorised', 'row-reuse']);
    for (const [style, count] of judged) expect(count, style).toBeGreaterThan(0.15 * cases);
  }, 300_000);

  it(`is right about ${cases / 3} layers of which zeros spare what several units share`, () => {
    const random = new Random(9);
    for (let seed = 1, judged = 0; judged < cases / 3; seed += 1) {
      const each = sparingCase(seed);
      const mappings = each && everyMapping(each);
      if (each === null || mappings === null || mappings.length === 0) continue;
      judged += 1;
      judge(each, mappings, { seed, objective: objectiveOf(mappings, each.problem, random) });
    }
  }, 120_000);
});
