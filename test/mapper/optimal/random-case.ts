import { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { conventions } from '../../../src/dataflow/conventions/index.ts';
import type { ConstraintRule } from '../../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../../src/hardware/hardware.ts';
import type { Objective } from '../../../src/mapper/mapper.ts';
import { ObjectiveSearch } from '../../../src/mapper/optimal/objective-search.ts';
import type { Proven } from '../../../src/mapper/optimal/proven.ts';
import { ProvenSearch } from '../../../src/mapper/optimal/proven-search.ts';
import { searchSpace } from '../../../src/mapper/optimal/search-space.ts';
import { withoutUnits } from '../../../src/mapper/without-units.ts';
import { Random } from '../../../src/shared/random.ts';
import type { Problem } from '../../../src/workload/problem.ts';
import { convolution } from '../../support/convolution.ts';
import { sketchHardware } from '../../support/hardware.ts';
import { pricesOf } from '../../support/prices.ts';
import { randomDecoder } from '../../support/random-decoder.ts';

type DrawRules = (random: Random, hardware: HardwareSpec, problem: Problem) => readonly ConstraintRule[];

/** Sizes that a fan-out of 3 or 4 does not divide. */
export function oddSize(size: number): number {
  return size === 4 ? 5 : size === 6 ? 7 : size === 3 ? 11 : size;
}

/** A small layer on a small accelerator, drawn so that everything a spec can say of a network or a memory occurs; `sizeOf` may change M, P and Q. */
export function randomCase(
  seed: number,
  draw: DrawRules = () => [],
  sizeOf: (size: number) => number = (size) => size,
) {
  const random = new Random(seed);
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const layer = convolution({
    N: pick([1, 1, 2]),
    G: pick([1, 1, 1, 2]),
    M: sizeOf(pick([1, 2, 3, 4, 6])),
    C: pick([1, 2, 3, 4]),
    P: sizeOf(pick([1, 2, 3, 4, 6])),
    Q: sizeOf(pick([1, 2, 3, 4])),
    R: pick([1, 2, 3]),
    S: pick([1, 2, 3]),
    stride: pick([1, 1, 2, 3]),
    dilation: pick([1, 1, 2]),
  });
  const problem = withoutUnits(layer.problem);
  const levels = pick([2, 3, 3, 4]);
  const sketch = sketchHardware(
    Array.from({ length: levels }, (_, level) => ({
      name: `L${level}`,
      x: pick([1, 1, 2, 3, 4]),
      y: pick([1, 1, 1, 2, 4]),
      multicast: pick([true, true, false]),
      reduction: pick([true, true, false]),
      ...(random.below(2) === 0 && { bitsPerCycle: pick([8, 16, 64]) }),
      ...(level > 0 && { words: pick([4, 8, 16, 32, 64]) }),
      energyPj: {
        read: pick([200, 100, 20]) / (3 * level + 1),
        write: pick([200, 100, 20]) / (3 * level + 1),
        update: 7,
      },
    })),
  );
  const limited = {
    level: `L${random.below(levels)}`,
    x: pick([
      ['M', 'P'],
      ['C', 'Q', 'R'],
    ]),
    y: pick([['R', 'C'], ['M']]),
  };
  const spatial = random.below(2) === 0 ? [] : [limited];
  const keep = Array.from({ length: levels }, (_, level) =>
    ['W', 'I', 'O'].filter(() => level === 0 || random.below(4) > 0),
  );
  const rules = draw(random, { ...sketch, constraints: { spatial } }, problem);
  const spec: HardwareSpec = { ...sketch, constraints: { spatial, rules } };
  // Drawn by itself, so that it changes nothing else of the case.
  const decoding = new Random(seed + 1_000_000);
  const decoder = decoding.below(3) === 0 ? randomDecoder(decoding, layer, spec) : undefined;
  const { hardware, compressed } = decoder ?? { hardware: spec, compressed: undefined };
  const convention = pick(conventions.filter((each) => each.rule === 'element'));
  const staticPj = pick([0, 0, 5, 50]);
  const given = { layer: { ...layer, problem }, hardware, prices: pricesOf(hardware), convention, compressed };
  const plan = quickPlan({ ...given, keep, ramp: true });
  const points = problem.dimensions.reduce((product, { size }) => product * size, 1);
  return {
    hardware,
    given,
    plan,
    staticPj,
    points,
    dimensions: problem.dimensions.length,
    estimate: new QuickEstimate(plan),
    space: () => searchSpace(plan, hardware),
    /** The best by an objective, and what is proven of it. */
    minimise: (objective: Objective, most = Number.POSITIVE_INFINITY): Proven => {
      const search = new ObjectiveSearch({ objective, clockMhz: hardware.clockMhz, staticPj });
      search.add(new ProvenSearch(plan, hardware, { staticPj }), most);
      return search.proven;
    },
  };
}

export type RandomCase = ReturnType<typeof randomCase>;

/** Leakage and clock power included; null: does not fit. */
export function energyOf({ estimate, staticPj }: RandomCase, factors: Int32Array, order: Int32Array): number | null {
  return estimate.evaluate(factors, order) ? estimate.energyPj + staticPj * estimate.cycles : null;
}
