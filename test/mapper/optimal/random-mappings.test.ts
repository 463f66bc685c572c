import { describe, expect, it } from 'vitest';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { staticPjPerCycle } from '../../../src/mapper/mapping-score.ts';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { ObjectiveSearch } from '../../../src/mapper/optimal/objective-search.ts';
import { ProvenSearch } from '../../../src/mapper/optimal/proven-search.ts';
import { withoutUnits } from '../../../src/mapper/without-units.ts';
import { primeFactors } from '../../../src/shared/factors.ts';
import { Random } from '../../../src/shared/random.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { convolution } from '../../support/convolution.ts';

const layers = [
  convolution({ M: 384, C: 256, P: 13, Q: 13, R: 3, S: 3 }, 'conv3 of AlexNet'),
  convolution({ M: 64, C: 3, P: 112, Q: 112, R: 7, S: 7, stride: 2 }, 'conv1 of ResNet-50'),
];
const designs = ['eyeriss-isca16', 'edge-small', 'eyeriss-65nm', 'simba-like-16nm'];
const legal = 1_000_000;
const objectives = ['energy', 'latency', 'energy-delay'] as const;

/** Walks over mappings that fit: a prime factor moves to another place, or a level's loops are shuffled, unless that does not fit. */
function leastOfRandomWalk(
  estimate: QuickEstimate,
  places: readonly (readonly number[])[],
  staticPj: number,
): number[] {
  const { sizes } = estimate.plan.nest;
  const { levels, dimensions } = estimate;
  const random = new Random(11);
  const factors = new Int32Array(levels * 3 * dimensions).fill(1);
  sizes.forEach((size, d) => {
    factors[d] = size;
  });
  const order = Int32Array.from({ length: levels * dimensions }, (_, at) => at % dimensions);
  const slot = (d: number): number => places[d]![random.below(places[d]!.length)]! * dimensions + d;
  const least = objectives.map(() => Number.POSITIVE_INFINITY);
  for (let seen = 0; seen < legal; ) {
    const d = random.below(dimensions);
    const [from, to] = [slot(d), slot(d)];
    const primes = primeFactors(factors[from]!);
    if (primes.length === 0) continue;
    const prime = primes[random.below(primes.length)]!;
    factors[from] = factors[from]! / prime;
    factors[to] = factors[to]! * prime;
    const at = random.below(levels) * dimensions;
    const [a, b] = [at + random.below(dimensions), at + random.below(dimensions)];
    [order[a], order[b]] = [order[b]!, order[a]!];
    if (estimate.evaluate(factors, order)) {
      seen += 1;
      const { cycles } = estimate;
      const energyPj = estimate.energyPj + staticPj * cycles;
      least[0] = Math.min(least[0]!, energyPj);
      least[1] = Math.min(least[1]!, cycles);
      least[2] = Math.min(least[2]!, energyPj * cycles);
    } else {
      factors[to] = factors[to]! / prime;
      factors[from] = factors[from]! * prime;
    }
  }
  return least;
}

describe.each(designs)('on %s', (design) => {
  it.each(layers.map((layer) => [layer.name, layer] as const))(
    'no random mapping of %s is better, among a million that fit',
    async (_, given) => {
      const hardware = await shippedSpec(design);
      const prices = priceHardware(hardware, await shippedLibrary());
      const layer = { ...given, problem: withoutUnits(given.problem) };
      const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
      const plan = quickPlan({ layer, hardware, prices, convention: port, keep, ramp: true });
      const staticPj = staticPjPerCycle({ hardware, prices });
      const places = layer.problem.dimensions.map(({ name }) =>
        hardware.levels.flatMap(({ name: level, fanout }, index) => {
          const allowed = hardware.constraints.spatial.find((each) => each.level === level);
          const may = (axis: 'x' | 'y') => fanout[axis] > 1 && (allowed?.[axis]?.includes(name) ?? true);
          return [index * 3, ...(may('x') ? [index * 3 + 1] : []), ...(may('y') ? [index * 3 + 2] : [])];
        }),
      );
      const least = leastOfRandomWalk(new QuickEstimate(plan), places, staticPj);
      for (const [i, objective] of objectives.entries()) {
        const search = new ObjectiveSearch({ objective, clockMhz: hardware.clockMhz, staticPj });
        search.add(new ProvenSearch(plan, hardware, { staticPj }), 2e7);
        const { best, least: proven } = search.proven;
        const value = objectiveValue(objective, hardware.clockMhz)(best!.energyPj, best!.cycles);
        expect(value, objective).toBeLessThanOrEqual(least[i]! * (1 + 1e-12));
        expect(proven, objective).toBeLessThanOrEqual(value * (1 + 1e-12));
        if (objective === 'energy') expect(proven).toBe(value);
      }
    },
    120_000,
  );
});
