import { describe, expect, it } from 'vitest';
import { firstMapping } from '../../src/mapper/first-mapping.ts';
import { keepChoices } from '../../src/mapper/keep-choices.ts';
import { objectiveValue } from '../../src/mapper/objective.ts';
import { mapByProof } from '../../src/mapper/strategies/optimal.ts';
import { mapspaceLimits } from '../../src/mapping/constraints/mapspace-limits.ts';
import { fitsExactly } from './optimal/exact-fit.ts';
import { randomCase } from './optimal/random-case.ts';
import { obeys, randomRules } from './optimal/random-rules.ts';

const cases = 60;

describe('a mapping found at once', () => {
  it('is there wherever one is allowed, fits, keeps to all constraints, and is often the best', () => {
    let judged = 0;
    let [best, none] = [0, 0];
    for (let seed = 1; judged < cases; seed += 1) {
      const { given, hardware, dimensions } = randomCase(seed, randomRules);
      if (dimensions === 0) continue;
      judged += 1;
      const { problem } = given.layer;
      const rules = hardware.constraints.rules!;
      const objective = seed % 2 === 0 ? 'energy' : 'latency';
      const proven = mapByProof({ ...given, objective });
      const limits = mapspaceLimits(problem, hardware, rules);
      const [keep] = keepChoices(problem, hardware, { bypass: false, limits });
      const first = keep === undefined ? null : firstMapping({ ...given, objective }, keep);
      expect(first !== null, `seed ${seed}`).toBe(proven.found);
      if (first === null || !proven.found) {
        none += 1;
        continue;
      }
      expect(obeys(rules, { hardware, problem }, first), `seed ${seed}`).toBe(true);
      expect(fitsExactly(given, keep!, first), `seed ${seed}`).toBe(true);
      const { value } = proven.proof!;
      const own = objectiveValue(objective, hardware.clockMhz)(first.energyPj, first.cycles);
      expect(own, `seed ${seed}`).toBeGreaterThanOrEqual(value * (1 - 1e-12));
      if (own <= value * (1 + 1e-9)) best += 1;
    }
    expect(best).toBeGreaterThan(0.3 * cases);
    expect(none).toBeGreaterThan(0.05 * cases);
  });
});
