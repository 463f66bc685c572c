import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Nest, NestOperand } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import { execute } from '../../src/functional/execute.ts';
import { styleObstacle } from '../../src/functional/machine.ts';
import type { MacStyle } from '../../src/hardware/hardware.ts';
import { Random } from '../../src/shared/random.ts';
import { isSmall, randomCase } from '../dataflow/random-case.ts';

const styleNames: readonly MacStyle[] = ['mac', 'accumulate-then-multiply', 'factorised', 'row-reuse'];

const operandOf = (nest: Nest, role: string): NestOperand =>
  nest.operands.find(({ operand }) => operand.role === role)!;

/** Lowest index and extent of each rank. */
function boxOf(nest: Nest, operand: NestOperand): { low: number; extent: number }[] {
  return operand.ranks.map((rank) => {
    let [low, high] = [0, 0];
    for (const { dimension, coefficient } of rank) {
      const last = coefficient * (nest.sizes[dimension]! - 1);
      low += Math.min(0, last);
      high += Math.max(0, last);
    }
    return { low, extent: high - low + 1 };
  });
}

const elements = (nest: Nest, role: string): number =>
  boxOf(nest, operandOf(nest, role)).reduce((product, { extent }) => product * extent, 1);

function addressOf(nest: Nest, role: string, point: readonly number[]): number {
  const operand = operandOf(nest, role);
  const box = boxOf(nest, operand);
  return operand.ranks.reduce((address, rank, r) => {
    const index = rank.reduce((sum, term) => sum + term.coefficient * point[term.dimension]!, 0);
    return address * box[r]!.extent + index - box[r]!.low;
  }, 0);
}

/** The einsum, point by point. */
function einsum(nest: Nest, weights: ArrayLike<number>, inputs: ArrayLike<number>): number[] {
  const outputs = new Array<number>(elements(nest, 'O')).fill(0);
  const visit = (point: number[]): void => {
    if (point.length < nest.sizes.length) {
      for (let i = 0; i < nest.sizes[point.length]!; i += 1) visit([...point, i]);
      return;
    }
    const [w, i, o] = ['W', 'I', 'O'].map((role) => addressOf(nest, role, point)) as [number, number, number];
    outputs[o]! += weights[w]! * inputs[i]!;
  };
  visit([]);
  return outputs;
}

const integers = (count: number, random: Random, range: number): Int32Array =>
  Int32Array.from({ length: count }, () => random.below(2 * range) - range);

/** Vectors along the last rank, or single weights, behind a table. */
function storedWeights(nest: Nest, random: Random, decoderLevel: number | undefined) {
  const count = elements(nest, 'W');
  if (decoderLevel === undefined) {
    const stored = integers(count, random, 6);
    return { words: stored, stored, vectorLength: 1 };
  }
  const columns = boxOf(nest, operandOf(nest, 'W')).at(-1)?.extent ?? 1;
  const vectorLength = random.below(3) === 0 ? 1 : columns;
  const table = integers(3 * vectorLength, random, 6);
  const indices = Int32Array.from({ length: count / vectorLength }, () => random.below(3));
  const stored = Int32Array.from(
    { length: count },
    (_, at) => indices[Math.floor(at / vectorLength)]! * vectorLength + (at % vectorLength),
  );
  return { words: stored.map((place) => table[place]!), stored, table, vectorLength };
}

const cases = fc.record({
  draw: randomCase.filter(({ nest }) => isSmall(nest)),
  decoder: fc.integer({ min: -1, max: 3 }),
  style: fc.constantFrom(...styleNames),
  seed: fc.nat(),
});

describe('a nest executed on real numbers', () => {
  it('gives the outputs of the einsum and moves what the analytic model counts, whatever mapping, decoder and style', () => {
    const ran = new Map<string, number>();
    fc.assert(
      fc.property(cases, ({ draw: { nest }, decoder, style, seed }) => {
        const random = new Random(seed);
        // Rows can be reused only where indices reach the MAC units.
        const place = style === 'row-reuse' ? nest.levelCount - 1 : decoder;
        const decoderLevel = place < 0 ? undefined : place % nest.levelCount;
        const weights = storedWeights(nest, random, decoderLevel);
        const inputs = integers(elements(nest, 'I'), random, 100);
        const given = { nest, weights, decoderLevel, inputs, style, accumulatorBits: 32 };
        if (styleObstacle(given) !== undefined) return;
        ran.set(style, (ran.get(style) ?? 0) + 1);
        const execution = execute(given);
        expect([...execution.outputs]).toEqual(einsum(nest, weights.words, inputs));
        expect(execution.transfers).toEqual(countTransfers(nest));
        expect(execution.overflows).toBe(0);
        expect(execution.macs).toBe(nest.sizes.reduce((product, size) => product * size, 1));
      }),
      { numRuns: 1500, seed: 5 },
    );
    for (const style of styleNames) expect(ran.get(style)).toBeGreaterThan(60);
  });
});
