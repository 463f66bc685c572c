import { describe, expect, it } from 'vitest';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { EdgeEstimate } from '../../../src/cost/edge-estimate.ts';
import { layerHardware } from '../../../src/cost/layer-hardware.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import type { MappingProblem, Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { roundedSizes } from '../../../src/mapper/optimal/rounded-sizes.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { validateMapping } from '../../../src/mapping/validate.ts';
import { Random } from '../../../src/shared/random.ts';
import { poolingLayer } from '../../../src/workload/layers.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { bruteForce, expectEstimate, randomMapping, reorder } from './edge-mappings.ts';
import { mappingOf } from './exact-fit.ts';
import { oddSize, type RandomCase, randomCase } from './random-case.ts';

const asked = process.env.KJOULE_CASES;
const cases = Number(asked ?? 80);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 4_000;
const objectives: readonly Objective[] = ['energy', 'latency', 'energy-delay'];

/** Zeros count like other weights: `imperfect-styles.test.ts` has those that do not. */
function problemOf({ given }: RandomCase): Omit<MappingProblem, 'objective'> {
  return { ...given, hardware: { ...given.hardware, mac: { ...given.hardware.mac, zeroWeights: 'compute' } } };
}

/** As of a depthwise layer: every loop moves the input. */
function hasLoneWindows({ layer: { problem } }: Pick<MappingProblem, 'layer'>): boolean {
  return problem.operands.some(({ role, ranks }) => {
    const indexed = new Set(ranks.flatMap((rank) => rank.map(({ dimension }) => dimension)));
    return role === 'I' && indexed.size === problem.dimensions.length && ranks.some(({ length }) => length > 1);
  });
}

/** Random cases, each for one objective; with `KJOULE_CASES` so many, for all. */
describe('factors that need not divide', () => {
  it.each([
    ['random layers', cases, () => true],
    ['layers with windows that no loop repeats', 0.4 * cases, hasLoneWindows],
  ] as const)(
    'of %s the best mapping by each objective is that of brute force over the same space',
    (_, cases, isMeant) => {
      let judged = 0;
      let better = 0;
      for (let seed = 1; judged < cases; seed += 1) {
        const each = randomCase(seed, () => [], oddSize);
        if (each.dimensions === 0 || each.dimensions > 4 || each.points > 200) continue;
        const problem = problemOf(each);
        if (!isMeant(problem)) continue;
        const sizes = problem.layer.problem.dimensions.map(({ size }) => size);
        if (roundedSizes(sizes, problem.hardware).length < 2) continue;
        const keep = problem.hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
        const found = bruteForce(problem, keep, { objectives, mostMappings });
        if (found === null) continue;
        judged += 1;
        for (const [i, objective] of objectives.entries()) {
          if (asked === undefined && judged % objectives.length !== i) continue;
          const what = `seed ${seed}, ${objective}`;
          const outcome = mapByProof({ ...problem, objective }, { imperfect: true, most: Number.POSITIVE_INFINITY });
          expect(outcome.found, what).toBe(found[i]! < Number.POSITIVE_INFINITY);
          if (!outcome.found) continue;
          const { proof, mapping } = outcome;
          expect(proof!.gap, what).toBe(0);
          expect(Math.abs(proof!.value - found[i]!), what).toBeLessThanOrEqual(1e-12 * found[i]!);
          expect(validateMapping(problem.layer.problem, problem.hardware, mapping), what).toEqual([]);
          const perfect = mapByProof({ ...problem, objective });
          if (!perfect.found || proof!.value < perfect.proof!.value * (1 - 1e-9)) better += 1;
          const dynamicPj = proof!.energyPj - staticPjPerCycle(problem) * proof!.cycles;
          expectEstimate(problem, mapping, { energyPj: dynamicPj, cycles: proof!.cycles }, what);
        }
      }
      expect(better).toBeGreaterThan(0.05 * cases);
    },
    300_000,
  );

  it('cost what the full estimate says, of random mappings of random layers, and when loops change at one level', () => {
    const random = new Random(3);
    let judged = 0;
    for (let seed = 1; judged < 3 * cases; seed += 1) {
      const each = randomCase(seed, () => [], oddSize);
      if (each.dimensions === 0) continue;
      const problem = problemOf(each);
      const { hardware } = problem;
      const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
      const plan = quickPlan({ ...problem, keep, ramp: true });
      const estimate = new EdgeEstimate(plan);
      for (let i = 0; i < 4; i += 1) {
        const { factors, order } = randomMapping(random, problem);
        const levels = hardware.levels.length;
        for (let level = 0; level <= levels; level += 1) {
          estimate.evaluate(factors, order);
          expectEstimate(problem, mappingOf(problem, keep, { factors, order }), estimate, `seed ${seed}`);
          if (level < levels) reorder(random, order, { level, levels });
        }
        judged += 1;
      }
    }
  });

  it('pooling is proven on an accelerator whose weight decoder stands further in than the vector unit', async () => {
    const whole = await shippedSpec('eyeriss-65nm-lut');
    const layer = poolingLayer({
      name: 'pool',
      operation: 'max',
      channels: 65,
      input: [7, 7],
      kernel: [3, 3],
      stride: [2, 2],
    });
    const hardware = layerHardware(layer, whole)!;
    const prices = priceHardware(whole, await shippedLibrary());
    for (const objective of objectives) {
      const outcome = mapByProof({ layer, hardware, prices, convention: port, objective }, { imperfect: true });
      if (!outcome.found) throw new Error(outcome.issues[0]!.message);
      const { gap, bound } = outcome.proof!;
      expect(gap).toBe(0);
      expect(bound).toBeGreaterThan(0);
    }
  });

  it('sizes are rounded up to whole rows or columns, past a large prime, or to more divisors, by a quarter of the work at most', async () => {
    const hardware = await shippedSpec('eyeriss-isca16');
    // 16 × 16: 55 to 64 for one of two; 13 to 14; 112 is whole, 7 would be 16. 56 has 8 divisors, 55 has 4; 396 has 18, 384 has 16.
    expect(roundedSizes([55, 55], hardware)).toEqual([
      [55, 55],
      [55, 56],
      [56, 55],
      [56, 56],
      [55, 64],
      [64, 55],
      [64, 56],
      [56, 64],
    ]);
    expect(roundedSizes([384, 13], hardware)).toEqual([
      [384, 13],
      [396, 13],
      [384, 14],
      [396, 14],
    ]);
    expect(roundedSizes([112, 7], hardware)).toEqual([[112, 7]]);
    // Beside 5 of 16 rows there is room for 3.
    expect(roundedSizes([50, 5], hardware)).toEqual([
      [50, 5],
      [51, 5],
    ]);
  });
});
