import { describe, expect, it } from 'vitest';
import { QuickEstimate } from '../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../src/cost/quick-plan.ts';
import type { ConstraintRule } from '../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { allowedMapping, type Mapspace } from '../../src/mapper/allowed-mapping.ts';
import { type Demand, smallestConflict } from '../../src/mapper/constraint-conflict.ts';
import type { MappingProblem } from '../../src/mapper/mapper.ts';
import { isNeeded, roundedSizes } from '../../src/mapper/optimal/rounded-sizes.ts';
import { mapByProof } from '../../src/mapper/strategies/optimal.ts';
import { mapByTemplates } from '../../src/mapper/strategies/templates.ts';
import { constraintRules } from '../../src/mapping/constraints/mapspace-limits.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import type { Random } from '../../src/shared/random.ts';
import type { Problem } from '../../src/workload/problem.ts';
import { allMappings } from './optimal/all-mappings.ts';
import { type RandomCase, randomCase } from './optimal/random-case.ts';
import { obeys, randomRules } from './optimal/random-rules.ts';

/** Rules of every kind, and what levels keep. */
function anyRules(random: Random, hardware: HardwareSpec, problem: Problem): ConstraintRule[] {
  const level = hardware.levels[1 + random.below(hardware.levels.length - 1)]!.name;
  const operand = ['W', 'I', 'O'][random.below(3)]!;
  const kind = random.below(2) === 0 ? 'keep' : 'bypass';
  const kept: ConstraintRule[] = random.below(2) === 0 ? [] : [{ text: 'kept', limit: { kind, level, operand } }];
  return [...randomRules(random, hardware, problem), ...kept];
}

/** Zeros count like other weights: what they spare is not always additive. */
const problemOf = ({ given }: RandomCase): MappingProblem => {
  const mac = { ...given.hardware.mac, zeroWeights: 'compute' as const };
  return { ...given, hardware: { ...given.hardware, mac }, objective: 'energy' };
};

describe('strategy templates under constraints', () => {
  it('never breaks one, and finds a mapping wherever there is one with dividing factors', () => {
    let found = 0;
    let none = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const each = randomCase(seed, anyRules);
      const problem = problemOf(each);
      const outcome = mapByTemplates(problem, 'best', 40);
      if (outcome.found) {
        found += 1;
        expect(validateMapping(problem.layer.problem, problem.hardware, outcome.mapping), `seed ${seed}`).toEqual([]);
        continue;
      }
      none += 1;
      expect(allowedMapping(problem, { bypass: false, factors: 'any' }), `seed ${seed}`).toBeNull();
    }
    expect(found).toBeGreaterThan(15);
    expect(none).toBeGreaterThan(5);
  }, 60_000);
});

describe('strategy optimal under constraints', () => {
  it('keeps to what levels must keep and pass on, with bypass searched and without', () => {
    let found = 0;
    for (let seed = 1; seed <= 50; seed += 1) {
      const each = randomCase(seed, anyRules);
      if (each.points > 100 || each.hardware.levels.length > 3) continue;
      const problem = problemOf(each);
      for (const bypass of [false, true]) {
        const outcome = mapByProof(problem, { bypass, most: 20_000 });
        if (!outcome.found) continue;
        found += 1;
        expect(validateMapping(problem.layer.problem, problem.hardware, outcome.mapping), `seed ${seed}`).toEqual([]);
      }
    }
    expect(found).toBeGreaterThan(10);
  }, 60_000);
});

const perfect: Mapspace = { bypass: false, factors: 'perfect' };
const imperfect: Mapspace = { bypass: false, factors: 'imperfect' };

/** Sizes of which a fan-out of 2, 3 or 4 makes more. */
const odd = (size: number): number => (size === 4 ? 5 : size === 6 ? 7 : size === 3 ? 11 : size);

/** Is there any mapping at all, by looking at every one? null: too many to look at. */
function exists(each: RandomCase, demands: readonly Demand[], mapspace: Mapspace): boolean | null {
  const { given } = each;
  const own = given.layer.problem.dimensions.map(({ size }) => size);
  let isUnknown = false;
  for (const sizes of mapspace.factors === 'perfect' ? [own] : roundedSizes(own, given.hardware)) {
    const found = existsOf(each, demands, { sizes, own });
    if (found === true) return true;
    if (found === null) isUnknown = true;
  }
  return isUnknown ? null : false;
}

/** With factors that divide `sizes`, none larger than `own` needs. */
function existsOf(
  each: RandomCase,
  demands: readonly Demand[],
  { sizes, own }: { sizes: readonly number[]; own: readonly number[] },
): boolean | null {
  const { given } = each;
  const rules = demands.flatMap((demand) => ('rule' in demand ? [demand.rule] : []));
  const limited = demands.flatMap((demand) => ('memory' in demand ? [demand.memory.name] : []));
  const levels = given.hardware.levels.map((level) => ({
    ...level,
    memories: level.memories.map((memory) =>
      limited.includes(memory.name) ? memory : { ...memory, capacityBits: Number.POSITIVE_INFINITY },
    ),
  }));
  const hardware = { ...given.hardware, levels, constraints: { spatial: [] } };
  const keep = levels.map(() => ['W', 'I', 'O']);
  const plan = quickPlan({ ...given, hardware, keep });
  const estimate = new QuickEstimate({ ...plan, nest: { ...plan.nest, sizes } });
  let count = 0;
  let found = false;
  const over = new Error('over');
  try {
    allMappings(estimate, hardware, (factors, order) => {
      count += 1;
      if (count > 20_000) throw over;
      const { problem } = given.layer;
      if (!isNeeded(factors, own)) return;
      if (!obeys(rules, { hardware, problem }, { factors, order }) || !estimate.evaluate(factors, order)) return;
      found = true;
      throw over;
    });
  } catch (error) {
    if (error !== over) throw error;
    return found ? true : null;
  }
  return false;
}

/** Random cases of which constraints leave nothing, small enough to judge. */
function* conflicting(
  mapspace: Mapspace,
  { rules, dimensions, points }: { rules: number; dimensions: number; points: number },
) {
  const sizeOf = mapspace.factors === 'perfect' ? undefined : odd;
  for (let seed = 1; ; seed += 1) {
    const each = randomCase(seed, (random, hardware, problem) => randomRules(random, hardware, problem, rules), sizeOf);
    if (each.dimensions < 2 || each.dimensions > dimensions || each.points > points) continue;
    const problem = problemOf(each);
    const conflict = smallestConflict(problem, mapspace);
    if (conflict !== null) yield { seed, each, problem, conflict };
  }
}

describe.each([perfect, imperfect])('constraints that leave nothing, factors $factors', (mapspace) => {
  const space = `${mapspace.factors}`;

  it('are explained by a set that leaves nothing, while without any one of it there is a mapping', () => {
    let explained = 0;
    const sizes = new Set<number>();
    for (const { seed, each, conflict } of conflicting(mapspace, { rules: 8, dimensions: 4, points: 64 })) {
      if (explained === 25) break;
      const { demands } = conflict;
      const whole = exists(each, demands, mapspace);
      const without = demands.map((left) =>
        exists(
          each,
          demands.filter((other) => other !== left),
          mapspace,
        ),
      );
      if (whole === null || without.includes(null)) continue;
      explained += 1;
      sizes.add(demands.length);
      expect(whole, `seed ${seed}`).toBe(false);
      expect(without, `seed ${seed}`).toEqual(demands.map(() => true));
      expect(conflict.isSmallest).toBe(true);
    }
    expect(sizes.size, space).toBeGreaterThan(1);
  }, 60_000);

  it('no smaller set conflicts, as looking at all of them says', () => {
    let judged = 0;
    for (const { seed, each, problem, conflict } of conflicting(mapspace, { rules: 5, dimensions: 3, points: 36 })) {
      if (judged === 8) break;
      if (conflict.demands.length < 2) continue;
      const rules = constraintRules(problem.hardware).filter(({ limit }) => limit.kind !== 'dataflow');
      const all: Demand[] = [
        ...rules.map((rule) => ({ rule })),
        ...problem.hardware.levels.flatMap(({ memories }) => memories.map((memory) => ({ memory }))),
      ];
      const subsets = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_each, i) => (bits >> i) & 1));
      const smaller = subsets.filter((set) => set.length < conflict.demands.length && set.length <= 2);
      judged += 1;
      for (const set of smaller) expect(exists(each, set, mapspace), `seed ${seed}`).not.toBe(false);
    }
  }, 60_000);
});
