import { describe, expect, it } from 'vitest';
import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { type QuickPlan, quickPlan } from '../../../src/cost/quick-plan.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { BoundTables } from '../../../src/mapper/optimal/bound-tables.ts';
import { levelCharges } from '../../../src/mapper/optimal/level-charges.ts';
import type { Rates } from '../../../src/mapper/optimal/rates.ts';
import { searchSpace } from '../../../src/mapper/optimal/search-space.ts';
import { withoutUnits } from '../../../src/mapper/without-units.ts';
import { Random } from '../../../src/shared/random.ts';
import { convolution } from '../../support/convolution.ts';
import { sketchHardware } from '../../support/hardware.ts';
import { pricesOf } from '../../support/prices.ts';
import { allMappings } from './all-mappings.ts';
import { type RandomCase, randomCase } from './random-case.ts';

const cases = Number(process.env.KJOULE_CASES ?? 100);
/** A case of more mappings than this is passed over: the next seed takes its place. */
const mostMappings = 3_000;

/** The plan as if one port alone took time; -1: the arithmetic. */
function pacedBy(plan: QuickPlan, port: number): QuickPlan {
  if (port < 0)
    return {
      ...plan,
      ports: [],
      boundaries: plan.boundaries.map((each) => withPorts(each, -1)),
      loads: plan.loads.map((load) => ({ ...load, ports: [] })),
    };
  return {
    ...plan,
    operationsPerStep: 0,
    ports: [plan.ports[port]!],
    boundaries: plan.boundaries.map((each) => withPorts(each, port)),
    loads: plan.loads.map((load) => ({ ...load, ports: only(load.ports, port) })),
  };
}

type Boundary = QuickPlan['boundaries'][number];
type PortBits = Boundary['distinctChild']['ports'];

function only(ports: PortBits, port: number): PortBits {
  return ports.filter((each) => each.port === port).map(({ bits }) => ({ port: 0, bits }));
}

function withPorts(boundary: Boundary, port: number): Boundary {
  const of = <T extends { readonly ports: PortBits }>(cost: T): T => ({ ...cost, ports: only(cost.ports, port) });
  const { cuts, distinctParent, distinctChild } = boundary;
  return { ...boundary, cuts: cuts.map(of), distinctParent: of(distinctParent), distinctChild: of(distinctChild) };
}

/** The least of energy and so much for each cycle of one resource, of all mappings; null: too many. */
function bruteForce(
  { hardware, plan }: Pick<RandomCase, 'hardware' | 'plan'>,
  port: number,
  pjPerCycle: number,
): number | null {
  const estimate = new QuickEstimate(pacedBy(plan, port));
  let least = Number.POSITIVE_INFINITY;
  let seen = 0;
  const tooMany = new Error('too many');
  try {
    allMappings(estimate, hardware, (factors, order) => {
      seen += 1;
      if (seen > mostMappings) throw tooMany;
      if (estimate.evaluate(factors, order)) least = Math.min(least, estimate.energyPj + pjPerCycle * estimate.cycles);
    });
  } catch (error) {
    if (error !== tooMany) throw error;
    return null;
  }
  return least;
}

function smallCase(seed: number) {
  const each = randomCase(seed);
  return each.dimensions === 0 || each.dimensions > 4 || each.points > 250 ? null : each;
}

/** Windows over rows that several networks in a row spread; every number small, so that what is laid out where matters most. */
function slidingCase(seed: number) {
  const random = new Random(seed + 6_000_400);
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const layer = convolution({
    M: pick([1, 1, 2]),
    P: pick([4, 6, 8, 9]),
    R: pick([2, 3, 4, 5]),
    stride: pick([1, 2, 3]),
    dilation: pick([1, 1, 2]),
  });
  const levels = pick([3, 3, 4]);
  const hardware = sketchHardware(
    Array.from({ length: levels }, (_, level) => ({
      name: `L${level}`,
      x: pick([1, 2, 3]),
      multicast: pick([true, false]),
      reduction: pick([true, false]),
      ...(level > 0 && { words: pick([6, 12, 40]), bitsPerCycle: pick([8, 64]) }),
      energyPj: { read: pick([0, 20, 100]), write: pick([0, 5, 50]), update: 1 },
    })),
  );
  const problem = withoutUnits(layer.problem);
  const keep = Array.from({ length: levels }, (_, level) =>
    ['W', 'I', 'O'].filter((name) => level === 0 || name === 'I' || random.below(3) > 0),
  );
  const given = { layer: { ...layer, problem }, hardware, prices: pricesOf(hardware), convention: port };
  const plan = quickPlan({ ...given, keep, ramp: true });
  return { hardware, plan, space: () => searchSpace(plan, hardware) };
}

describe('the least that bounds say', () => {
  it.each([
    ['layers', smallCase],
    ['windows that several networks spread', slidingCase],
  ] as const)(
    `is never above the least there is, of energy and the time of any one resource with ramp and drain: ${cases} random %s`,
    (_, draw) => {
      let exact = 0;
      let judged = 0;
      for (let seed = 1; judged < cases; seed += 1) {
        const each = draw(seed);
        if (each === null) continue;
        const { plan } = each;
        const random = new Random(seed + 5_000_000);
        const resource = random.below(plan.ports.length + 1) - 1;
        const pjPerCycle = [0, 20, 200, 1e4][random.below(4)]!;
        const least = bruteForce(each, resource, pjPerCycle);
        if (least === null || least === Number.POSITIVE_INFINITY) continue;
        judged += 1;
        const rates: Rates = {
          energy: 1,
          arithmeticPj: resource < 0 ? pjPerCycle : 0,
          portPj: plan.ports.map((_, other) => (other === resource ? pjPerCycle : 0)),
          exposedPj: pjPerCycle,
          mostCycles: Number.POSITIVE_INFINITY,
        };
        const space = each.space();
        const { leastPj } = new BoundTables(space, levelCharges(plan, space, rates));
        expect(leastPj, `seed ${seed}, port ${resource}, ${pjPerCycle} pJ a cycle`).toBeLessThanOrEqual(
          least + 1e-9 * Math.abs(least),
        );
        // Mappings take whole cycles, for what sets the pace, the first fill and the last drain.
        if (leastPj > least - 1e-6 * Math.abs(least) - 3 * pjPerCycle) exact += 1;
      }
      expect(exact).toBeGreaterThan(0.1 * cases);
    },
    120_000,
  );
});
