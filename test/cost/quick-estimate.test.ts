import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceTable } from '../../src/components/price.ts';
import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { QuickEstimate } from '../../src/cost/quick-estimate.ts';
import { quickPlan } from '../../src/cost/quick-plan.ts';
import { plain } from '../../src/dataflow/arithmetic.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { sparesAddUp } from '../../src/dataflow/spared.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { Loop, Mapping } from '../../src/mapping/mapping.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { Random } from '../../src/shared/random.ts';
import { convolutionLayer } from '../../src/workload/layers.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { randomDecoder } from '../support/random-decoder.ts';

/** A random perfect mapping as the quick estimate takes it, and the same as a Mapping. */
function randomMapping(
  sizes: readonly number[],
  names: readonly string[],
  hardware: HardwareSpec,
  keep: string[][],
  seed: number,
) {
  const random = new Random(seed);
  const dimensions = sizes.length;
  const levels = hardware.levels.length;
  const slots = hardware.levels.flatMap(({ fanout }, level) => [
    level * 3,
    ...(fanout.x > 1 ? [level * 3 + 1] : []),
    ...(fanout.y > 1 ? [level * 3 + 2] : []),
  ]);
  const factors = new Int32Array(levels * 3 * dimensions).fill(1);
  sizes.forEach((size, d) => {
    let left = size;
    for (let prime = 2; left > 1; prime += 1) {
      while (left % prime === 0) {
        factors[slots[random.below(slots.length)]! * dimensions + d]! *= prime;
        left /= prime;
      }
    }
  });
  const order = new Int32Array(levels * dimensions);
  for (let level = 0; level < levels; level += 1) {
    const dims = sizes.map((_, d) => d);
    for (let i = 0; i < dimensions; i += 1)
      order[level * dimensions + i] = dims.splice(random.below(dims.length), 1)[0]!;
  }
  const loops = (slot: number, dims: Iterable<number>): Loop[] =>
    [...dims].map((d) => ({ dimension: names[d]!, factor: factors[slot * dimensions + d]! }));
  const mapping: Mapping = {
    levels: hardware.levels.map((level, index) => ({
      level: level.name,
      keep: keep[index]!,
      temporal: loops(index * 3, order.subarray(index * dimensions, (index + 1) * dimensions)),
      x: loops(index * 3 + 1, sizes.keys()),
      y: loops(index * 3 + 2, sizes.keys()),
    })),
  };
  return { factors, order, mapping };
}

/** The same with maps coded in some memories, and zero inputs gated or skipped. */
function coding(hardware: HardwareSpec, coded: readonly boolean[]): HardwareSpec {
  const rlc = { code: 'rlc', runBits: 3, codeWordBits: 64 } as const;
  const spares = (['W', 'I', 'O'] as const).filter((_, at) => coded[at]);
  return {
    ...hardware,
    levels: hardware.levels.map((level, index) => ({
      ...level,
      memories: level.memories.map((memory) =>
        coded[index] ? { ...memory, encoding: index === 0 ? { I: rlc, O: rlc } : { I: { code: 'bitmap' } } } : memory,
      ),
    })),
    mac: { ...hardware.mac, zeroInputs: { treatment: coded[3] ? 'skip' : 'gate', spares } },
  };
}

/** Weights stored, and multiplied, in so many bits. */
function narrowWeights(bitsPerWeight: number): CompressedLayer {
  const encoding = { kind: 'dense', bitsPerWeight, scales: 0 } as const;
  return {
    layer: 'layer',
    assumed: true,
    weights: 1,
    biases: 0,
    encoding,
    zeroShare: 0,
    bitsBefore: 32,
    bitsAfter: bitsPerWeight,
    warnings: [],
  };
}

describe('the quick estimate', () => {
  it('gives the energy and the cycles of the full estimate, first fill and last drain included, for every convention that moves elements', () => {
    let judged = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          groups: fc.integer({ min: 1, max: 2 }),
          m: fc.integer({ min: 1, max: 4 }),
          p: fc.integer({ min: 1, max: 6 }),
          c: fc.integer({ min: 1, max: 4 }),
          r: fc.integer({ min: 1, max: 3 }),
          s: fc.integer({ min: 1, max: 3 }),
          stride: fc.integer({ min: 1, max: 3 }),
          dilation: fc.integer({ min: 1, max: 2 }),
          levels: fc.integer({ min: 2, max: 4 }),
          keepBits: fc.nat(511),
          merges: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
          fanouts: fc.array(fc.constantFrom(1, 1, 3, 99, 99), { minLength: 8, maxLength: 8 }),
          weightBits: fc.constantFrom(undefined, undefined, 3, 5),
          decoding: fc.boolean(),
          zeros: fc.constantFrom(undefined, { I: 0.6, O: 0.8, source: 'test' }),
          coded: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
          convention: fc.constantFrom(...conventions.filter((each) => each.rule === 'element')),
        }),
        ({
          seed,
          groups,
          m,
          p,
          c,
          r,
          s,
          stride,
          dilation,
          levels,
          keepBits,
          merges,
          fanouts,
          weightBits,
          decoding,
          zeros,
          coded,
          convention,
        }) => {
          const shape = convolutionLayer({
            name: 'layer',
            groups,
            inputChannels: c * groups,
            outputChannels: m * groups,
            input: [(p - 1) * stride + (r - 1) * dilation + 1, (p - 1) * stride + (s - 1) * dilation + 1],
            kernel: [r, s],
            stride: [stride, stride],
            dilation: [dilation, dilation],
          });
          const layer = { ...shape, ...(zeros && { zeros }) };
          const sketch = sketchHardware(
            Array.from({ length: levels }, (_, index) => ({
              name: `L${index}`,
              x: fanouts[index]!,
              y: fanouts[index + 4]!,
              multicast: merges[index]!,
              reduction: merges[index + 4]!,
              bitsPerCycle: 16 + 8 * index,
              ...(index === 0 ? {} : { words: 150 }),
              energyPj: { read: 200 / (index + 1), write: 150 / (index + 1), update: 7 },
            })),
          );
          const keep = Array.from({ length: levels }, (_, index) =>
            ['W', 'I', 'O'].filter((__, o) => index === 0 || (keepBits >> (index * 3 + o - 3)) & 1),
          );
          const given = coding(sketch, coded);
          const decoder = decoding ? randomDecoder(new Random(seed), layer, given) : undefined;
          const hardware = decoder?.hardware ?? given;
          const prices: PriceTable = pricesOf(hardware);
          const { dimensions } = layer.problem;
          const names = dimensions.map((dimension) => dimension.name);
          const sizes = dimensions.map((dimension) => dimension.size);
          const compressed = decoder?.compressed ?? (weightBits === undefined ? undefined : narrowWeights(weightBits));
          const { factors, order, mapping } = randomMapping(sizes, names, hardware, keep, seed);
          const quick = new QuickEstimate(
            quickPlan({ layer, hardware, prices, convention, keep, compressed, ramp: true }),
          );
          const nest = buildNest(layer.problem, hardware, mapping);
          const faults = validateMapping(layer.problem, hardware, mapping).map((issue) => issue.code);
          const fits =
            !faults.includes('fanout-exceeded') &&
            capacityIssues(nest, hardware, elementBits(layer, hardware, compressed)).length === 0;
          // Nothing of a mapping may be left over in the next.
          const before = randomMapping(sizes, names, hardware, keep, seed + 1);
          quick.evaluate(before.factors, before.order);
          expect(quick.evaluate(factors, order)).toBe(fits);
          const work = plain({ layer, hardware, bits: elementBits(layer, hardware, compressed), compressed });
          const addsUp = (['W', 'O'] as const).every((role) => {
            const last = keep.findLastIndex((operands) => operands.includes(role));
            return sparesAddUp(hardware.levels, { role, last }, work);
          });
          if (!fits || !addsUp) return;
          judged += 1;
          const full = estimateLayer({ layer, hardware, prices, convention, mapping, compressed });
          expect(Math.abs(quick.energyPj - full.energyPj)).toBeLessThanOrEqual(1e-9 * full.energyPj + 0.05);
          expect(quick.cycles).toBe(full.cycles);
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
    expect(judged).toBeGreaterThan(700);
  });
});
