import { expect, it } from 'vitest';
import { type SeenMapping, SeenMappings } from '../../../src/mapper/optimal/seen-mappings.ts';
import { Random } from '../../../src/shared/random.ts';

/** As fast as the others and as cheap, many of them. */
function randomMappings(random: Random): SeenMapping[] {
  return Array.from({ length: 1 + random.below(8) }, () => ({
    energyPj: 14_940 + 1000 * random.below(3),
    cycles: Float64Array.from([0, 0, 0], () => 90 + 4 * random.below(28)),
  }));
}

it('a price of a cycle goes to resources in shares that are 1 together, however low it is', () => {
  const random = new Random(1);
  let low = 0;
  for (let i = 0; i < 3000; i += 1) {
    const seen = new SeenMappings(2, randomMappings(random));
    const { pace, pjPerCycle } = seen.within(100 + 100 * random.next(), 0);
    if (pjPerCycle > 0 && pjPerCycle < 1e-6) low += 1;
    const sum = pace.ports.reduce((all, share) => all + share, pace.arithmetic);
    expect(Math.abs(sum - 1), `${i}: ${pjPerCycle} pJ per cycle`).toBeLessThan(1e-12);
  }
  expect(low).toBeGreaterThan(0);
});
