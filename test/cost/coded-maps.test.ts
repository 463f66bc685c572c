import { describe, expect, it } from 'vitest';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import type { HardwareSpec, MapEncoding } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';

const rlc: MapEncoding = { code: 'rlc', runBits: 5, codeWordBits: 64, pairsPerWord: 3 };
const plain = convolution({ M: 2, C: 4, P: 8 });
const sparse: Layer = { ...plain, zeros: { I: 0.5, O: 0.75, source: 'test' } };

/** A DRAM and a buffer; maps coded where asked for. */
function chip(encoding: HardwareSpec['levels'][0]['memories'][0]['encoding'], level = 0): HardwareSpec {
  const base = sketchHardware([
    { name: 'DRAM', bitsPerCycle: 4 },
    { name: 'BUF', words: 56 },
  ]);
  const levels = base.levels.map((each, index) => ({
    ...each,
    memories: each.memories.map((memory) => (index === level && encoding ? { ...memory, encoding } : memory)),
  }));
  return { ...base, levels };
}

/** All words move once: 8 weights, 32 inputs, 16 outputs. */
function estimate(layer: Layer, hardware: HardwareSpec, convention = 'port') {
  const mapping = parseMapping('BUF: M2 C4 P8', layer.problem, hardware);
  const chosen = conventions.find(({ name }) => name === convention)!;
  return estimateLayer({ layer, hardware, prices: pricesOf(hardware), convention: chosen, mapping });
}

function energyOf(result: ReturnType<typeof estimate>, component: string): number {
  return result.actions.filter((each) => each.component === component).reduce((sum, each) => sum + each.energyPj, 0);
}

// Pairs of 21.33 bit for half of the inputs and a quarter of the outputs; runs beyond 31 zeros are below the grid of energies.
const [inputBits, outputBits] = [32 * 0.5 * (64 / 3), 16 * 0.25 * (64 / 3)];

describe('maps coded in DRAM', () => {
  it.each(['port', 'eyeriss'])('%s: as many words move, in fewer bits', (convention) => {
    const result = estimate(sparse, chip({ I: rlc, O: rlc }), convention);
    const dram = result.actions.filter(({ component }) => component === 'DRAM');
    expect(dram.map(({ operand, count }) => [operand, count])).toEqual([
      ['W', 8],
      ['I', 32],
      ['O', 16],
    ]);
    // 1 pJ per 16 bit
    expect(energyOf(result, 'DRAM')).toBeCloseTo(8 + inputBits / 16 + outputBits / 16, 2);
    expect(result.traffic).toMatchObject([
      { memory: 'DRAM', operand: 'I', code: 'rlc', measured: false, plainBits: 32 * 16 },
      { memory: 'DRAM', operand: 'O', code: 'rlc', measured: false, plainBits: 16 * 16 },
    ]);
    expect(result.traffic.map(({ bits }) => bits)).toEqual([
      expect.closeTo(inputBits, 1),
      expect.closeTo(outputBits, 1),
    ]);
  });

  it('memories further down hold plain words', () => {
    const [coded, dense] = [estimate(sparse, chip({ I: rlc, O: rlc })), estimate(plain, chip(undefined))];
    expect(energyOf(coded, 'BUF')).toBe(energyOf(dense, 'BUF'));
    expect(energyOf(coded, 'MAC')).toBe(energyOf(dense, 'MAC'));
  });

  it('a slow port takes less time', () => {
    // Reads set the pace: of weights and inputs.
    const time = (layer: Layer) =>
      estimate(layer, chip({ I: rlc, O: rlc })).stalls.find(({ cause }) => cause === 'DRAM read')!;
    expect(time(plain).cycles).toBe((8 * 16 + 32 * 16) / 4 - 64);
    expect(time(sparse).cycles).toBe(Math.ceil((8 * 16 + inputBits) / 4) - 64);
  });

  it('tiles need the room they need uncoded', () => {
    const hardware = chip({ I: rlc, O: rlc });
    const nest = buildNest(sparse.problem, hardware, parseMapping('BUF: M2 C4 P8', sparse.problem, hardware));
    expect(capacityIssues(nest, hardware, elementBits(sparse, hardware))).toEqual([]);
    const small = {
      ...hardware,
      levels: hardware.levels.map((level) => ({
        ...level,
        memories: level.memories.map((each) => ({ ...each, capacityBits: 55 * 16 })),
      })),
    };
    expect(capacityIssues(nest, small, elementBits(sparse, small)).map(({ found }) => found)).toContain('896 bit');
  });

  it('partial sums in DRAM are not coded, final values are', () => {
    const hardware = chip({ O: rlc });
    const mapping = parseMapping('DRAM: C4 M2\nBUF: P8', sparse.problem, hardware);
    const convention = conventions[0]!;
    const result = estimateLayer({ layer: sparse, hardware, prices: pricesOf(hardware), convention, mapping });
    const writes = result.actions.filter(({ component, action }) => component === 'DRAM' && action === 'write');
    expect(writes.map(({ count, bitsPerAction }) => [count, bitsPerAction])).toEqual([
      [48, 16],
      [16, expect.closeTo(16 / 3, 2)],
    ]);
  });

  it('without zeros, or without a code, nothing changes', () => {
    const dense = estimate(plain, chip(undefined));
    expect(estimate(plain, chip({ I: rlc, O: rlc }))).toEqual(dense);
    expect(estimate(sparse, chip(undefined))).toEqual({ ...dense, traffic: [] });
  });

  it('timeloop counts in words of each memory: it sees no code, and its traffic says so', () => {
    const coded = estimate(sparse, chip({ I: rlc, O: rlc }), 'timeloop');
    expect(coded.energyPj).toBe(estimate(plain, chip(undefined), 'timeloop').energyPj);
    expect(coded.traffic.map(({ bits, plainBits }) => bits / plainBits)).toEqual([1, 1]);
  });

  it('a measured ratio goes before the expected size', () => {
    const measured: Layer = { ...sparse, zeros: { I: 0.5, O: 0.75, ratio: { I: 2 }, source: 'test' } };
    const { traffic } = estimate(measured, chip({ I: rlc, O: rlc }));
    expect(traffic[0]).toMatchObject({ measured: true, bits: 32 * 8 });
    expect(traffic[1]).toMatchObject({ measured: false });
  });

  it('repeated layers move as much each time', () => {
    const [once, thrice] = [1, 3].map((repeat) => estimate({ ...sparse, repeat }, chip({ I: rlc })).traffic[0]!);
    expect([thrice!.bits, thrice!.plainBits]).toEqual([once!.bits * 3, once!.plainBits * 3]);
  });
});

describe('inputs coded in a buffer', () => {
  it('arrive from the network in their code, and leave it in plain words for the arithmetic', () => {
    const result = estimate(sparse, chip({ I: { code: 'bitmap' } }, 1));
    const inputs = result.actions.filter(({ operand }) => operand === 'I');
    expect(inputs.map(({ component, action, bitsPerAction }) => [component, action, bitsPerAction])).toEqual([
      ['DRAM', 'read', 16],
      ['BUF', 'write', 9],
      ['DRAM network', 'deliver', 9],
      ['BUF', 'read', 9],
      ['BUF network', 'deliver', 16],
    ]);
  });
});
