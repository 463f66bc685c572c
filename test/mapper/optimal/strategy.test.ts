import { beforeAll, describe, expect, it } from 'vitest';
import type { ComponentLibrary } from '../../../src/components/library.ts';
import type { ComponentPrice } from '../../../src/components/price.ts';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { actionEnergyPj } from '../../../src/cost/energy.ts';
import { estimateLayer } from '../../../src/cost/estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { timeloop } from '../../../src/dataflow/conventions/timeloop.ts';
import type { MapspaceLimit } from '../../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../../src/hardware/hardware.ts';
import { aboveText } from '../../../src/mapper/above-text.ts';
import type { MappingProblem } from '../../../src/mapper/mapper.ts';
import { mappingQuestion, mapRemembered, type RememberedMapping } from '../../../src/mapper/mapping-cache.ts';
import { mappingScore, staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { ObjectiveSearch } from '../../../src/mapper/optimal/objective-search.ts';
import { ProvenSearch } from '../../../src/mapper/optimal/proven-search.ts';
import type { SearchProgress } from '../../../src/mapper/search-watch.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { mapByTemplates } from '../../../src/mapper/strategies/templates.ts';
import { withoutUnits } from '../../../src/mapper/without-units.ts';
import { printMapping } from '../../../src/mapping/print.ts';
import { InputError } from '../../../src/shared/issue.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { convolution } from '../../support/convolution.ts';
import { sketchHardware } from '../../support/hardware.ts';
import { pricesOf } from '../../support/prices.ts';
import { endsAfter } from './ends-after.ts';

const powersOfTwo = convolution({ M: 64, C: 32, P: 16, Q: 16, R: 3, S: 3 }, 'layer of powers of two');
const pointwise = convolution({ M: 256, C: 64, P: 28, Q: 28 }, 'pointwise');
const matrix = convolution({ N: 8, M: 1000, C: 512 }, 'matrix');

let library: ComponentLibrary;
let hardware: HardwareSpec;
beforeAll(async () => {
  library = await shippedLibrary();
  hardware = await shippedSpec('eyeriss-isca16');
});

const problemOf = (layer: MappingProblem['layer']): MappingProblem => ({
  layer,
  hardware,
  prices: priceHardware(hardware, library),
  convention: port,
  objective: 'energy',
});

function proven(problem: MappingProblem, most?: number) {
  const outcome = mapByProof(problem, most === undefined ? {} : { most });
  if (!outcome.found || outcome.proof === undefined) throw new Error(JSON.stringify(outcome));
  return { ...outcome, proof: outcome.proof };
}

describe('strategy optimal', () => {
  it.each([powersOfTwo, pointwise, matrix].map((layer) => [layer.name, layer] as const))(
    '%s: what it made small is what the full estimate says, but for rounding to the grid',
    (_, layer) => {
      const problem = problemOf(layer);
      const { mapping, proof } = proven(problem);
      const { energyPj, actions } = estimateLayer({ ...problem, mapping });
      // No leakage and no clock power on this design.
      expect(Math.abs(energyPj - proof.energyPj)).toBeLessThanOrEqual(actions.length / 2048 + 1e-12 * energyPj);
      expect(proof.gap).toBe(0);
      expect(proof.bound).toBeLessThanOrEqual(proof.energyPj * (1 + 1e-12));
    },
  );

  it('finds nothing dearer than annealing where every factor divides', () => {
    const problem = problemOf(powersOfTwo);
    const score = mappingScore(problem);
    const cost = (mapping: Parameters<typeof printMapping>[0]): number => {
      const { energyPj, cycles } = estimateLayer({ ...problem, mapping });
      return score(energyPj, cycles);
    };
    const annealed = mapByTemplates(problem, 'row-stationary', 1000);
    if (!annealed.found) throw new Error('nothing found');
    expect(cost(proven(problem).mapping)).toBeLessThanOrEqual(cost(annealed.mapping) * (1 + 1e-6));
  });

  it('accounts for every mapping there is: evaluated, or left out by a rule', () => {
    const { mappings, evaluated, ruledOut } = proven(problemOf(pointwise)).proof;
    const { notAllowed, tooLarge, bound, sameOrder } = ruledOut;
    expect((evaluated + notAllowed + tooLarge + bound + sameOrder) / mappings).toBeCloseTo(1, 12);
    expect(Math.min(evaluated, notAllowed, tooLarge, bound, sameOrder)).toBeGreaterThanOrEqual(0);
  });

  it('of a search that ends early, what is neither evaluated nor left out by a rule is open', () => {
    const { gap, mappings, evaluated, ruledOut, open } = proven(problemOf(powersOfTwo), 1).proof;
    expect(gap).toBeGreaterThan(0);
    expect([ruledOut.bound, open! > 0]).toEqual([0, true]);
    const { notAllowed, tooLarge, sameOrder } = ruledOut;
    expect((evaluated + notAllowed + tooLarge + open! + sameOrder) / mappings).toBeCloseTo(1, 12);
    expect(proven(problemOf(powersOfTwo)).proof.open).toBeUndefined();
  });

  it.each(['energy', 'energy-delay'] as const)(
    'with bypass: the best of every choice of what levels keep, each proven by itself: %s',
    (objective) => {
      const problem = { ...problemOf(convolution({ M: 16, C: 8, P: 8, Q: 8, R: 3, S: 3 })), objective };
      const value = objectiveValue(objective, 1);
      const outcome = mapByProof(problem, { bypass: true });
      if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
      const { proof, mapping } = outcome;
      const staticPj = staticPjPerCycle(problem);
      const subsets = (names: readonly string[]): string[][] =>
        Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_name, i) => (bits >> i) & 1));
      let least = Number.POSITIVE_INFINITY;
      let choices = 0;
      for (const buffer of subsets(['I', 'O'])) {
        for (const file of subsets(['W', 'I', 'O'])) {
          const keep = [['W', 'I', 'O'], buffer, file];
          const layer = { ...problem.layer, problem: withoutUnits(problem.layer.problem) };
          const search = new ObjectiveSearch({ objective, clockMhz: 1, staticPj });
          search.add(new ProvenSearch(quickPlan({ ...problem, layer, keep, ramp: true }), hardware, { staticPj }), 2e7);
          choices += 1;
          const { best } = search.proven;
          if (best !== null) least = Math.min(least, value(best.energyPj, best.cycles));
        }
      }
      expect(choices).toBe(32);
      expect(proof.value).toBe(least);
      expect(proof.gap).toBe(0);
      const { energyPj, actions } = estimateLayer({ ...problem, mapping });
      expect(Math.abs(energyPj - proof.energyPj)).toBeLessThanOrEqual(actions.length / 2048 + 1e-12 * energyPj);
    },
  );

  it('is remembered apart with bypass and without', () => {
    const question = (bypass: boolean) =>
      mappingQuestion(problemOf(matrix), { strategy: 'optimal', objective: 'energy', bypass });
    expect(question(true)).not.toBe(question(false));
    expect(question(true)).toBe(question(true));
  });

  it('is remembered apart under constraints, wherever they are written', () => {
    const question = (limit: MapspaceLimit | null, line = 1) => {
      const rules = limit === null ? [] : [{ text: 'rule', limit, writtenAt: { file: 'a.yaml', line, column: 1 } }];
      const limited = { ...hardware, constraints: { ...hardware.constraints, rules } };
      return mappingQuestion(
        { ...problemOf(matrix), hardware: limited },
        { strategy: 'optimal', objective: 'energy', bypass: false },
      );
    };
    const dataflow = { kind: 'dataflow', dataflow: 'weight-stationary' } as const;
    expect(question(dataflow)).not.toBe(question(null));
    expect(question(dataflow)).not.toBe(question({ ...dataflow, dataflow: 'output-stationary' }));
    expect(question(dataflow, 1)).toBe(question(dataflow, 2));
  });

  it('is remembered whatever the accelerator is called, whoever says what it costs, and whatever its area', () => {
    const question = (change: (problem: MappingProblem) => Partial<MappingProblem>) => {
      const problem = problemOf(matrix);
      const choice = { strategy: 'optimal', objective: 'energy', bypass: false } as const;
      return mappingQuestion({ ...problem, ...change(problem) }, choice);
    };
    const same = question(() => ({}));
    const priced = (of: (price: ComponentPrice) => Partial<ComponentPrice>) => {
      return question(({ prices }) => ({
        prices: new Map([...prices].map(([name, price]) => [name, { ...price, ...of(price) }])),
      }));
    };
    expect(question(() => ({ hardware: { ...hardware, name: 'other', description: 'other', source: 'other' } }))).toBe(
      same,
    );
    expect(priced(() => ({ areaUm2: 7, areaSource: 'other' }))).toBe(same);
    expect(priced(({ leakageMw }) => ({ leakageMw: leakageMw + 1 }))).not.toBe(same);
    expect(question(() => ({ hardware: { ...hardware, clockMhz: 7 } }))).not.toBe(same);
  });

  it('gives the same mapping every time', () => {
    const once = printMapping(proven(problemOf(powersOfTwo)).mapping);
    expect(printMapping(proven(problemOf(powersOfTwo)).mapping)).toBe(once);
  });

  it('stopped early it says how much better the best one could be, and that holds', () => {
    const problem = problemOf(powersOfTwo);
    const best = proven(problem).proof.energyPj;
    const { proof, mapper } = proven(problem, 2000);
    expect(proof.gap).toBeGreaterThan(0);
    expect(proof.energyPj / (1 + proof.gap)).toBeLessThanOrEqual(best * (1 + 1e-12));
    const told = /^optimal: at most (\d+\.\d\d) % above the best of/.exec(mapper);
    // Rounded up: what is told is true of the least gap as well.
    expect(Number(told?.[1]) / 100 - proof.gap).toBeGreaterThan(-1e-9);
    expect(aboveText(1e-6)).toBe('at most 0.01 % above');
    expect(aboveText(0.0003)).toBe('at most 0.03 % above');
  });

  it('tells how far it is, and ends when it is asked to: with the best found and what is known of better ones', () => {
    const problem = problemOf(powersOfTwo);
    const best = proven(problem).proof.energyPj;
    const seen: SearchProgress[] = [];
    const signal = {
      get aborted() {
        return seen.length > 0;
      },
    };
    const outcome = mapByProof(problem, { watch: { onProgress: (progress) => seen.push(progress), signal } });
    if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
    const { gap, stopped, energyPj, evaluated } = outcome.proof;
    expect(stopped).toBe('cancelled');
    expect(outcome.mapper).toMatch(/above the best of .*; cancelled$/);
    expect(energyPj / (1 + gap)).toBeLessThanOrEqual(best * (1 + 1e-12));
    expect(energyPj).toBeGreaterThanOrEqual(best);
    const [first] = seen;
    expect(first!.tiles).toBeGreaterThan(0);
    expect(first!.evaluated).toBeLessThanOrEqual(evaluated);
    expect(first!.value! / (1 + first!.gap!)).toBeLessThanOrEqual(best * (1 + 1e-12));
  });

  it('what it tells grows from one space to the next', () => {
    const seen: SearchProgress[] = [];
    const outcome = mapByProof(problemOf(pointwise), {
      imperfect: true,
      watch: { onProgress: (progress) => seen.push(progress) },
    });
    if (!outcome.found) throw new Error('nothing found');
    expect(seen.length).toBeGreaterThan(2);
    for (const [at, { tiles, evaluated }] of seen.entries()) {
      expect(tiles).toBeGreaterThanOrEqual(seen[at - 1]?.tiles ?? 0);
      expect(evaluated).toBeGreaterThanOrEqual(seen[at - 1]?.evaluated ?? 0);
    }
    expect(seen.at(-1)!.evaluated).toBeLessThanOrEqual(outcome.proof!.evaluated);
  });

  it.each([
    'energy',
    'latency',
    'energy-delay',
    { kind: 'sum', pj: 1e6, ns: 1e4 },
    { kind: 'within', ns: 1e9 },
  ] as const)('out of time at once it still gives a mapping and a bound that holds: %j', (objective) => {
    const problem = { ...problemOf(pointwise), objective };
    const best = proven(problem).proof;
    const outcome = mapByProof(problem, { timeLimitMs: 0 });
    if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
    const { value, gap, stopped } = outcome.proof;
    expect(value).toBeGreaterThanOrEqual(best.value * (1 - 1e-12));
    expect(value / (1 + gap)).toBeLessThanOrEqual(best.value * (1 + 1e-11));
    if (value > best.value * (1 + 1e-9)) expect(stopped).toBe('time');
  });

  it.each(['energy', 'latency', 'energy-delay'] as const)(
    'sizes and choices of keepers that it had no time to begin: what is said of them holds, %s',
    (objective) => {
      const problem = { ...problemOf(convolution({ M: 14, C: 6, P: 13, Q: 13, R: 3, S: 3 })), objective };
      const [all, early] = [{}, { timeLimitMs: 0 }].map((limit) => {
        const outcome = mapByProof(problem, { imperfect: true, bypass: true, ...limit });
        if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
        return outcome.proof;
      });
      expect(all!.gap).toBe(0);
      expect(early).toMatchObject({ stopped: 'time', mappings: all!.mappings });
      expect(early!.evaluated).toBeLessThan(all!.evaluated);
      expect(early!.value).toBeGreaterThanOrEqual(all!.value * (1 - 1e-12));
      expect(early!.value / (1 + early!.gap)).toBeLessThanOrEqual(all!.value * (1 + 1e-11));
      expect([early!.gap, early!.energyGap ?? 0].every(Number.isFinite)).toBe(true);
    },
    60_000,
  );

  it('ended anywhere, what it says of cycles and of energy among the fastest holds', () => {
    const problem = {
      ...problemOf(convolution({ M: 14, C: 6, P: 13, Q: 13, R: 3, S: 3 })),
      objective: 'latency' as const,
    };
    const search = (ends: number) => {
      const { signal, asked } = endsAfter(ends);
      const outcome = mapByProof(problem, { imperfect: true, bypass: true, watch: { signal } });
      if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
      return { asked: asked(), proof: outcome.proof };
    };
    const all = search(Number.POSITIVE_INFINITY);
    let fastest = 0;
    for (let ends = 0; ends < all.asked; ends += Math.ceil(all.asked / 25)) {
      const { value, gap, cycles, energyPj, energyGap = 0 } = search(ends).proof;
      expect(value / (1 + gap), `${ends}`).toBeLessThanOrEqual(all.proof.value * (1 + 1e-11));
      if (cycles !== all.proof.cycles) continue;
      fastest += 1;
      expect(energyPj / (1 + energyGap), `${ends}`).toBeLessThanOrEqual(all.proof.energyPj * (1 + 1e-11));
    }
    expect(fastest).toBeGreaterThan(0);
  }, 120_000);

  it('what a clock ended is not remembered; what was proven in time is', () => {
    const kept = new Map<string, RememberedMapping>();
    const cache = {
      find: (question: string) => kept.get(question),
      keep: (question: string, mapping: RememberedMapping) => kept.set(question, mapping),
    };
    const choice = { strategy: 'optimal', objective: 'energy', bypass: false } as const;
    const problem = problemOf(powersOfTwo);
    const early = mapRemembered(problem, { ...choice, timeLimitMs: 0 }, { cache });
    expect([early.found && early.proof!.stopped, kept.size]).toEqual(['time', 0]);
    const timed = { ...choice, timeLimitMs: 1e6 };
    const inTime = mapRemembered(problem, timed, { cache });
    expect(kept.size).toBe(1);
    // With time it may know more than without, so that is asked for by itself; the other way round it serves.
    mapRemembered(problem, choice, { cache });
    expect(kept.size).toBe(2);
    kept.delete(mappingQuestion(problem, timed)!);
    expect(mapRemembered(problem, timed, { cache })).toEqual(inTime);
    expect(kept.size).toBe(1);
  });

  it('a memory too small for any tile: says which', () => {
    const tiny = sketchHardware([{ name: 'DRAM' }, { name: 'RF', words: 2 }]);
    const outcome = mapByProof({ ...problemOf(matrix), hardware: tiny, prices: pricesOf(tiny) });
    expect(outcome).toMatchObject({ found: false, issues: [{ code: 'nothing-fits' }] });
  });

  it('refuses what its bounds do not hold for, with every reason', () => {
    // Two networks add sums up on their way to DRAM, and zeros spare some at each.
    const mac = { ...hardware.mac, zeroWeights: 'skip' as const };
    const [dram, buffer] = hardware.levels;
    const memories = buffer!.memories.map((memory) => ({ ...memory, roles: ['W', 'I'] as const }));
    const levels = [
      { ...dram!, fanout: { x: 2, y: 1 } },
      { ...buffer!, memories },
    ];
    const skipping = { ...hardware, levels, mac };
    const problem = { ...problemOf(matrix), hardware: skipping, convention: timeloop, compressed: stored };
    expect(() => mapByProof(problem)).toThrow(InputError);
    expect(() => mapByProof(problem)).toThrow(
      /cannot-prove.*timeloop.*zeros spare sums, and several networks in a row/,
    );
    // Where the buffer keeps sums, only passing them on puts two networks in a row.
    const keeping = { ...skipping, levels: [levels[0]!, buffer!] };
    const proving = { ...problem, hardware: keeping, convention: port };
    expect(mapByProof(proving).found).toBe(true);
    let hint: string | undefined;
    try {
      mapByProof(proving, { bypass: true });
    } catch (error) {
      hint = (error as InputError).issues[0]!.hint;
    }
    expect(hint).toBe('without bypass it proves the best mapping');
  });

  it('counts look-ups, tables and what zeros spare as the full estimate does', async () => {
    const chip = await shippedSpec('eyeriss-65nm-lut');
    const priced = { hardware: chip, prices: priceHardware(chip, library) };
    const coded = { ...stored, weights: M * C * 9, encoding: codebook };
    const layer = { ...convolution({ M, C, P: 8, Q: 8, R: 3, S: 3 }), zeros: { I: 0.4, O: 0.5, source: 'test' } };
    const problem = { ...problemOf(layer), ...priced, compressed: coded };
    const { mapping, proof } = proven(problem);
    const { actions, cycles } = estimateLayer({ ...problem, mapping });
    const exact = actions.reduce((sum, action) => sum + action.count * actionEnergyPj(problem.prices, action), 0);
    expect(actions.some(({ action }) => action === 'lookup')).toBe(true);
    const staticPj = staticPjPerCycle(problem);
    expect(Math.abs(exact + staticPj * proof.cycles - proof.energyPj)).toBeLessThanOrEqual(1e-9 * proof.energyPj);
    expect(proof.cycles).toBe(cycles);
    expect(proof.gap).toBe(0);
  });
});

const [M, C] = [16, 8];
const codebook = {
  kind: 'codebook',
  entries: 16,
  vectorLength: 3,
  vectorAxis: 'row',
  entryBits: 16,
  tables: 1,
  vectors: M * C * 3,
  coding: 'plain',
  indexBits: M * C * 3 * 4,
} as const;
const stored = {
  layer: 'layer',
  assumed: true,
  weights: 1,
  biases: 0,
  encoding: { kind: 'dense', bitsPerWeight: 8, scales: 0 } as const,
  zeroShare: 0.5,
  bitsBefore: 32,
  bitsAfter: 8,
  warnings: [],
};
