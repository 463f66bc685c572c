import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateLayer, type LayerEstimate } from '../../src/cost/estimate.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import type { HardwareSpec, Memory } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { iterationCount } from '../../src/workload/problem.ts';
import { convolution } from '../support/convolution.ts';
import type { ConventionName } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { randomStudy } from '../support/random-study.ts';

function timed(
  bounds: Parameters<typeof convolution>[0],
  hardware: HardwareSpec,
  text: string,
  name: ConventionName = 'port',
): LayerEstimate {
  const layer = convolution(bounds);
  const mapping = parseMapping(text, layer.problem, hardware);
  expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
  const convention = conventions.find((each) => each.name === name)!;
  return estimateLayer({ layer, hardware, prices: pricesOf(hardware), convention, mapping });
}

const causes = ({ stalls }: LayerEstimate): Record<string, number> =>
  Object.fromEntries(stalls.map(({ cause, cycles }) => [cause, cycles]));

const onMemories = (hardware: HardwareSpec, change: (memory: Memory) => Partial<Memory>): HardwareSpec => ({
  ...hardware,
  levels: hardware.levels.map((level) => ({
    ...level,
    memories: level.memories.map((memory) => ({ ...memory, ...change(memory) })),
  })),
});

describe('bound by arithmetic', () => {
  const array = sketchHardware([{ name: 'DRAM', x: 4 }, { name: 'RF' }]);

  it('M·C·P products on 4 units that are always busy take a quarter of that', () => {
    const [M, C, P] = [4, 8, 5];
    const estimate = timed({ M, C, P }, array, 'DRAM: C8 P5 | X: M4\nRF:');
    expect(causes(estimate)).toEqual({ compute: (M * C * P) / 4 });
    expect(estimate.utilisation).toBe(1);
  });

  it('two products a cycle halve it', () => {
    const twice = { ...array, mac: { ...array.mac, macsPerCycle: 2 } };
    const estimate = timed({ M: 4, C: 8, P: 5 }, twice, 'DRAM: C8 P5 | X: M4\nRF:');
    expect(causes(estimate)).toEqual({ compute: (4 * 8 * 5) / 4 / 2 });
  });

  it('three filters on four units: a quarter of the array is unused', () => {
    const [M, C] = [3, 8];
    const estimate = timed({ M, C }, array, 'DRAM: C8 | X: M3\nRF:');
    const ideal = (M * C) / 4;
    expect(causes(estimate)).toEqual({ compute: ideal, 'unused array': (M * C) / 3 - ideal });
    expect(estimate.utilisation).toBe(3 / 4);
  });

  it('13 rows on 4 units take 4 steps; the last step is almost empty', () => {
    const [M, P] = [3, 13];
    const estimate = timed({ M, P }, array, 'DRAM: M3 P4 | X: P4\nRF:');
    const ideal = Math.ceil((M * P) / 4);
    expect(causes(estimate)).toEqual({ compute: ideal, 'imperfect tiles': M * Math.ceil(P / 4) - ideal });
    expect(estimate.utilisation).toBeCloseTo((M * P) / (4 * M * 4));
  });

  it('13 = 4·4 in time: steps that lie outside are not taken', () => {
    const single = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);
    expect(timed({ P: 13 }, single, 'DRAM: P4\nRF: P4').cycles).toBe(13);
  });

  it('timeloop: all 4·4 steps of the loop bounds are taken', () => {
    const single = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);
    const estimate = timed({ P: 13 }, single, 'DRAM: P4\nRF: P4', 'timeloop');
    expect(causes(estimate)).toEqual({ compute: 13, 'imperfect tiles': 4 * 4 - 13 });
  });
});

describe('bound by a port', () => {
  // A fully connected layer uses each weight once: DRAM hands out one word a cycle.
  const [M, C] = [8, 16];
  const array = sketchHardware([{ name: 'DRAM', x: 8, bitsPerCycle: 16 }, { name: 'RF' }]);
  const nest = 'DRAM: C16 | X: M8\nRF:';

  it('a fully connected layer waits for its weights', () => {
    const compute = (M * C) / 8;
    const reads = M * C + C; // weights, and each input once for all 8 units
    expect(causes(timed({ M, C }, array, nest))).toEqual({
      compute,
      'DRAM read': reads - compute,
      ramp: 8 + 1, // the first weight of each unit, the first input
      drain: 8, // the last sums
    });
  });

  it('timeloop: neither ramp nor drain', () => {
    const compute = (M * C) / 8;
    expect(causes(timed({ M, C }, array, nest, 'timeloop'))).toEqual({ compute, 'DRAM read': M * C + C - compute });
  });

  it('a wider port halves reading, ramp and drain, rounded up to whole cycles', () => {
    const wide = sketchHardware([{ name: 'DRAM', x: 8, bitsPerCycle: 32 }, { name: 'RF' }]);
    const compute = (M * C) / 8;
    expect(causes(timed({ M, C }, wide, nest))).toEqual({
      compute,
      'DRAM read': (M * C + C) / 2 - compute,
      ramp: Math.ceil((8 + 1) / 2),
      drain: 8 / 2,
    });
  });

  it('narrow weights take less of it: 8 bits half as long as 16', () => {
    const narrow = { ...array, mac: { ...array.mac, bits: { W: 8, I: 16, O: 16 } } };
    const compute = (M * C) / 8;
    expect(causes(timed({ M, C }, narrow, nest))).toEqual({
      compute,
      'DRAM read': (M * C) / 2 + C - compute,
      ramp: 8 / 2 + 1,
      drain: 8,
    });
  });

  it('waiting hides the steps that are almost empty: cycles are what the port needs', () => {
    const [filters, rows] = [3, 13];
    const slow = sketchHardware([{ name: 'DRAM', x: 4, bitsPerCycle: 8 }, { name: 'RF' }]);
    const estimate = timed({ M: filters, P: rows }, slow, 'DRAM: M3 P4 | X: P4\nRF:', 'timeloop');
    // Inputs again for each filter, each weight once; two cycles a word.
    expect(estimate.cycles).toBe((filters * rows + filters) * 2);
    expect(causes(estimate)).toMatchObject({ 'imperfect tiles': filters * 4 - Math.ceil((filters * rows) / 4) });
  });

  it('one port for both directions: reads and writes follow each other', () => {
    const shared = onMemories(array, () => ({ sharedPort: true }));
    const compute = (M * C) / 8;
    expect(causes(timed({ M, C }, shared, nest))).toMatchObject({ 'DRAM port': M * C + C + M - compute });
  });

  it('writes have a port of their own', () => {
    // Every product leaves for DRAM: C outermost. Reading is free, a write takes two cycles.
    const slow = onMemories(array, ({ name }) =>
      name === 'DRAM' ? { readBitsPerCycle: Number.POSITIVE_INFINITY, writeBitsPerCycle: 8 } : {},
    );
    const [rows, parts] = [4, 3];
    const estimate = timed({ P: rows, C: parts }, slow, 'DRAM: C3 P4\nRF:');
    // One of 8 units is used.
    const compute = rows * parts;
    expect(causes(estimate)).toEqual({
      compute: Math.ceil(compute / 8),
      'unused array': compute - Math.ceil(compute / 8),
      'DRAM write': (rows * parts * 16) / 8 - compute,
      drain: 16 / 8,
    });
  });

  it('instances read side by side: a register file that gives one word a cycle needs three per product', () => {
    const files = sketchHardware([
      { name: 'DRAM', x: 4 },
      { name: 'RF', bitsPerCycle: 16 },
    ]);
    const [filters, rows] = [4, 6];
    const perInstance = filters * rows;
    // Weight and input of each product; the sum of its single channel is not read before, but once to leave.
    const estimate = timed({ M: 4 * filters, P: rows }, files, 'DRAM: M4 P6 | X: M4\nRF:');
    expect(causes(estimate)).toMatchObject({ compute: perInstance, 'RF read': 3 * perInstance - perInstance });
  });

  it('the slowest port alone is charged', () => {
    const both = sketchHardware([{ name: 'DRAM', bitsPerCycle: 16 }, { name: 'GLB', bitsPerCycle: 8 }, { name: 'RF' }]);
    const [weights, rows] = [4, 2];
    const estimate = timed({ M: weights, P: rows }, both, 'DRAM:\nGLB: M4 P2\nRF:');
    const compute = weights * rows;
    // The buffer reads 4 weights, 4·2 inputs and 8 sums that leave, at two cycles each.
    const reads = weights + weights * rows + weights * rows;
    expect(causes(estimate)).toMatchObject({ compute, 'GLB read': reads * 2 - compute });
    expect(Object.keys(causes(estimate))).not.toContain('DRAM read');
  });
});

describe('ramp and drain', () => {
  it('the first tile is filled memory by memory, the last sums leave the same way', () => {
    const [M, C, P, R] = [2, 3, 4, 3];
    const chip = sketchHardware([
      { name: 'DRAM', bitsPerCycle: 16 },
      { name: 'GLB', x: 2, bitsPerCycle: 32 },
      { name: 'RF' },
    ]);
    const estimate = timed({ M, C, P, R }, chip, 'DRAM: C3\nGLB: P4 | X: M2\nRF: R3');
    const buffer = M * R + (P + R - 1); // one channel of weights and inputs
    const array = M * R + R; // each unit its filter row, one window for both
    expect(causes(estimate).ramp).toBe(Math.ceil(buffer + array / 2));
    expect(causes(estimate).drain).toBe(Math.ceil(M * P + M / 2));
  });
});

describe('whatever the mapping', () => {
  const runs = { numRuns: 300, seed: 21 };
  const bounded = (hardware: HardwareSpec, bitsPerCycle: number, sharedPort: boolean): HardwareSpec =>
    onMemories(hardware, () => ({ readBitsPerCycle: bitsPerCycle, writeBitsPerCycle: bitsPerCycle, sharedPort }));

  it('causes add up to the cycles; no faster than the whole array or any one port', () => {
    fc.assert(
      fc.property(
        randomStudy(true),
        fc.constantFrom(...conventions),
        fc.integer({ min: 8, max: 64 }),
        fc.boolean(),
        ({ layer, hardware, mapping }, convention, bitsPerCycle, sharedPort) => {
          const limited = bounded(hardware, bitsPerCycle, sharedPort);
          const estimate = estimateLayer({ layer, hardware: limited, prices: pricesOf(limited), convention, mapping });
          expect(estimate.stalls.reduce((sum, stall) => sum + stall.cycles, 0)).toBe(estimate.cycles);
          for (const { cycles } of estimate.stalls) expect(Number.isSafeInteger(cycles) && cycles > 0).toBe(true);
          const units = mapping.levels.flatMap((level) => [...level.x, ...level.y]).reduce((n, l) => n * l.factor, 1);
          expect(estimate.cycles).toBeGreaterThanOrEqual(iterationCount(layer.problem) / units);
          const readBits = estimate.actions
            .filter((a) => a.component === 'L0' && a.action === 'read')
            .reduce((sum, a) => sum + a.count * a.bitsPerAction, 0);
          expect(estimate.cycles).toBeGreaterThanOrEqual(readBits / bitsPerCycle);
          expect(estimate.utilisation).toBeLessThanOrEqual(1);
        },
      ),
      runs,
    );
  });

  it('a wider port never makes a layer slower', () => {
    fc.assert(
      fc.property(randomStudy(true), fc.integer({ min: 8, max: 64 }), ({ layer, hardware, mapping }, bitsPerCycle) => {
        const cyclesAt = (bits: number): number => {
          const limited = bounded(hardware, bits, false);
          const convention = conventions[0]!;
          return estimateLayer({ layer, hardware: limited, prices: pricesOf(limited), convention, mapping }).cycles;
        };
        expect(cyclesAt(bitsPerCycle * 2)).toBeLessThanOrEqual(cyclesAt(bitsPerCycle));
      }),
      runs,
    );
  });
});
