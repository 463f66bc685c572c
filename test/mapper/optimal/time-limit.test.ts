import { beforeAll, describe, expect, it, vi } from 'vitest';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import type { ConstraintRule } from '../../../src/hardware/constraint-rule.ts';
import type { MappingProblem, Objective } from '../../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import type { KnownBefore } from '../../../src/mapper/optimal/proven.ts';
import { alone } from '../../../src/mapper/optimal/team.ts';
import { SearchClock } from '../../../src/mapper/search-watch.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import type { ProofSpaces, SpaceResult } from '../../../src/mapper/strategies/proof-spaces.ts';
import { searchSpaces } from '../../../src/mapper/strategies/search-spaces.ts';
import { keepsToLimits } from '../../../src/mapping/constraints/keeps-to-limits.ts';
import { mapspaceLimits } from '../../../src/mapping/constraints/mapspace-limits.ts';
import { validateMapping } from '../../../src/mapping/validate.ts';
import type { Issue } from '../../../src/shared/issue.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { convolution } from '../../support/convolution.ts';
import { expectEstimate } from './edge-mappings.ts';
import { endsAfter } from './ends-after.ts';

/** No clock ends it. */
const ages = 1e9;
const fewTiles = 300;

let problem: Omit<MappingProblem, 'objective'>;
/** Searched in a blink, but not at once. */
let small: Omit<MappingProblem, 'objective'>;

beforeAll(async () => {
  const library = await shippedLibrary();
  const on = async (name: string) => {
    const hardware = await shippedSpec(name);
    return { hardware, prices: priceHardware(hardware, library), convention: port };
  };
  const layer = convolution({ M: 14, C: 6, P: 13, Q: 13, R: 3, S: 3 });
  problem = { layer, ...(await on('eyeriss-isca16')) };
  small = { layer: convolution({ M: 50, C: 20, P: 8, Q: 8, R: 5, S: 5 }), ...(await on('edge-small')) };
});

function proofOf(objective: Objective, options: Parameters<typeof mapByProof>[1]) {
  const outcome = mapByProof({ ...problem, objective }, { imperfect: true, ...options });
  if (!outcome.found || outcome.proof === undefined) throw new Error('nothing found');
  return outcome.proof;
}

describe('a time limit', () => {
  it.each(['energy', 'latency', 'energy-delay', { kind: 'within', ns: 30_000 }] as const)(
    'what a few tiles leave open is looked at with more of them, until it is proven: %j',
    (objective) => {
      const whole = proofOf(objective, {});
      const few = proofOf(objective, { most: fewTiles });
      const timed = proofOf(objective, { most: fewTiles, timeLimitMs: ages });
      expect([whole.gap, whole.energyGap ?? 0]).toEqual([0, 0]);
      expect(few.gap + (few.energyGap ?? 0)).toBeGreaterThan(0);
      expect([timed.gap, timed.energyGap ?? 0, timed.stopped]).toEqual([0, 0, undefined]);
      expect(timed.value / whole.value).toBeCloseTo(1, 9);
      expect(timed.energyPj / whole.energyPj).toBeCloseTo(1, 9);
      expect(timed.mappings).toBe(whole.mappings);
    },
    60_000,
  );

  it.each(['energy', 'latency'] as const)(
    'ended in any round, what it says holds, and it keeps the best of all rounds: %s',
    (objective) => {
      const whole = proofOf(objective, {});
      const few = proofOf(objective, { most: fewTiles });
      const search = (ends: number) => {
        const { signal, asked } = endsAfter(ends);
        return { proof: proofOf(objective, { most: fewTiles, timeLimitMs: ages, watch: { signal } }), asked: asked() };
      };
      const all = search(Number.POSITIVE_INFINITY).asked;
      let early = 0;
      for (let ends = 0; ends < all; ends += Math.ceil(all / 10)) {
        const { value, gap, energyGap = 0, energyPj, cycles, stopped, mappings } = search(ends).proof;
        if (stopped === 'cancelled') early += 1;
        expect(value / (1 + gap), `${ends}`).toBeLessThanOrEqual(whole.value * (1 + 1e-11));
        expect(mappings, `${ends}`).toBe(whole.mappings);
        if (cycles === whole.cycles) {
          expect(energyPj / (1 + energyGap), `${ends}`).toBeLessThanOrEqual(whole.energyPj * (1 + 1e-11));
        }
        if (ends > all / 2) expect(value, `${ends}`).toBeLessThanOrEqual(few.value);
      }
      expect(early).toBeGreaterThan(5);
    },
    120_000,
  );

  it('nothing found when the time is over: gives a mapping that keeps to constraints and is not proven of anything more than holds', () => {
    const rules: ConstraintRule[] = [
      { text: 'utilisation of the array at least 78 %', limit: { kind: 'utilisation', share: 0.78 } },
    ];
    const { layer, hardware } = small;
    const limited = { ...small, hardware: { ...hardware, constraints: { ...hardware.constraints, rules } } };
    const limits = mapspaceLimits(layer.problem, hardware, rules);
    const whole = mapByProof({ ...limited, objective: 'energy' });
    const early = mapByProof({ ...limited, objective: 'energy' }, { timeLimitMs: 0 });
    if (!whole.found || !early.found) throw new Error('nothing found');
    const { proof, mapping } = early;
    const { value, gap, bound, stopped, cycles, energyPj } = proof!;
    expect(stopped).toBe('time');
    expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
    expect(keepsToLimits(mapping, layer.problem, limits)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(whole.proof!.value);
    expect(Math.max(bound, value / (1 + gap))).toBeLessThanOrEqual(whole.proof!.value * (1 + 1e-11));
    const dynamicPj = energyPj - staticPjPerCycle(limited) * cycles;
    expectEstimate(limited, mapping, { energyPj: dynamicPj, cycles }, 'the first');
  });

  it('tables that take long are given up: the mapping given says so', () => {
    // As if each look at the clock came a second after the last one.
    let seconds = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => 1000 * seconds++);
    try {
      const outcome = mapByProof({ ...problem, objective: 'energy' }, { timeLimitMs: 500, imperfect: true });
      if (!outcome.found) throw new Error('nothing found');
      const { gap, stopped, evaluated } = outcome.proof!;
      expect([stopped, evaluated]).toEqual(['time', 0]);
      expect(gap).toBeGreaterThan(0);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('nothing fast enough when the time is over: says how fast the fastest found is, and what none is faster than', () => {
    // The first mapping is 4 % slower than the fastest.
    const odd = { ...small, layer: convolution({ M: 50, C: 21, P: 9, Q: 9, R: 5, S: 5 }) };
    const objective = { kind: 'within', ns: 356_500 } as const;
    const cap = (objective.ns * odd.hardware.clockMhz) / 1000;
    const codes = new Set<string>();
    for (let ends = 0; ends < 40; ends += 1) {
      const outcome = mapByProof({ ...odd, objective }, { watch: endsAfter(ends) });
      if (outcome.found) continue;
      const [{ code, message }] = outcome.issues as [Issue];
      codes.add(code);
      const [fastest = Number.POSITIVE_INFINITY, fewest = 0] = [...message.matchAll(/(\d+) cycles/g)].map(
        ([, number]) => Number(number),
      );
      expect([fewest <= cap, fastest > cap], message).toEqual([true, true]);
    }
    expect([...codes]).toEqual(['nothing-found']);
    const hopeless = mapByProof({ ...odd, objective: { kind: 'within', ns: 350_000 } });
    expect(hopeless.found ? [] : hopeless.issues.map(({ code }) => code)).toEqual(['too-slow']);
  });

  it('what more tiles do not help ends before the time is over', () => {
    let rounds = 0;
    const spaces = {
      ask: { objective: 'energy', clockMhz: 1, staticPj: 0 },
      count: 1,
      keepOf: () => 0,
      search: (_: number, { proven, most }: KnownBefore): SpaceResult => {
        rounds += 1;
        return { proven, count: noCount, visited: Math.min(most, 50), usedForEdges: 0, seen: [], stopped: null };
      },
    } as unknown as ProofSpaces;
    searchSpaces(spaces, { most: 10, goesOn: () => true, clock: new SearchClock({}, ages), team: alone() });
    // Of 10, 40, 160 and 640.
    expect(rounds).toBe(4);
  });
});

const noCount = { mappings: 0, evaluated: 0, ruledOut: { notAllowed: 0, tooLarge: 0, bound: 0, sameOrder: 0 } };
