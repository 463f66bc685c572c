import { describe, expect, it } from 'vitest';
import { actionEnergyPj } from '../../src/cost/energy.ts';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { QuickEstimate } from '../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../src/cost/quick-plan.ts';
import { quickStyle } from '../../src/cost/quick-style.ts';
import { styleFault } from '../../src/cost/style-fault.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import { styleOf } from '../../src/dataflow/mac-style.ts';
import type { HardwareSpec, ZeroInputs } from '../../src/hardware/hardware.ts';
import { toMapping } from '../../src/mapper/to-mapping.ts';
import { Random } from '../../src/shared/random.ts';
import type { OperandRole } from '../../src/workload/problem.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { randomStyle } from '../support/random-style.ts';

const cases = Number(process.env.KJOULE_CASES ?? 400);

/** Every prime of every dimension at some level and place, loops in some order. */
function randomMapping(random: Random, { problem }: Layer, { levels }: HardwareSpec) {
  const dimensions = problem.dimensions.length;
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const factors = new Int32Array(levels.length * 3 * dimensions).fill(1);
  problem.dimensions.forEach(({ size }, d) => {
    let left = size;
    for (let prime = 2; left > 1; prime += 1) {
      for (; left % prime === 0; left /= prime) {
        const level = random.below(levels.length);
        const { x, y } = levels[level]!.fanout;
        const slot = level * 3 + pick([0, ...(x > 1 ? [1] : []), ...(y > 1 ? [2] : [])]);
        factors[slot * dimensions + d] = factors[slot * dimensions + d]! * prime;
      }
    }
  });
  const order = Int32Array.from(
    levels.flatMap(() => {
      const left = [...problem.dimensions.keys()];
      return problem.dimensions.map(() => left.splice(random.below(left.length), 1)[0]!);
    }),
  );
  return { factors, order };
}

function randomCase(random: Random) {
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const shape = convolution({
    N: pick([1, 2]),
    G: pick([1, 2]),
    M: pick([1, 2, 4]),
    C: pick([1, 2, 4]),
    P: pick([1, 2, 4]),
    Q: pick([1, 3]),
    R: pick([1, 2, 3]),
    S: pick([1, 2, 3]),
    stride: pick([1, 2]),
  });
  const layer = random.below(2) === 0 ? { ...shape, zeros: { I: 0.5, O: 0.3, source: 'test' } } : shape;
  const sketch = sketchHardware(
    Array.from({ length: pick([2, 3, 4]) }, (_, level) => ({
      name: `L${level}`,
      x: pick([1, 1, 3]),
      y: pick([1, 2]),
      multicast: pick([true, false]),
      reduction: pick([true, false]),
      bitsPerCycle: pick([8, 64]),
      ...(level > 0 && { words: 200 }),
      energyPj: { read: 100 / (level + 1), write: 80 / (level + 1), update: 7 },
    })),
  );
  const { hardware: styled, compressed } = randomStyle(random, layer, sketch);
  const zeroInputs: ZeroInputs = {
    treatment: pick(['gate', 'skip']),
    spares: pick<OperandRole[]>([[], ['O'], ['W', 'I'], ['W', 'I', 'O']]),
  };
  const given: HardwareSpec = random.below(2) === 0 ? styled : { ...styled, mac: { ...styled.mac, zeroInputs } };
  const isMac = random.below(4) === 0;
  const hardware: HardwareSpec = isMac ? { ...given, mac: { ...given.mac, style: 'mac' } } : given;
  const keep = hardware.levels.map((_, level) => ['W', 'I', 'O'].filter(() => level === 0 || random.below(3) > 0));
  const convention = pick(conventions.filter((each) => each.rule === 'element'));
  return { problem: { layer, hardware, prices: pricesOf(hardware), convention, compressed }, keep };
}

describe('the quick estimate of arithmetic in other styles', () => {
  it(`gives the energy and the cycles of the full estimate on ${cases} random accelerators`, () => {
    const judged = new Map<string, number>();
    for (let seed = 1; seed <= cases; seed += 1) {
      const random = new Random(seed);
      const { problem, keep } = randomCase(random);
      const { layer, hardware, prices } = problem;
      const plan = quickPlan({ ...problem, keep, styled: true, ramp: true });
      if (plan.style === null || styleFault({ ...problem, keep }) !== null) continue;
      const estimate = new QuickEstimate(plan);
      for (let draw = 0; draw < 4; draw += 1) {
        const { factors, order } = randomMapping(random, layer, hardware);
        if (!estimate.evaluate(factors, order)) continue;
        const mapping = toMapping({ factors, order }, { keep, problem: layer.problem, hardware });
        const { actions, cycles, arithmetic } = estimateLayer({ ...problem, mapping });
        const energyPj = actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0);
        expect(Math.abs(estimate.energyPj - energyPj), `seed ${seed}`).toBeLessThanOrEqual(1e-9 * energyPj);
        expect(estimate.cycles, `seed ${seed}`).toBe(cycles);
        judged.set(arithmetic.style, (judged.get(arithmetic.style) ?? 0) + 1);
      }
    }
    expect([...judged.keys()].sort()).toEqual(['accumulate-then-multiply', 'factorised', 'mac', 'row-reuse']);
    for (const [style, count] of judged) expect(count, style).toBeGreaterThan(0.1 * cases);
  }, 60_000);

  it('knows costs by visits and by tiles apart', () => {
    const layer = convolution({ M: 64, C: 64, P: 16, Q: 16 });
    const { hardware, compressed } = accumulating(layer);
    const given = { layer, hardware, prices: pricesOf(hardware), convention: conventions[0]!, compressed };
    const style = () => quickStyle(quickPlan({ ...given, keep: [['W', 'I', 'O']], styled: true }).style!);
    const asked = style();
    asked.mostIdleWeights();
    expect(asked.ofVisits(65536)).toEqual(style().ofVisits(65536));
  });
});

/** One level, and an array that adds inputs into bins. */
function accumulating(layer: Layer) {
  for (const random = new Random(1); ; ) {
    const each = randomStyle(random, layer, sketchHardware([{ name: 'DRAM' }]));
    if (styleOf(layer, each.hardware, each.compressed).style === 'accumulate-then-multiply') return each;
  }
}
