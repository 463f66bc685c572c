import { describe, expect, it } from 'vitest';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { leastAnywhere } from '../../../src/mapper/optimal/least-anywhere.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { withoutUnits } from '../../../src/mapper/without-units.ts';
import { convolution } from '../../support/convolution.ts';
import { sketchHardware } from '../../support/hardware.ts';
import { pricesOf } from '../../support/prices.ts';
import { oddSize, type RandomCase, randomCase } from './random-case.ts';
import { sparingCase, styledCase } from './styled-cases.ts';

const cases = Number(process.env.KJOULE_CASES ?? 300);

function least({ plan, staticPj }: RandomCase): { energyPj: number; cycles: number } | null {
  const known = leastAnywhere(plan);
  return known && { energyPj: known.energyPj + staticPj * known.cycles, cycles: known.cycles };
}

describe('what no mapping goes below', () => {
  it(`${cases} random cases: never above the least energy, nor above the fewest cycles`, () => {
    let known = 0;
    const shares: number[] = [];
    for (let seed = 1; known < cases; seed += 1) {
      const each = randomCase(seed);
      const floor = each.dimensions === 0 ? null : least(each);
      const { best } = each.minimise('energy', 2e5);
      if (floor === null || best === null) continue;
      known += 1;
      expect(floor.energyPj, `seed ${seed}`).toBeLessThanOrEqual(best.energyPj * (1 + 1e-12));
      expect(floor.cycles, `seed ${seed}`).toBeLessThanOrEqual(each.minimise('latency', 2e5).best!.cycles);
      shares.push(floor.energyPj / best.energyPj);
    }
    // A bound that says something: about a half of it, most often.
    expect(shares.sort((a, b) => a - b)[Math.floor(cases / 2)]).toBeGreaterThan(0.4);
  }, 120_000);

  it('factors that need not divide: never above the least either', () => {
    let known = 0;
    for (let seed = 1; known < 60; seed += 1) {
      const each = randomCase(seed, () => [], oddSize);
      if (each.dimensions === 0 || each.points > 3000) continue;
      const { given } = each;
      const hardware = { ...given.hardware, mac: { ...given.hardware.mac, zeroWeights: 'compute' as const } };
      const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
      const floor = leastAnywhere(quickPlan({ ...given, hardware, keep, ramp: true }));
      if (floor === null) continue;
      const bestBy = (objective: 'energy' | 'latency') =>
        mapByProof({ ...given, hardware, objective }, { imperfect: true, most: 1e5 });
      const [cheapest, fastest] = [bestBy('energy'), bestBy('latency')];
      if (!cheapest.found || !fastest.found) continue;
      known += 1;
      expect(floor.energyPj, `seed ${seed}`).toBeLessThanOrEqual(cheapest.proof!.energyPj * (1 + 1e-12));
      expect(floor.cycles, `seed ${seed}`).toBeLessThanOrEqual(fastest.proof!.cycles);
    }
  }, 120_000);

  it('where arithmetic hangs on the mapping: never above the least, whether factors divide or not', () => {
    let known = 0;
    const shares: number[] = [];
    for (let seed = 1; known < cases / 3; seed += 1) {
      const imperfect = seed % 2 === 0;
      const each = (seed % 3 === 0 ? sparingCase : styledCase)(seed, imperfect ? oddSize : undefined);
      if (each === null) continue;
      const { problem, keep } = each;
      const floor = leastAnywhere(quickPlan({ ...problem, keep, styled: true, ramp: true }));
      if (floor === null) continue;
      const [cheapest, fastest] = (['energy', 'latency'] as const).map((objective) =>
        mapByProof({ ...problem, objective }, { imperfect, most: 1e5 }),
      );
      if (!cheapest!.found || !fastest!.found) continue;
      known += 1;
      const energyPj = floor.energyPj + staticPjPerCycle(problem) * floor.cycles;
      expect(energyPj, `seed ${seed}`).toBeLessThanOrEqual(cheapest!.proof!.energyPj * (1 + 1e-12));
      expect(floor.cycles, `seed ${seed}`).toBeLessThanOrEqual(fastest!.proof!.cycles);
      shares.push(energyPj / cheapest!.proof!.energyPj);
    }
    expect(shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)]).toBeGreaterThan(0.25);
  }, 120_000);

  it('what comes from the outermost memory straight to the array comes once at least', () => {
    const hardware = sketchHardware([
      { name: 'DRAM', energyPj: { read: 100, write: 100, update: 100 } },
      { name: 'GLB', words: 8, x: 16, y: 16 },
    ]);
    const layer = convolution({ M: 64, C: 64 });
    const keep = [['W', 'I', 'O'], []] as const;
    const floor = leastAnywhere(
      quickPlan({ layer, hardware, prices: pricesOf(hardware), convention: port, keep, ramp: true }),
    )!;
    // Each weight, though 256 units may share one.
    expect(floor.energyPj).toBeGreaterThan(64 * 64 * 100);
  });

  it('where one memory feeds one unit, it is the least', () => {
    const hardware = sketchHardware([{ name: 'DRAM', bitsPerCycle: 8 }]);
    const layer = convolution({ M: 4, C: 3, P: 5, Q: 5, R: 3, S: 3 });
    const given = {
      layer: { ...layer, problem: withoutUnits(layer.problem) },
      hardware,
      prices: pricesOf(hardware),
      convention: port,
    };
    const floor = leastAnywhere(quickPlan({ ...given, keep: [['W', 'I', 'O']], ramp: true }))!;
    const [cheapest, fastest] = (['energy', 'latency'] as const).map((objective) =>
      mapByProof({ ...given, objective }),
    );
    expect(cheapest!.found && cheapest!.proof!.energyPj).toBeCloseTo(floor.energyPj, 3);
    expect(fastest!.found && fastest!.proof!.cycles).toBe(floor.cycles);
  });
});
