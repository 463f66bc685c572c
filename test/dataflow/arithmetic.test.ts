import { describe, expect, it } from 'vitest';
import type { CodebookEncoding, CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { entryShares, expectedDistinct, expectedGroups } from '../../src/compression/entry-shares.ts';
import { storedSymbols } from '../../src/compression/stored-bits.ts';
import { type ArithmeticWork, arithmeticWork } from '../../src/dataflow/arithmetic.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { styleOf } from '../../src/dataflow/mac-style.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { spared } from '../../src/dataflow/spared.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { HardwareSpec, MacArray } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { Random } from '../../src/shared/random.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { weightDecoder } from '../support/weight-decoder.ts';

const price = { energyPj: { read: 1, write: 1, add: 1 }, source: 'test' };

const decoder = weightDecoder({ entries: 64, vectorLength: 3 });

function chip(change: Partial<MacArray>): HardwareSpec {
  const base = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);
  const parts = {
    adder: { name: 'adder', component: price },
    bins: { name: 'bins', entries: 64, wordBits: 24, component: price },
  };
  const spec = { ...base, mac: { ...base.mac, ...parts, ...change } };
  return change.style === 'factorised' ? spec : { ...spec, decoder };
}

const [M, C, Q, S] = [6, 5, 7, 3];
const layer = convolution({ M, C, Q, S });
const macs = M * C * Q * S;

/** Entries with these many rows each; `zero`: so many of the weights are zero. */
function shared(histogram: readonly number[], zeroShare = 0, change: Partial<CodebookEncoding> = {}): CompressedLayer {
  const vectors = histogram.reduce((sum, count) => sum + count, 0);
  return {
    layer: layer.name,
    assumed: false,
    weights: M * C * S,
    biases: 0,
    encoding: {
      kind: 'codebook',
      entries: histogram.length,
      vectorLength: S,
      vectorAxis: 'row',
      entryBits: 16,
      tables: 1,
      vectors,
      coding: 'plain',
      indexBits: vectors * 2,
      ...change,
    },
    zeroShare,
    indices: {
      histogram,
      entropyBits: 2,
      plainBits: 2,
      huffmanBits: 2,
      arithmeticBits: 2,
      distinctPerInputChannel: histogram.length,
    },
    bitsBefore: 1,
    bitsAfter: 1,
    warnings: [],
  };
}

const even = shared([10, 10, 10]);

function workOf(change: Partial<MacArray>, mapping: string, compressed: CompressedLayer) {
  const hardware = chip(change);
  const nest = buildNest(layer.problem, hardware, parseMapping(mapping, layer.problem, hardware));
  const bits = elementBits(layer, hardware, compressed);
  const counted = countTransfers(nest);
  const work = arithmeticWork({ layer, hardware, bits, nest, compressed });
  return { work, counted, transfers: spared(counted, work, nest, macs), bits };
}

function count(work: ArithmeticWork, component: string, action: string): number {
  return work.actions
    .filter((each) => each.component === component && each.action === action)
    .reduce((sum, each) => sum + each.count, 0);
}

/** All of an output in one visit, or S steps of it at a time. */
const whole = 'DRAM: M6 Q7\nRF: C5 S3';
const bySteps = 'DRAM: C5 Q7\nRF: M6 S3';

describe('expected counts', () => {
  it('draws as many as there are entries find 1 − (1 − 1/K)^K of them', () => {
    expect(expectedDistinct(new Float64Array(4).fill(0.25), 4)).toBeCloseTo(4 * (1 - 0.75 ** 4), 12);
    // Where all weights are zero.
    expect(expectedDistinct(new Float64Array([1]), 0)).toBe(0);
  });

  it('equal the mean over drawn samples', () => {
    const shares = Float64Array.from([0.6, 0.3, 0.08, 0.02]);
    const random = new Random(7);
    const [draws, trials] = [20, 20_000];
    let distinct = 0;
    let groups = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const seen = [0, 0, 0, 0];
      for (let i = 0; i < draws; i += 1) {
        const u = random.next();
        seen[u < 0.6 ? 0 : u < 0.9 ? 1 : u < 0.98 ? 2 : 3]! += 1;
      }
      distinct += seen.filter((n) => n > 0).length;
      groups += seen.reduce((sum, n) => sum + Math.ceil(n / 4), 0);
    }
    expect(Math.abs(expectedDistinct(shares, draws) - distinct / trials)).toBeLessThan(0.03);
    // counts are taken as Poisson: within a few percent of the true multinomial
    const expected = expectedGroups(shares, draws, { perEntry: 1, most: 4 });
    expect(Math.abs(expected / (groups / trials) - 1)).toBeLessThan(0.03);
  });

  it('assumed entries are equally common, zero apart', () => {
    const { indices: _, ...rest } = shared([10, 10, 10], 0.5);
    expect([...entryShares(rest)!]).toEqual([0.5, 0.25, 0.25]);
  });

  it('a run of 1 bit says 0 or 1 zeros: every second zero of an empty layer is stored', () => {
    expect(storedSymbols(0, 4)).toBe(1);
    expect(storedSymbols(1, 1)).toBe(1 / 2);
    expect(storedSymbols(0.999999, 4)).toBeCloseTo(1 / 16, 4);
  });
});

describe('mac', () => {
  it('multiplies every weight, at the width of table entries where they are narrower', () => {
    const { work } = workOf({ style: 'mac' }, whole, shared([10, 10, 10], 0, { entryBits: 8 }));
    expect(work.actions).toMatchObject([
      { component: 'MAC', action: 'mac', count: macs, bitsPerAction: 8, otherBits: 16 },
    ]);
  });

  it.each([
    ['compute', macs, 1],
    ['gate', macs * 0.4, 1],
    ['skip', macs * 0.4, 0.4],
  ] as const)('zeros: %s', (zeroWeights, multiplications, cycleShare) => {
    const { work } = workOf({ zeroWeights }, whole, shared([12, 9, 9], 0.6));
    expect(count(work, 'MAC', 'mac')).toBeCloseTo(multiplications, 9);
    expect(work.cycleShare).toBeCloseTo(cycleShare, 12);
  });

  it('gated, a partial sum stays where it is for every weight that is zero, and leaves once final', () => {
    const z = 0.6;
    const up = (list: ReturnType<typeof workOf>['transfers']) =>
      list.find((each) => each.kind === 'writeback' && each.child === 2)!;
    const steps = workOf({ zeroWeights: 'gate' }, bySteps, shared([12, 9, 9], z));
    const before = up(steps.counted);
    const finals = M * Q;
    expect(before).toMatchObject({ copies: macs, finalWords: finals });
    expect(up(steps.transfers).copies).toBeCloseTo(finals + (macs - finals) * (1 - z), 9);
  });
});

describe('accumulate-then-multiply', () => {
  it('adds every input into a bin, and multiplies each word of a visit once', () => {
    const { work, transfers } = workOf({ style: 'accumulate-then-multiply' }, whole, even);
    const visits = M * Q;
    const distinct = visits * 9 * (1 - (1 - 1 / 9) ** (C * S));
    expect(count(work, 'adder', 'add')).toBe(macs);
    expect(count(work, 'bins', 'write')).toBe(macs);
    expect(count(work, 'bins', 'read')).toBeCloseTo(macs + distinct, 9);
    expect(count(work, 'MAC', 'mac')).toBeCloseTo(distinct, 9);
    expect(work.actions.at(-1)).toMatchObject({ otherBits: 24 });
    expect(work.lookups).toBeCloseTo(distinct / macs, 12);
    // sums of a visit stay in the bins
    const up = transfers.find((each) => each.kind === 'writeback' && each.child === 2)!;
    expect(up.copies).toBe(visits);
  });

  it('shorter visits meet fewer equal words and multiply more often', () => {
    const long = workOf({ style: 'accumulate-then-multiply' }, whole, even).work;
    const short = workOf({ style: 'accumulate-then-multiply' }, bySteps, even).work;
    expect(count(short, 'MAC', 'mac')).toBeGreaterThan(count(long, 'MAC', 'mac'));
  });

  it('without enough bins it multiplies weight by weight, and says why', () => {
    const bins = { name: 'bins', entries: 8, wordBits: 24, component: price };
    const { work } = workOf({ style: 'accumulate-then-multiply', bins }, whole, even);
    expect(work).toMatchObject({ style: 'mac', fallback: '9 table words, bins holds 8' });
    expect(count(work, 'MAC', 'mac')).toBe(macs);
  });
});

describe('factorised', () => {
  const indirection = { channels: 4, filters: 2 };

  it('weights are lists of positions: ⌈log2 R·S·Ct⌉/G + 1 bits for what is not zero, whatever K is', () => {
    const { bits } = workOf({ style: 'factorised', indirection }, whole, shared([12, 9, 9], 0.25));
    expect(bits.stored).toEqual({ bits: 0.75 * (Math.ceil(Math.log2(3 * 4)) / 2 + 1), level: 1 });
  });

  it('every input that is not zero is added or multiplied once', () => {
    const { work } = workOf({ style: 'factorised', indirection }, whole, shared([12, 9, 9], 0.25));
    expect(count(work, 'adder', 'add') + count(work, 'MAC', 'mac')).toBeCloseTo(macs * 0.75, 6);
    expect(count(work, 'MAC', 'mac')).toBeLessThan(macs * 0.75);
    expect(work.cycleShare).toBeCloseTo(0.75, 12);
  });
});

describe('row-reuse', () => {
  it('the product of a row with an entry is formed once for all filter rows of the tile', () => {
    const { work, transfers, counted } = workOf({ style: 'row-reuse' }, bySteps, even);
    const distinct = 3 * (1 - (2 / 3) ** M);
    expect(count(work, 'MAC', 'mac')).toBeCloseTo((macs * distinct) / M, 9);
    expect(count(work, 'bins', 'write')).toBeCloseTo((macs / S) * (distinct / M), 9);
    expect(count(work, 'bins', 'read')).toBe(macs / S);
    expect(count(work, 'adder', 'add')).toBe(macs / S);
    expect(work.lookups).toBeCloseTo(distinct / M, 12);
    expect(work.cycleShare).toBeCloseTo(Math.max(distinct / M, 1 / S), 12);
    const read = (list: typeof transfers) => list.find((each) => each.operand === 'I' && each.child === 2)!.copies;
    expect(read(transfers)).toBeCloseTo((read(counted) * distinct) / M, 9);
  });

  it('one filter row in the tile has nothing to share', () => {
    const { work } = workOf({ style: 'row-reuse' }, 'DRAM: M6 C5 Q7\nRF: S3', even);
    expect(count(work, 'MAC', 'mac')).toBeCloseTo(macs, 6);
  });

  it('vectors that are not rows cannot be shared so', () => {
    const { work } = workOf({ style: 'row-reuse' }, bySteps, shared([10, 10, 10], 0, { vectorAxis: 'channels' }));
    expect(work).toMatchObject({ style: 'mac', fallback: 'its vectors are not rows of filters' });
  });

  it('rows of zeros add nothing, but for the first of an output', () => {
    const { transfers } = workOf({ style: 'row-reuse', zeroWeights: 'gate' }, bySteps, shared([10, 10, 10], 0.25));
    const reads = transfers.find(({ operand, child, kind }) => operand === 'O' && child === 2 && kind === 'reload')!;
    expect(reads.words).toBeCloseTo(0.75 * (M * C * Q - M * Q), 9);
    expect(reads.idle).toBe(0.25);
  });

  it('MACs that share a memory have no rows of their own', () => {
    const hardware = chip({ style: 'row-reuse' });
    const wide = hardware.levels.map((level) => ({ ...level, fanout: { x: 2, y: 1 } }));
    expect(styleOf(layer, { ...hardware, levels: wide }, even).fallback).toBe('2 MACs share each RF');
  });
});
