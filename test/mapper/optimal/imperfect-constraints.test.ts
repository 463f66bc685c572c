import { describe, expect, it } from 'vitest';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { EdgeEstimate } from '../../../src/cost/edge-estimate.ts';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { allowedMapping } from '../../../src/mapper/allowed-mapping.ts';
import { keepChoices } from '../../../src/mapper/keep-choices.ts';
import type { MappingProblem } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { isNeeded, roundedSizes } from '../../../src/mapper/optimal/rounded-sizes.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { toMapping } from '../../../src/mapper/to-mapping.ts';
import { constraintRules, mapspaceLimits } from '../../../src/mapping/constraints/mapspace-limits.ts';
import { validateMapping } from '../../../src/mapping/validate.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { convolution } from '../../support/convolution.ts';
import { allMappings } from './all-mappings.ts';
import { fitsExactly } from './exact-fit.ts';
import { oddSize, type RandomCase, randomCase } from './random-case.ts';
import { obeys, randomRules } from './random-rules.ts';

const cases = Number(process.env.KJOULE_CASES ?? 60);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 2_500;

/** Sizes of which a fan-out of 2, 3 or 4 makes more. */
/** Zeros count like other weights: what they spare is not always additive. */
function problemOf({ given }: RandomCase): MappingProblem {
  const mac = { ...given.hardware.mac, zeroWeights: 'compute' as const };
  return { ...given, hardware: { ...given.hardware, mac }, objective: 'energy' };
}

/** Least energy of every mapping that keeps to the rules; Infinity: none does; null: too many to go through. */
function leastEnergy(problem: MappingProblem): number | null {
  const { hardware, layer } = problem;
  const own = layer.problem.dimensions.map(({ size }) => size);
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const [keep] = keepChoices(layer.problem, hardware, { bypass: false, limits });
  if (keep === undefined) return Number.POSITIVE_INFINITY;
  const plan = quickPlan({ ...problem, keep, ramp: true });
  const estimate = new EdgeEstimate(plan);
  const staticPj = staticPjPerCycle(problem);
  const rules = hardware.constraints.rules!;
  const tooMany = new Error('too many');
  let least = Number.POSITIVE_INFINITY;
  let seen = 0;
  try {
    for (const sizes of roundedSizes(own, hardware)) {
      const space = new QuickEstimate({ ...plan, nest: { ...plan.nest, sizes } });
      allMappings(space, hardware, (factors, order) => {
        seen += 1;
        if (seen > mostMappings) throw tooMany;
        if (!isNeeded(factors, own) || !obeys(rules, { hardware, problem: layer.problem }, { factors, order })) return;
        estimate.evaluate(factors, order);
        const energyPj = estimate.energyPj + staticPj * estimate.cycles;
        if (energyPj < least && fitsExactly(problem, keep, { factors, order })) least = energyPj;
      });
    }
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return least;
}

describe('constraints and factors that need not divide', () => {
  it(`of ${cases} random layers the best mapping is that of brute force, or there is none, as the witness said before`, () => {
    let judged = 0;
    let empty = 0;
    let gained = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const each = randomCase(seed, randomRules, oddSize);
      if (each.dimensions === 0 || each.dimensions > 4 || each.points > 150) continue;
      const problem = problemOf(each);
      const sizes = problem.layer.problem.dimensions.map(({ size }) => size);
      if (roundedSizes(sizes, problem.hardware).length < 2) continue;
      const least = leastEnergy(problem);
      if (least === null) continue;
      judged += 1;
      const witness = allowedMapping(problem, { bypass: false, factors: 'imperfect' });
      const outcome = mapByProof(problem, { imperfect: true, most: Number.POSITIVE_INFINITY });
      expect(witness !== null, `seed ${seed}`).toBe(least < Number.POSITIVE_INFINITY);
      expect(outcome.found, `seed ${seed}`).toBe(least < Number.POSITIVE_INFINITY);
      if (witness === null || !outcome.found) {
        empty += 1;
        continue;
      }
      if (allowedMapping(problem, { bypass: false, factors: 'perfect' }) === null) gained += 1;
      const example = toMapping(witness, { keep: witness.keep, ...problem, problem: problem.layer.problem });
      for (const mapping of [example, outcome.mapping])
        expect(validateMapping(problem.layer.problem, problem.hardware, mapping), `seed ${seed}`).toEqual([]);
      expect(Math.abs(outcome.proof!.energyPj - least), `seed ${seed}`).toBeLessThanOrEqual(1e-12 * least);
    }
    expect(empty).toBeGreaterThan(0.1 * cases);
    expect(gained).toBeGreaterThan(0.01 * cases);
  }, 120_000);

  it('of a layer where some sizes leave a level no way to lay tiles out: those of the others are judged', async () => {
    const spec = await shippedSpec('edge-small');
    const level = spec.levels.find(({ fanout: { x, y } }) => x * y > 1)!.name;
    const limit = { kind: 'utilisation', level, share: 1 } as const;
    const rules = [{ text: 'all of the array', limit, writtenAt: { file: 'a.yaml', line: 1, column: 1 } }];
    const hardware = { ...spec, constraints: { ...spec.constraints, rules } };
    // 64 maps make the whole array; the 66 that M may be rounded up to do not.
    const layer = convolution({ M: 64, C: 2, P: 5, Q: 5, R: 3, S: 3 }, 'windows');
    expect(roundedSizes([64, 5], hardware).some(([m]) => m === 66)).toBe(true);
    const prices = priceHardware(hardware, await shippedLibrary());
    const outcome = mapByProof({ layer, hardware, prices, convention: port, objective: 'energy' }, { imperfect: true });
    expect(outcome.found && outcome.proof!.gap).toBe(0);
  });
});
