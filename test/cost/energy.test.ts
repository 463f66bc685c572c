import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onGrid } from '../../src/cost/energy.ts';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { isFused, layerHardware, peakPerCycle } from '../../src/cost/layer-hardware.ts';
import { summariseLevels } from '../../src/cost/level-summary.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import { timeloop } from '../../src/dataflow/conventions/timeloop.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { poolingLayer } from '../../src/workload/layers.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { randomStudy } from '../support/random-study.ts';

const [M, C, P] = [4, 3, 5];
const layer = convolution({ M, C, P });
const macs = M * C * P;
const nest = 'DRAM: M4 C3 P5\nRF keep W:';
const chip = (block = 1) =>
  sketchHardware(
    [
      { name: 'DRAM', block, energyPj: { read: 200, write: 210, update: 220 } },
      { name: 'RF', energyPj: { read: 1, write: 2, update: 4 } },
    ],
    0.5,
  );

const estimate = (hardware: HardwareSpec, convention = port, repeat = 1) => {
  const repeated = { ...layer, repeat };
  const mapping = parseMapping(nest, layer.problem, hardware);
  return estimateLayer({ layer: repeated, hardware, prices: pricesOf(hardware), convention, mapping });
};

/** The networks of these tests cost 3 pJ a word. */
const network = 3;

describe('energy is counts times prices', () => {
  it('port: written out for a weight-stationary layer', () => {
    const weights = M * C * 200 + M * C * network + M * C * 2 + macs * 1 + macs * network;
    // Inputs go to the arithmetic past the register file, over both networks.
    const inputs = macs * 200 + 2 * macs * network;
    const sums = (macs - M * P) * 200 + macs * 210 + 2 * (macs + macs - M * P) * network;
    expect(estimate(chip()).energyPj).toBe(weights + inputs + sums + macs * 0.5);
  });

  it('timeloop: networks are free, sums return as updates', () => {
    const weights = M * C * 200 + M * C * 2 + macs * 1;
    const inputs = macs * 200;
    const sums = (macs - M * P) * 200 + macs * 220;
    expect(estimate(chip(), timeloop).energyPj).toBe(weights + inputs + sums + macs * 0.5);
  });

  it('a price is for a whole block: a word of a block of 4 costs a quarter', () => {
    const dram = (block: number): number =>
      estimate(chip(block), timeloop)
        .actions.filter((action) => action.component === 'DRAM')
        .reduce((sum, action) => sum + action.energyPj, 0);
    expect(dram(4)).toBe(dram(1) / 4);
  });

  it('a layer that runs three times costs three times as much and takes three times as long', () => {
    const [once, thrice] = [estimate(chip()), estimate(chip(), port, 3)];
    expect(thrice.energyPj).toBe(3 * once.energyPj);
    expect(thrice.cycles).toBe(3 * once.cycles);
    expect(thrice.actions.map((action) => action.count)).toEqual(once.actions.map((action) => 3 * action.count));
    expect(thrice.utilisation).toBe(once.utilisation);
  });

  it('an action without a price is an error, not free', () => {
    const prices = new Map([...pricesOf(chip())].filter(([name]) => name !== 'RF'));
    const mapping = parseMapping(nest, layer.problem, chip());
    expect(() => estimateLayer({ layer, hardware: chip(), prices, convention: port, mapping })).toThrow(
      'no price for RF',
    );
  });
});

describe('energies lie on a grid, so that sums are exact', () => {
  it('of 1/1024 pJ', () => {
    expect(onGrid(1 / 3)).toBe(Math.round(1024 / 3) / 1024);
    expect(Math.abs(onGrid(0.1) - 0.1)).toBeLessThanOrEqual(1 / 2048);
  });

  it('in whatever order they are added', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 30 }), (energies) => {
        const rounded = energies.map(onGrid);
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        expect(sum([...rounded].reverse())).toBe(sum(rounded));
        expect(sum([...rounded].sort((a, b) => a - b))).toBe(sum(rounded));
      }),
      { numRuns: 300, seed: 31 },
    );
  });

  it('levels, each with its memories and network, add up to the layer', () => {
    fc.assert(
      fc.property(randomStudy(true), fc.constantFrom(...conventions), (study, convention) => {
        const { hardware, mapping } = study;
        const whole = estimateLayer({ layer: study.layer, hardware, prices: pricesOf(hardware), convention, mapping });
        const levels = summariseLevels(study.layer, hardware, mapping, whole);
        expect(levels.reduce((sum, level) => sum + level.energyPj, 0)).toBe(whole.energyPj);
      }),
      { numRuns: 200, seed: 32 },
    );
  });
});

describe('which part of an accelerator runs a layer', () => {
  const vector = {
    name: 'lanes',
    level: 'DRAM',
    lanes: 8,
    component: {},
    fused: ['activation'] as const,
  };
  const array = sketchHardware([
    { name: 'DRAM', x: 4, y: 2 },
    { name: 'RF', x: 3 },
  ]);
  const pool = poolingLayer({
    name: 'pool',
    channels: 2,
    input: [4, 4],
    kernel: [2, 2],
    stride: [2, 2],
    operation: 'max',
  });

  it('multiply-accumulates: all of it, 4·2·3 units', () => {
    expect(layerHardware(layer, array)).toBe(array);
    expect(peakPerCycle(array)).toBe(4 * 2 * 3);
    expect(peakPerCycle({ ...array, mac: { ...array.mac, macsPerCycle: 2 } })).toBe(4 * 2 * 3 * 2);
  });

  it('pooling: the levels down to the vector unit, whose lanes take the place of the array', () => {
    const part = layerHardware(pool, { ...array, vector })!;
    expect(part.levels.map((level) => level.name)).toEqual(['DRAM']);
    expect(peakPerCycle(part)).toBe(8);
    expect(part.mac.name).toBe('lanes');
  });

  it('pooling without a vector unit: nothing', () => {
    expect(layerHardware(pool, array)).toBeNull();
  });

  it('an operation is fused only where the spec says so', () => {
    expect(isFused({ ...pool, operation: 'activation' }, { ...array, vector })).toBe(true);
    expect(isFused(pool, { ...array, vector })).toBe(false);
    expect(isFused({ ...pool, operation: 'activation' }, array)).toBe(false);
  });
});
