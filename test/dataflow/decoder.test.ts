import { describe, expect, it } from 'vitest';
import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import { decoderActions, decoderCycles, decoderFaults } from '../../src/dataflow/decoder.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { occupancies } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { HardwareSpec, MemoryLevel, WeightDecoder } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { weightDecoder } from '../support/weight-decoder.ts';

const [M, C, P, S] = [4, 2, 6, 3];
const layer = convolution({ M, C, P, S });
const nestText = 'DRAM:\nGLB: P6 | X: M4\nRF: C2 S3';

/** Eight rows of three weights share four entries: 2 bit each. */
const shared: CompressedLayer = {
  layer: layer.name,
  assumed: true,
  weights: M * C * S,
  biases: 0,
  encoding: {
    kind: 'codebook',
    entries: 4,
    vectorLength: S,
    vectorAxis: 'row',
    entryBits: 16,
    tables: 1,
    vectors: M * C,
    coding: 'plain',
    indexBits: M * C * 2,
  },
  zeroShare: 0,
  bitsBefore: 32 * M * C * S,
  bitsAfter: M * C * 2 + 4 * S * 16,
  warnings: [],
};

function chip(level: string, change: Partial<WeightDecoder> = {}): HardwareSpec {
  const decoder = weightDecoder({ level, vectorLength: 3, ...change });
  return { ...sketchHardware([{ name: 'DRAM' }, { name: 'GLB', x: 4 }, { name: 'RF' }]), decoder };
}

function countsOn(level: string, compressed = shared, change: Partial<WeightDecoder> = {}) {
  return countsOnSpec(chip(level, change), compressed);
}

function countsOnSpec(hardware: HardwareSpec, compressed: CompressedLayer) {
  const nest = buildNest(layer.problem, hardware, parseMapping(nestText, layer.problem, hardware));
  const bits = elementBits(layer, hardware, compressed);
  const transfers = countTransfers(nest);
  const moves = port.count({ nest, hardware, bits, transfers });
  const decoding = decoderActions({ nest, hardware, bits, transfers, compressed, lookups: 1 });
  const of = (component: string, action: string, operand: string) =>
    [...moves, ...decoding].find((a) => a.component === component && a.action === action && a.operand === operand);
  const bitsOf = (component: string, action: string) => of(component, action, 'W')?.bitsPerAction;
  return { hardware, nest, bits, decoding, of, bitsOf };
}

const indexBitsPerWeight = 2 / S;

describe('where the decoder stands, indices end and words begin', () => {
  it.each([
    ['DRAM', { dram: true, glb: false, rf: false, network: false }],
    ['GLB', { dram: true, glb: true, rf: false, network: false }],
    ['RF', { dram: true, glb: true, rf: true, network: true }],
  ])('below %s', (level, coded) => {
    const { bitsOf } = countsOn(level);
    const width = (isCoded: boolean): number => (isCoded ? indexBitsPerWeight : 16);
    expect(bitsOf('DRAM', 'read')).toBeCloseTo(width(coded.dram), 12);
    expect(bitsOf('GLB', 'write')).toBeCloseTo(width(coded.glb), 12);
    expect(bitsOf('GLB', 'read')).toBeCloseTo(width(coded.glb), 12);
    expect(bitsOf('GLB network', 'deliver')).toBeCloseTo(width(coded.network), 12);
    expect(bitsOf('RF', 'write')).toBeCloseTo(width(coded.rf), 12);
    expect(bitsOf('RF', 'read')).toBeCloseTo(width(coded.rf), 12);
  });

  it('memories above it hold that much less', () => {
    const { nest, hardware, bits } = countsOn('GLB');
    const held = occupancies(nest, hardware, bits).filter((each) => each.operand === 'W');
    expect(held.map((each) => Math.round(each.bits))).toEqual([M * C * 2, M * C * 2, C * S * 16]);
  });

  it('without a decoder weights are stored decoded', () => {
    const { decoder: _, ...plain } = chip('GLB');
    expect(elementBits(layer, plain, shared)).toEqual(elementBits(layer, plain));
  });
});

describe('what it does', () => {
  it.each([
    // every row enters the chip once
    ['DRAM', M * C],
    // and, kept in the register files while all outputs pass, the array once
    ['GLB', M * C],
    // in the PE a row is looked up again for every output
    ['RF', (M * C * P * S) / S],
  ])('below %s it looks up an entry for every row that passes', (level, lookups) => {
    const { of } = countsOn(level);
    expect(of('decoder', 'lookup', 'W')?.count).toBe(lookups);
    expect(of('decoder', 'unpack', 'W')?.count).toBe(lookups);
  });

  it('every table in use is loaded once, from DRAM, over the networks above it', () => {
    const { of } = countsOn('RF');
    expect(of('DRAM', 'read', 'codebook')).toMatchObject({ count: 4, bitsPerAction: S * 16 });
    expect(of('GLB network', 'deliver', 'codebook')?.count).toBe(4 * M);
    expect(of('decoder', 'load', 'codebook')?.count).toBe(4 * M);
  });

  it('four tables look up four entries per cycle', () => {
    const { nest, hardware, decoding } = countsOn('RF');
    expect(decoderCycles(nest, hardware, decoding)).toBe((M * C * P) / M);
  });

  it('a decoder for plain indices sees ⌈log2 K⌉ bits, one for entropy codes what is stored', () => {
    const coded: CompressedLayer = {
      ...shared,
      encoding: { ...shared.encoding, coding: 'huffman', indexBits: 12 } as CompressedLayer['encoding'],
    };
    expect(countsOn('GLB', coded).bits.stored?.bits).toBeCloseTo((M * C * 2) / (M * C * S), 12);
    expect(countsOn('GLB', coded, { coding: 'entropy' }).bits.stored?.bits).toBeCloseTo(12 / (M * C * S), 12);
  });

  it('without multicast every table is sent a copy of its own', () => {
    const hardware = chip('RF');
    const [dram, glb, rf] = hardware.levels as [MemoryLevel, MemoryLevel, MemoryLevel];
    const network = { ...glb.network, multicast: { ...glb.network.multicast, W: false } };
    const { of } = countsOnSpec({ ...hardware, levels: [dram, { ...glb, network }, rf] }, shared);
    expect(of('DRAM', 'read', 'codebook')?.count).toBe(4 * M);
  });

  it('PEs that share a table load it once, and wait for each other', () => {
    const { of, nest, hardware, decoding } = countsOn('RF', shared, { sharedBy: 2 });
    expect(of('decoder', 'load', 'codebook')?.count).toBe((4 * M) / 2);
    expect(decoderCycles(nest, hardware, decoding)).toBe((M * C * P) / (M / 2));
  });

  it('a codebook in two parts is loaded for every tile of weights, and indices are read twice', () => {
    const once = countsOn('GLB', shared, { splitting: 'allowed' });
    const { of } = countsOn('GLB', shared, { entries: 3, splitting: 'allowed' });
    expect(of('decoder', 'unpack', 'W')?.count).toBe(2 * (once.of('decoder', 'unpack', 'W')?.count ?? 0));
    expect(of('decoder', 'lookup', 'W')?.count).toBe(once.of('decoder', 'lookup', 'W')?.count);
    // the register files keep their weights throughout, so one tile of weights passes
    expect(of('DRAM', 'read', 'codebook')?.count).toBe(4);
    expect(of('decoder', 'load', 'codebook')?.count).toBe(4);
  });

  it('an entropy decoder spends energy by the coded bit and takes so many symbols a cycle', () => {
    const encoding = { ...shared.encoding, coding: 'huffman', indexBits: 12 } as CompressedLayer['encoding'];
    const coded: CompressedLayer = { ...shared, encoding };
    const { of, nest, hardware, decoding } = countsOn('GLB', coded, { coding: 'entropy', symbolsPerCycle: 0.25 });
    expect(of('decoder', 'decode', 'W')).toMatchObject({ count: M * C, bitsPerAction: 12 / (M * C) });
    expect(decoderCycles(nest, hardware, decoding)).toBe((M * C) / 0.25);
    expect(countsOn('GLB', shared, { coding: 'entropy' }).of('decoder', 'decode', 'W')).toBeUndefined();
  });

  it('runs: only what is not zero is stored and looked up', () => {
    const sparse: CompressedLayer = { ...shared, zeroShare: 0.5 };
    const { of, bits } = countsOn('GLB', sparse, { coding: 'runs', runBits: 2 });
    const symbols = 0.5 * (1 + 0.5 ** 4 / (1 - 0.5 ** 4));
    expect(bits.stored?.bits).toBeCloseTo((symbols * (2 + 2)) / S, 12);
    expect(of('decoder', 'unpack', 'W')?.count).toBeCloseTo(symbols * M * C, 12);
    expect(of('decoder', 'lookup', 'W')?.count).toBe(0.5 * M * C);
  });

  it('pruned weights: those that are kept, as wide as the array multiplies, and a map of where they stand', () => {
    const weights = M * C * S;
    const map = { positionBits: weights, positions: 'bitmap' } as const;
    const pruned = (bitsPerWeight: number): CompressedLayer => {
      return {
        ...shared,
        zeroShare: 0.75,
        encoding: { kind: 'sparse', nonZeros: 0.25 * weights, bitsPerWeight, ...map },
      };
    };
    const width = chip('GLB').mac.bits.W;
    expect(countsOn('GLB', pruned(32)).bits.stored?.bits).toBe(0.25 * width + 1);
    expect(countsOn('GLB', pruned(4)).bits.stored?.bits).toBe(0.25 * 4 + 1);
  });

  it('a codebook or a vector larger than the table is refused', () => {
    expect(decoderFaults(chip('GLB', { entries: 3 }), shared)).toEqual([
      '4 entries, decoder holds 3 (splitting: forbidden)',
    ]);
    expect(decoderFaults(chip('GLB', { entries: 3, splitting: 'allowed' }), shared)).toEqual([]);
    expect(decoderFaults(chip('GLB', { vectorLength: 2 }), shared)).toEqual([
      'vectors of 3, decoder holds vectors of 2',
    ]);
    expect(decoderFaults(chip('GLB'), shared)).toEqual([]);
  });
});
