import { describe, expect, it } from 'vitest';
import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { arithmeticWork } from '../../src/dataflow/arithmetic.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { spared } from '../../src/dataflow/spared.ts';
import type { Transfer } from '../../src/dataflow/transfer.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { HardwareSpec, MacArray } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { Random } from '../../src/shared/random.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pruned } from '../support/pruned.ts';

const [M, C, Q, S] = [6, 5, 7, 3];
const macs = M * C * Q * S;
const zeros = 0.6;
const layer = { ...convolution({ M, C, Q, S }), zeros: { I: zeros, O: 0, source: 'test' } };

/** Weights of which so many are zero. */
const prunedLayer = (zeroShare: number): CompressedLayer => pruned(zeroShare, layer.name, M * C * S);

function run(
  change: Partial<MacArray>,
  options: { mapping?: string; columns?: number; compressed?: CompressedLayer } = {},
) {
  const { mapping = 'DRAM: M6 Q7\nRF: C5 S3', columns = 1, compressed } = options;
  const base = sketchHardware([{ name: 'DRAM' }, { name: 'RF', x: columns }]);
  const hardware: HardwareSpec = { ...base, mac: { ...base.mac, ...change } };
  const nest = buildNest(layer.problem, hardware, parseMapping(mapping, layer.problem, hardware));
  const bits = elementBits(layer, hardware, compressed);
  const counted = countTransfers(nest);
  const work = arithmeticWork({ layer, hardware, bits, nest, compressed });
  const transfers = spared(counted, work, nest, macs);
  const find = (list: readonly Transfer[], operand: string) =>
    list.find((each) => each.operand === operand && each.child === nest.levelCount && each.kind !== 'writeback')!;
  return {
    work,
    counted,
    transfers,
    of: (operand: string) => ({ all: find(counted, operand), moved: find(transfers, operand) }),
  };
}

const gate = (...spares: ('W' | 'I' | 'O')[]) => ({ zeroInputs: { treatment: 'gate', spares } }) as const;

describe('zero inputs', () => {
  it('gated, take no multiplication but their cycle; skipped, no cycle either', () => {
    const gated = run(gate()).work;
    expect(gated.actions[0]!.count).toBeCloseTo(macs * 0.4, 9);
    expect(gated.cycleShare).toBe(1);
    const skipped = run({ zeroInputs: { treatment: 'skip', spares: [] } }).work;
    expect(skipped.actions[0]!.count).toBeCloseTo(macs * 0.4, 9);
    expect(skipped.cycleShare).toBeCloseTo(0.4, 12);
  });

  it('are multiplied like others by an array that does not look', () => {
    const { work, counted, transfers } = run({});
    expect(work.actions[0]!.count).toBe(macs);
    expect(transfers).toBe(counted);
  });

  it('spare the reads the spec names, and no others', () => {
    const { of } = run(gate('W'));
    expect(of('W').moved.copies).toBeCloseTo(macs * 0.4, 9);
    expect(of('I').moved).toEqual(of('I').all);
    expect(of('O').moved).toMatchObject(of('O').all);
    expect(run(gate('I')).of('I').moved.copies).toBeCloseTo(macs * 0.4, 9);
  });

  it('spare a partial sum, but for its first visit and its final value', () => {
    // Each of the 42 outputs is visited 15 times in a row: 14 reads, of which those with an input that is not zero remain.
    const { of, transfers } = run(gate('O'));
    expect(of('O').all.copies).toBe(42 * 14);
    expect(of('O').moved.copies).toBeCloseTo(42 * 14 * 0.4, 9);
    const up = transfers.find((each) => each.kind === 'writeback' && each.child === 2)!;
    expect(up.copies).toBeCloseTo(42 + 42 * 14 * 0.4, 9);
  });

  it('leave transfers between memories as they are', () => {
    const { counted, transfers } = run(gate('W', 'I', 'O'));
    const between = (list: readonly Transfer[]) => list.filter((each) => each.child === 1);
    expect(between(transfers)).toEqual(between(counted));
  });

  it('a weight that feeds several MACs moves unless all their inputs are zero', () => {
    // 7 columns share a weight and take an input each.
    const { of } = run(gate('W'), { mapping: 'DRAM: M6\nRF: C5 S3 | X: Q7', columns: 7 });
    expect(of('W').all).toMatchObject({ words: macs / 7, copies: macs });
    expect(of('W').moved.words).toBeCloseTo((macs / 7) * (1 - zeros ** 7), 9);
    expect(of('W').moved.copies).toBeCloseTo(macs * 0.4, 9);
  });
});

describe('zero inputs and zero weights', () => {
  const both = { zeroWeights: 'gate', ...gate('W', 'O') } as const;

  it('an operation is done when neither is zero', () => {
    const { work } = run(both, { compressed: prunedLayer(0.5) });
    expect(work.actions[0]!.count).toBeCloseTo(macs * 0.4 * 0.5, 9);
    expect(work.cycleShare).toBe(1);
    const skipping = { zeroWeights: 'skip', zeroInputs: { treatment: 'gate', spares: ['W'] } } as const;
    expect(run(skipping, { compressed: prunedLayer(0.5) }).work.cycleShare).toBeCloseTo(0.5, 12);
    const skippingBoth = { zeroWeights: 'skip', zeroInputs: { treatment: 'skip', spares: ['W'] } } as const;
    expect(run(skippingBoth, { compressed: prunedLayer(0.5) }).work.cycleShare).toBeCloseTo(0.2, 12);
  });

  it('a partial sum moves when neither is zero; an input unless its weight is; a weight unless its input is', () => {
    const { of } = run(both, { compressed: prunedLayer(0.5) });
    expect(of('O').moved.copies).toBeCloseTo(42 * 14 * 0.4 * 0.5, 9);
    expect(of('I').moved.copies).toBeCloseTo(macs * 0.5, 9);
    expect(of('W').moved.copies).toBeCloseTo(macs * 0.4, 9);
  });

  it('equal the count over drawn zeros', () => {
    const random = new Random(5);
    const draw = (count: number, share: number) => Array.from({ length: count }, () => random.next() >= share);
    const trials = 400;
    let [done, weights] = [0, 0];
    for (let trial = 0; trial < trials; trial += 1) {
      const inputs = draw(C * (Q + S - 1), zeros);
      const kernel = draw(M * C * S, 0.5);
      for (let c = 0; c < C; c += 1) {
        for (let s = 0; s < S; s += 1) {
          for (let q = 0; q < Q; q += 1) {
            const input = inputs[c * (Q + S - 1) + q + s]!;
            for (let m = 0; m < M; m += 1) {
              if (input) weights += 1;
              if (input && kernel[(m * C + c) * S + s]!) done += 1;
            }
          }
        }
      }
    }
    const { work, of } = run(both, { compressed: prunedLayer(0.5) });
    expect(Math.abs(done / trials / work.actions[0]!.count - 1)).toBeLessThan(0.03);
    expect(Math.abs(weights / trials / of('W').moved.copies - 1)).toBeLessThan(0.03);
  });
});

describe('other styles', () => {
  const price = { energyPj: { read: 1, write: 1, add: 1 }, source: 'test' };
  const parts = {
    adder: { name: 'adder', component: price },
    bins: { name: 'bins', entries: 64, wordBits: 24, component: price },
  };
  const shared: CompressedLayer = {
    ...prunedLayer(0),
    encoding: {
      kind: 'codebook',
      entries: 4,
      vectorLength: 1,
      vectorAxis: 'row',
      entryBits: 16,
      tables: 1,
      vectors: M * C * S,
      coding: 'plain',
      indexBits: M * C * S * 2,
    },
  };
  const addsOf = (change: Partial<MacArray>) =>
    run({ ...parts, ...change }, { compressed: shared }).work.actions.find(({ action }) => action === 'add');

  it('a list of input positions holds zero inputs: their addition is spared', () => {
    const style = { style: 'factorised', indirection: { channels: 5, filters: 1 } } as const;
    const [all, gated] = [addsOf(style)!.count, addsOf({ ...style, ...gate() })!.count];
    expect(gated).toBeCloseTo(all * 0.4, 9);
  });
});
