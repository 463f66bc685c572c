import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import { buildNest, type NestOperand } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { Loop, Mapping } from '../../src/mapping/mapping.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { iterationCount, operandElements, outputOperand } from '../../src/workload/problem.ts';
import { convolution } from '../support/convolution.ts';
import { countsOf } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { randomStudy, type Study } from '../support/random-study.ts';

const runs = { numRuns: 250, seed: 11 };
const anyConvention = fc.constantFrom(...conventions);

const estimate = ({ layer, hardware, mapping }: Study, convention: (typeof conventions)[number]) =>
  estimateLayer({ layer, hardware, prices: pricesOf(hardware), convention, mapping });

const nestOf = ({ layer, hardware, mapping }: Study) => buildNest(layer.problem, hardware, mapping);

function changeLoops(mapping: Mapping, change: (loops: readonly Loop[]) => readonly Loop[]): Mapping {
  return {
    levels: mapping.levels.map((level) => ({
      ...level,
      temporal: change(level.temporal),
      x: change(level.x),
      y: change(level.y),
    })),
  };
}

const widen = (hardware: HardwareSpec, role: 'W' | 'I' | 'O', bits: number): HardwareSpec => ({
  ...hardware,
  mac: { ...hardware.mac, bits: { ...hardware.mac.bits, [role]: bits } },
});

describe.each([
  ['perfect', false],
  ['imperfect', true],
])('whatever the mapping, with %s factors', (_, imperfect) => {
  it('the mapping drawn is sound', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), ({ layer, hardware, mapping }) => {
        expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
      }),
      runs,
    );
  });

  it('every multiply-accumulate takes one weight, one input and one sum', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, (study, convention) => {
        const macs = iterationCount(study.layer.problem);
        const nest = nestOf(study);
        for (const transfer of countTransfers(nest, convention.rule)) {
          if (transfer.child === nest.levelCount && transfer.kind !== 'reload') expect(transfer.copies).toBe(macs);
        }
        const compute = estimate(study, convention).actions.filter((action) => action.operand === '-');
        expect(compute).toMatchObject([{ component: 'MAC', action: 'mac', count: macs }]);
      }),
      runs,
    );
  });

  it('every output leaves to DRAM once more often than it returns', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, (study, convention) => {
        const actions = estimate(study, convention).actions.filter((a) => a.component === 'L0' && a.operand === 'O');
        const total = (...kinds: string[]) =>
          actions.filter((a) => kinds.includes(a.action)).reduce((sum, a) => sum + a.count, 0);
        const outputs = operandElements(study.layer.problem, outputOperand(study.layer.problem));
        expect(total('write', 'update') - total('read')).toBe(outputs);
      }),
      runs,
    );
  });

  it('every input and weight is read from DRAM at least once, and at most once per product', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, (study, convention) => {
        const { problem } = study.layer;
        for (const transfer of countTransfers(nestOf(study), convention.rule)) {
          if (transfer.parent !== 0 || transfer.kind !== 'fill') continue;
          const operand = problem.operands.find((each) => each.name === transfer.operand)!;
          // A stride can leave inputs that no window touches.
          const touched = operand.role === 'W' ? operandElements(problem, operand) : 1;
          expect(transfer.words).toBeGreaterThanOrEqual(touched);
          expect(transfer.words).toBeLessThanOrEqual(transfer.copies);
        }
      }),
      runs,
    );
  });

  it('a network hands out what its parent reads, level by level never less', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), (study) => {
        for (const transfer of countTransfers(nestOf(study), 'element')) {
          if (transfer.kind === 'reload') continue;
          let above = transfer.words;
          for (const { delivered } of transfer.crossings) {
            expect(delivered).toBeGreaterThanOrEqual(above);
            above = delivered;
          }
          expect(above).toBe(transfer.copies);
        }
      }),
      runs,
    );
  });

  it('port: what the networks deliver to a memory is what is written there', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), (study) => {
        const nest = nestOf(study);
        const port = conventions.find((each) => each.name === 'port')!;
        const { actions } = estimate(study, port);
        for (const operand of nest.operands.filter((each) => !each.isOutput)) {
          for (const level of operand.keepers.slice(1)) {
            const count = (component: string, action: string) =>
              actions.find(
                (a) => a.component === component && a.action === action && a.operand === operand.operand.name,
              )?.count;
            expect(count(`L${level}`, 'write')).toBe(count(`L${level - 1} network`, 'deliver'));
          }
        }
      }),
      runs,
    );
  });

  it('loops that turn once change nothing, wherever they stand', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, fc.nat(), (study, convention, seed) => {
        const names = study.layer.problem.dimensions.map((dimension) => dimension.name);
        const unit = { dimension: names[seed % names.length]!, factor: 1 };
        const mapping = changeLoops(study.mapping, (loops) => {
          const at = seed % (loops.length + 1);
          return [...loops.slice(0, at), unit, ...loops.slice(at)];
        });
        expect(estimate({ ...study, mapping }, convention)).toEqual(estimate(study, convention));
      }),
      runs,
    );
  });

  it('a loop may be written as two, one directly inside the other: M4 is M2 M2', () => {
    const split = (loops: readonly Loop[]): Loop[] =>
      loops.flatMap(({ dimension, factor }) => {
        const outer = [2, 3, 5].find((prime) => factor % prime === 0 && factor > prime) ?? 1;
        return [
          { dimension, factor: outer },
          { dimension, factor: factor / outer },
        ];
      });
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, (study, convention) => {
        const whole = estimate(study, convention);
        const halves = estimate({ ...study, mapping: changeLoops(study.mapping, split) }, convention);
        expect(halves.actions).toEqual(whole.actions);
        expect(halves.stalls).toEqual(whole.stalls);
      }),
      runs,
    );
  });

  it('X and Y are alike: only where the fan-out ends differs', () => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, (study, convention) => {
        const swapped = { levels: study.mapping.levels.map((level) => ({ ...level, x: level.y, y: level.x })) };
        const counts = ({ actions }: ReturnType<typeof estimate>) =>
          actions.map(({ component, action, operand, count }) => `${component} ${action} ${operand} ${count}`).sort();
        if (imperfect && crossesAxes(study.mapping)) return;
        expect(counts(estimate({ ...study, mapping: swapped }, convention))).toEqual(
          counts(estimate(study, convention)),
        );
      }),
      runs,
    );
  });

  it.each(['W', 'I', 'O'] as const)('energy never falls when %s gets a bit wider', (role) => {
    fc.assert(
      fc.property(randomStudy(imperfect), anyConvention, fc.integer({ min: 1, max: 32 }), (study, convention, bits) => {
        // A negative count would be a fault of its own, tested below.
        const energyAt = (width: number): number => {
          const { actions } = estimate({ ...study, hardware: widen(study.hardware, role, width) }, convention);
          return actions.filter((a) => a.count > 0).reduce((sum, a) => sum + a.energyPj, 0);
        };
        expect(energyAt(bits + 1)).toBeGreaterThanOrEqual(energyAt(bits) - 0.01);
      }),
      runs,
    );
  });
});

/** A dimension on both axes of one level: swapping them changes which of its tiles is the short one. */
function crossesAxes(mapping: Mapping): boolean {
  return mapping.levels.some((level) => level.x.some((x) => level.y.some((y) => x.dimension === y.dimension)));
}

describe('sums on their way up', () => {
  /** Words that come into each keeping level from below, and words it sends up. */
  const flows = (study: Study) => {
    const nest = nestOf(study);
    const output = nest.operands.find((operand) => operand.isOutput) as NestOperand;
    const up = countTransfers(nest, 'element').filter((transfer) => transfer.kind === 'writeback');
    return output.keepers.slice(1).map((level) => ({
      in: up.find((transfer) => transfer.parent === level)!.words,
      out: up.find((transfer) => transfer.child === level)!.copies,
    }));
  };

  it('perfect factors: a memory sends up no sum that it was not given', () => {
    fc.assert(
      fc.property(randomStudy(false), (study) => {
        for (const flow of flows(study)) expect(flow.in).toBeGreaterThanOrEqual(flow.out);
      }),
      runs,
    );
  });

  it('perfect factors: no convention counts less than nothing', () => {
    fc.assert(
      fc.property(randomStudy(false), anyConvention, (study, convention) => {
        for (const action of estimate(study, convention).actions) expect(action.count).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('imperfect factors: nor does one at the edge of the array', () => {
    const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'GLB', x: 4 }, { name: 'RF' }]);
    const { memories } = countsOf(convolution({ C: 2, P: 7 }), hardware, 'DRAM: C2 P2\nGLB: | X: P4\nRF:', 'port');
    // 4 + 3 outputs, for each of 2 channels
    expect(memories['DRAM write O']).toBe(2 * 7);
    expect(memories['DRAM read O']).toBe(7);
  });

  it('imperfect factors: an instance that idles hands over what it holds when the tile above it leaves', () => {
    const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'GLB', x: 4 }, { name: 'RF' }]);
    const layer = convolution({ C: 2, P: 7 });
    const { memories } = countsOf(layer, hardware, 'DRAM: C2 P2\nGLB: | X: P4\nRF:', 'eyeriss');
    // All sums only pass the buffer; each product is added on its way there.
    expect(memories).toEqual({
      'DRAM read W': 2,
      'GLB read W': 2,
      'RF read W': 2 * 7,
      'DRAM read I': 2 * 7,
      'GLB read I': 2 * 7,
      'RF read I': 2 * 7,
      'DRAM read O': 7,
      'DRAM write O': 2 * 7,
    });
  });
});
