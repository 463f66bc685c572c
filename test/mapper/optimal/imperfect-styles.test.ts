import { describe, expect, it } from 'vitest';
import { EdgeEstimate } from '../../../src/cost/edge-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { eyeriss } from '../../../src/dataflow/conventions/eyeriss.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { styleOf } from '../../../src/dataflow/mac-style.ts';
import type { Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { roundedSizes } from '../../../src/mapper/optimal/rounded-sizes.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { Random } from '../../../src/shared/random.ts';
import { convolution } from '../../support/convolution.ts';
import { sketchHardware } from '../../support/hardware.ts';
import { pricesOf } from '../../support/prices.ts';
import { randomStyle } from '../../support/random-style.ts';
import { bruteForce, expectEstimate, randomMapping } from './edge-mappings.ts';
import { mappingOf } from './exact-fit.ts';
import { oddSize } from './random-case.ts';
import { type Styled, sparingCase, styledCase } from './styled-cases.ts';

const asked = process.env.KJOULE_CASES;
const cases = Number(asked ?? 60);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 4_000;
const objectives: readonly Objective[] = ['energy', 'latency', 'energy-delay'];

/** Of arrays that multiply in another style, and of those of which zeros spare what several units share, layers that may be cut as larger. */
function* oddCases(): Generator<Styled & { readonly what: string }> {
  for (let seed = 1; ; seed += 1) {
    for (const [kind, draw] of [
      ['styled', styledCase],
      ['sparing', sparingCase],
    ] as const) {
      const each = draw(seed, oddSize);
      if (each === null) continue;
      const { layer, hardware } = each.problem;
      const sizes = layer.problem.dimensions.map(({ size }) => size);
      if (roundedSizes(sizes, hardware).length > 1) yield { ...each, what: `${kind} ${seed}, ${each.style}` };
    }
  }
}

describe('factors that need not divide, where arithmetic hangs on the mapping', () => {
  it('cost what the full estimate says, of random mappings', () => {
    const random = new Random(4);
    const judged = new Map<string, number>();
    for (const { problem, keep, style, what } of oddCases()) {
      const estimate = new EdgeEstimate(quickPlan({ ...problem, keep, styled: true, ramp: true }));
      for (let i = 0; i < 4; i += 1) {
        const { factors, order } = randomMapping(random, problem);
        estimate.evaluate(factors, order);
        expectEstimate(problem, mappingOf(problem, keep, { factors, order }), estimate, what);
      }
      judged.set(style, (judged.get(style) ?? 0) + 1);
      if (judged.size === 4 && [...judged.values()].every((count) => count > cases / 4)) return;
    }
  });

  it('cost so too where a network adds up sums that its memory takes in again', () => {
    const layer = convolution({ M: 2, C: 5, P: 2, S: 2 });
    const keep = [
      ['W', 'I', 'O'],
      ['W', 'I', 'O'],
      ['W', 'I'],
    ];
    const sketch = sketchHardware([{ name: 'DRAM' }, { name: 'GLB', x: 3, words: 4000 }, { name: 'PE', words: 4000 }]);
    const random = new Random(6);
    const judged = new Map<string, number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const styled = randomStyle(new Random(seed), layer, sketch);
      const prices = pricesOf(styled.hardware);
      for (const convention of [port, eyeriss]) {
        const problem = { layer, ...styled, prices, convention };
        const estimate = new EdgeEstimate(quickPlan({ ...problem, keep, styled: true, ramp: true }));
        for (let i = 0; i < 20; i += 1) {
          const { factors, order } = randomMapping(random, problem);
          estimate.evaluate(factors, order);
          expectEstimate(problem, mappingOf(problem, keep, { factors, order }), estimate, `seed ${seed}`);
        }
      }
      const { style } = styleOf(layer, styled.hardware, styled.compressed);
      judged.set(style, (judged.get(style) ?? 0) + 1);
    }
    expect([...judged.keys()].sort()).toEqual(['accumulate-then-multiply', 'factorised', 'mac', 'row-reuse']);
  });

  it(`of ${cases} random layers the best mapping by each objective is that of brute force over the same space`, () => {
    let judged = 0;
    for (const { problem, keep, what } of oddCases()) {
      const least = bruteForce(problem, keep, { objectives, mostMappings });
      if (least === null) continue;
      judged += 1;
      for (const [i, objective] of objectives.entries()) {
        if (asked === undefined && judged % objectives.length !== i) continue;
        const outcome = mapByProof({ ...problem, objective }, { imperfect: true, most: Number.POSITIVE_INFINITY });
        expect(outcome.found, what).toBe(least[i]! < Number.POSITIVE_INFINITY);
        if (!outcome.found) continue;
        const { proof, mapping } = outcome;
        expect(proof!.gap, what).toBe(0);
        expect(Math.abs(proof!.value - least[i]!), `${what}, ${objective}`).toBeLessThanOrEqual(1e-12 * least[i]!);
        const dynamicPj = proof!.energyPj - staticPjPerCycle(problem) * proof!.cycles;
        expectEstimate(problem, mapping, { energyPj: dynamicPj, cycles: proof!.cycles }, what);
      }
      if (judged === cases) return;
    }
  }, 300_000);
});
