import { describe, expect, it } from 'vitest';
import { mapspaceSize } from '../../../src/mapper/optimal/mapspace-size.ts';
import { allMappings } from './all-mappings.ts';
import { energyOf, type RandomCase, randomCase } from './random-case.ts';
import { obeys, randomRules } from './random-rules.ts';

const cases = 150;
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 6_000;

interface Allowed {
  /** Least energy; Infinity: none is allowed and fits. */
  readonly least: number;
  /** The same of energy times cycles. */
  readonly leastProduct: number;
  /** Splits that fit, whatever the order of their loops. */
  readonly splits: number;
}

/** Every mapping there is, of which those that obey count; null: too many to go through. */
function bruteForce(each: RandomCase): Allowed | null {
  if (each.dimensions === 0 || each.dimensions > 5 || each.points > 150) return null;
  const { hardware, estimate } = each;
  const { dimensionNames, sizes, operands } = estimate.plan.nest;
  const problem = {
    dimensions: dimensionNames.map((name, d) => ({ name, size: sizes[d]! })),
    operands: operands.map(({ operand }) => operand),
  };
  const rules = hardware.constraints.rules!;
  const loose = rules.filter(({ limit }) => limit.kind !== 'order' && limit.kind !== 'dataflow');
  let least = Number.POSITIVE_INFINITY;
  let leastProduct = Number.POSITIVE_INFINITY;
  let count = 0;
  const splits = new Set<string>();
  const tooMany = new Error('too many');
  try {
    allMappings(estimate, hardware, (factors, order) => {
      count += 1;
      if (count > mostMappings) throw tooMany;
      if (!obeys(rules, { hardware, problem }, { factors, order })) return;
      const energy = energyOf(each, factors, order);
      if (energy === null) return;
      least = Math.min(least, energy);
      leastProduct = Math.min(leastProduct, energy * estimate.cycles);
      if (loose.length === rules.length) splits.add(factors.join());
    });
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return { least, leastProduct, splits: loose.length === rules.length ? splits.size : Number.NaN };
}

describe('the proven mapper under constraints', () => {
  it(`finds the least energy, and energy times cycles, of ${cases} random layers under random constraints, or that nothing is allowed`, () => {
    let judged = 0;
    let fitted = 0;
    let counted = 0;
    for (let seed = 1; judged < cases; seed += 1) {
      const each = randomCase(seed, randomRules);
      const allowed = bruteForce(each);
      if (allowed === null) continue;
      judged += 1;
      const { best, bound, least: leastPj } = each.minimise('energy');
      const across = each.hardware.constraints.rules!.some(
        ({ limit }) => limit.kind === 'utilisation' && limit.level === undefined,
      );
      if (!across && !Number.isNaN(allowed.splits)) {
        counted += 1;
        expect(mapspaceSize(each.space()).fitting, `seed ${seed}`).toBe(allowed.splits);
      }
      if (allowed.least === Number.POSITIVE_INFINITY) {
        expect(best, `seed ${seed}`).toBeNull();
        continue;
      }
      fitted += 1;
      expect(best, `seed ${seed}`).not.toBeNull();
      expect(Math.abs(best!.energyPj - allowed.least), `seed ${seed}`).toBeLessThanOrEqual(1e-12 * allowed.least);
      expect(energyOf(each, best!.factors, best!.order), `seed ${seed}`).toBe(best!.energyPj);
      expect(bound, `seed ${seed}`).toBeLessThanOrEqual(allowed.least * (1 + 1e-12));
      expect(leastPj).toBe(best!.energyPj);
      const product = each.minimise('energy-delay');
      const value = product.best!.energyPj * product.best!.cycles;
      expect(Math.abs(value - allowed.leastProduct), `seed ${seed}`).toBeLessThanOrEqual(1e-12 * allowed.leastProduct);
      expect(product.least).toBe(value);
    }
    expect(fitted).toBeGreaterThan(0.3 * cases);
    expect(judged - fitted).toBeGreaterThan(0.1 * cases);
    expect(counted).toBeGreaterThan(0.3 * cases);
  }, 120_000);
});
