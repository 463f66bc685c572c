import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assume } from '../../src/compression/engines/assume.ts';
import { prune } from '../../src/compression/engines/prune.ts';
import { uniform } from '../../src/compression/engines/uniform.ts';
import { crossCheck } from '../../src/cross-check/cross-check.ts';
import { runLengthShare } from '../../src/cross-check/run-length.ts';
import { withCompressedWeights } from '../../src/cross-check/shared-weights.ts';
import { styles } from '../../src/cross-check/styles.ts';
import { elements, type ToolLayer } from '../../src/cross-check/tool-layer.ts';
import { toolLayers } from '../../src/cross-check/tool-layers.ts';
import { Random } from '../../src/shared/random.ts';
import { smallInput, smallNetwork } from '../compression/small-network.ts';
import { builtInNetwork } from '../support/networks.ts';
import { reference } from './reference.ts';

const bits = { ifmap: 16, filter: 16, ofmap: 16 };
const alexnet = toolLayers(builtInNetwork('alexnet', 4)).layers;
const named = (name: string) => alexnet.find((layer) => layer.name === name)!;

/** Pairs that a run-length coder of 5-bit runs writes for a map, counted one by one. */
function pairsOf(values: readonly boolean[]): number {
  let [pairs, run] = [0, 0];
  for (const isZero of values) {
    if (isZero && run < 31) run += 1;
    else [pairs, run] = [pairs + 1, 0];
  }
  return pairs;
}

describe('the run-length code', () => {
  test.each([0.02, 0.1, 0.3, 0.5])('a map with %d of its values not zero takes what a coder writes', (density) => {
    const random = new Random(5);
    const values = Array.from({ length: 400_000 }, () => random.next() >= density);
    const coded = (pairsOf(values) * 64) / 3 / (values.length * 16);
    expect(runLengthShare(density, 16) / coded).toBeCloseTo(1, 1.5);
  });

  test('never takes more than the plain map, and little of an empty one', () => {
    expect(runLengthShare(1, 16)).toBe(1);
    expect(runLengthShare(0.9, 16)).toBe(1);
    expect(runLengthShare(0, 16)).toBeCloseTo(64 / 3 / 16 / 32, 12);
    expect(runLengthShare(1e-9, 16)).toBeCloseTo(runLengthShare(0, 16), 6);
  });
});

describe.each(['online', 'simulator'] as const)('style %s', (style) => {
  test('fewer non-zeros never cost more', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (a, b, filter, ofmap) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [less, more] = [low, high].map((ifmap) => styles[style]({ density: { ifmap, filter, ofmap }, bits }));
        expect(less!.macs).toBeLessThanOrEqual(more!.macs);
        for (const level of ['dram', 'buffer', 'array', 'registers'] as const) {
          for (const operand of ['ifmap', 'filter', 'ofmap'] as const) {
            expect(less![level][operand]).toBeLessThanOrEqual(more![level][operand] + 1e-12);
          }
        }
      }),
      { seed: 11 },
    );
  });

  test('both views of the energy add up to the total, and layers to the network', () => {
    const { layers, totals } = crossCheck(alexnet, style, reference);
    for (const { total, computation, weight, ifmap, ofmap, dram, buffer, array, registers } of [
      ...layers.map(({ energy }) => energy),
      totals,
    ]) {
      expect((computation + weight + ifmap + ofmap) / total).toBeCloseTo(1, 12);
      expect((computation + dram + buffer + array + registers) / total).toBeCloseTo(1, 12);
    }
    expect(layers.reduce((sum, { energy }) => sum + energy.total, 0) / totals.total).toBeCloseTo(1, 12);
  });

  test('half the bits of weights make computation half, and weights no more than half', () => {
    const layer = named('conv3');
    const narrow: ToolLayer = { ...layer, filter: { ...layer.filter, bits: 8 } };
    const [wide, thin] = [layer, narrow].map((each) => crossCheck([each], style, reference).totals);
    expect(thin!.computation).toBe(wide!.computation / 2);
    expect(thin!.total).toBeLessThan(wide!.total);
  });

  test('a filter wider than a scratchpad has no tiling, and is named', () => {
    const layer = { ...named('conv1'), filter: { ...named('conv1').filter, width: 13 } };
    const { layers, leftOut } = crossCheck([layer], style, reference);
    expect(layers).toEqual([]);
    expect(leftOut.map((each) => each.layer)).toEqual(['conv1']);
  });
});

describe('compressed weights in the input file', async () => {
  const workload = builtInNetwork('alexnet', 4);
  const { layers } = await assume.compress({ workload, weights: new Map(), seed: 1 }, { k: 300, codebookBits: 16 });
  const conv3 = layers.find(({ layer }) => layer === 'conv3')!;
  const weights = 384 * 256 * 9;
  const table = (300 * 3 * 16) / weights;

  test('as bits: an index of ⌈log2 K⌉ bits for s weights, and the share of the table', () => {
    const { filter } = withCompressedWeights(named('conv3'), conv3, 'bits');
    expect(filter.bits).toBeCloseTo(9 / 3 + table, 12);
    expect(filter.zeros).toBe(0);
  });

  test('as entropy: indices as coded', () => {
    const { filter } = withCompressedWeights(named('conv3'), conv3, 'entropy');
    expect(filter.bits).toBeCloseTo(Math.log2(300) / 3 + table, 12);
  });

  test('as pruned: all rows but K are zeros of full width', () => {
    const { filter } = withCompressedWeights(named('conv3'), conv3, 'as-pruned');
    expect(filter).toMatchObject({ bits: 16, zeros: weights - 300 * 3 });
  });

  test('pruned weights are zeros, quantised ones narrow, under every encoding', async () => {
    const plain = toolLayers(smallNetwork).layers.find(({ name }) => name === 'plain')!;
    const of = async (engine: typeof prune, options: Record<string, unknown>) =>
      (await engine.compress(smallInput(), options)).layers.find(({ layer }) => layer === 'plain')!;
    const pruned = await of(prune, { share: 0.75, scope: 'layer' });
    const kept = pruned.encoding.kind === 'sparse' ? pruned.encoding.nonZeros : Number.NaN;
    const { filter } = withCompressedWeights(plain, pruned, 'bits');
    expect(filter).toMatchObject({ zeros: elements(plain.filter) - kept, bits: 16 });
    const narrow = withCompressedWeights(plain, await of(uniform, { bits: 6 }), 'as-pruned');
    expect(narrow.filter).toMatchObject({ zeros: 0, bits: 6 });
  });
});
