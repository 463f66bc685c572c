import { describe, expect, it } from 'vitest';
import type { MappingProblem } from '../../src/mapper/mapper.ts';
import { mapByProof } from '../../src/mapper/strategies/optimal.ts';
import { wholeCost } from '../../src/study/explain-mapping.ts';
import { boundsOf } from '../../src/study/mapping-bounds.ts';
import { oddSize, randomCase } from '../mapper/optimal/random-case.ts';
import { sparingCase, styledCase } from '../mapper/optimal/styled-cases.ts';

const cases = Number(process.env.KJOULE_CASES ?? 40);

function plainCase(seed: number, sizeOf?: (size: number) => number): { problem: MappingProblem } | null {
  const { given, dimensions, points } = randomCase(seed, undefined, sizeOf);
  return dimensions === 0 || points > 3000 ? null : { problem: { ...given, objective: 'energy' } };
}

describe('what an explanation says no mapping can go below', () => {
  it.each([
    ['layers', plainCase],
    ['layers in other styles', styledCase],
    ['layers of which zeros spare what several units share', sparingCase],
  ] as const)(
    `is below the best of ${cases} random %s, whether factors divide or not`,
    (_, draw) => {
      let judged = 0;
      const shares: number[] = [];
      for (let seed = 1; judged < cases; seed += 1) {
        const imperfect = seed % 2 === 0;
        const each = draw(seed, imperfect ? oddSize : undefined);
        if (each === null) continue;
        const best = (objective: 'energy' | 'latency') =>
          mapByProof({ ...each.problem, objective }, { imperfect, most: 1e5 });
        const [cheapest, fastest] = [best('energy'), best('latency')];
        if (!cheapest.found || !fastest.found) continue;
        judged += 1;
        const { computePj, compulsoryPj } = boundsOf(each.problem, cheapest.mapping);
        const { energyPj } = wholeCost(each.problem, cheapest.mapping);
        // Energies of a result lie on a grid.
        expect(computePj + compulsoryPj, `seed ${seed}`).toBeLessThanOrEqual(energyPj * (1 + 1e-9) + 0.1);
        const { cycles, compulsoryCycles } = boundsOf(each.problem, fastest.mapping);
        expect(Math.max(cycles, compulsoryCycles), `seed ${seed}`).toBeLessThanOrEqual(fastest.proof!.cycles);
        shares.push((computePj + compulsoryPj) / energyPj);
      }
      expect(shares.sort((a, b) => a - b)[Math.floor(cases / 2)]).toBeGreaterThan(0.1);
    },
    120_000,
  );
});
