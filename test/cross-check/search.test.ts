import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Platform } from '../../src/cross-check/reference-data.ts';
import {
  accessCounts,
  type RowStationaryShape,
  stripRows,
  type Tiling,
  type Words,
} from '../../src/cross-check/row-stationary.ts';
import { optimalTiling } from '../../src/cross-check/search.ts';
import { reference } from './reference.ts';

const { costs } = reference;

/** What the search minimises, written out: partial sums in the array count twice. */
function objective(shape: RowStationaryShape, tiling: Tiling, bits: Words): number {
  const { dram, buffer, array, registers } = accessCounts(shape, tiling);
  const words = ({ ifmap, filter, ofmap }: Words, twice = 1) =>
    (ifmap * bits.ifmap + filter * bits.filter + twice * ofmap * bits.ofmap) / 16;
  return 200 * words(dram) + 6 * words(buffer) + 2 * words(array, 2) + words({ ...registers, ifmap: 0, filter: 0 });
}

/** The constraints, written out. */
function fits(shape: RowStationaryShape, { m, n, f, p, q, r, t }: Tiling, platform: Platform, bits: Words): boolean {
  const { registers } = platform;
  const buffer =
    n * m * shape.outputColumns * f * bits.ofmap + n * q * r * shape.inputColumns * stripRows(shape, f) * bits.ifmap;
  const [weights, inputs] = [p * q * shape.filterColumns, q * shape.filterColumns];
  const inElement =
    'shared' in registers
      ? weights * bits.filter + inputs * bits.ifmap + p * bits.ofmap <= registers.shared * 16
      : weights * bits.filter <= registers.filter * 16 &&
        inputs * bits.ifmap <= registers.ifmap * 16 &&
        p * bits.ofmap <= registers.psum * 16;
  return (
    inElement &&
    buffer <= platform.bufferWords * 16 &&
    shape.filterRows * f * r * t <= platform.processingElements &&
    q * r <= shape.channels &&
    p * t <= m
  );
}

function* everyTiling({ filters, images, outputRows, channels }: RowStationaryShape, sets: number): Generator<Tiling> {
  const upTo = (most: number) => Array.from({ length: most }, (_, at) => at + 1);
  for (const m of upTo(filters))
    for (const n of upTo(images))
      for (const f of upTo(outputRows))
        for (const p of upTo(m))
          for (const q of upTo(channels))
            for (const r of upTo(Math.floor(channels / q)))
              for (const t of upTo(Math.min(sets, Math.floor(m / p)))) yield { m, n, f, p, q, r, t };
}

const shapes = fc
  .record({
    groups: fc.integer({ min: 1, max: 2 }),
    images: fc.integer({ min: 1, max: 3 }),
    filters: fc.integer({ min: 1, max: 7 }),
    channels: fc.integer({ min: 1, max: 5 }),
    filterRows: fc.integer({ min: 1, max: 3 }),
    filterColumns: fc.integer({ min: 1, max: 3 }),
    outputRows: fc.integer({ min: 1, max: 5 }),
    outputColumns: fc.integer({ min: 1, max: 5 }),
    rowStride: fc.integer({ min: 1, max: 2 }),
  })
  .map((shape) => ({
    ...shape,
    inputRows: (shape.outputRows - 1) * shape.rowStride + shape.filterRows,
    inputColumns: shape.outputColumns - 1 + shape.filterColumns,
  }));

const provenance = { kind: 'published', source: 'test' } as const;
const platforms = fc.record({
  processingElements: fc.integer({ min: 3, max: 20 }),
  bufferWords: fc.integer({ min: 20, max: 200 }),
  registers: fc.oneof(
    fc.record({ shared: fc.integer({ min: 6, max: 30 }) }),
    fc.record({
      ifmap: fc.integer({ min: 3, max: 8 }),
      filter: fc.integer({ min: 6, max: 20 }),
      psum: fc.integer({ min: 1, max: 4 }),
    }),
  ),
});

describe('the search', () => {
  test('finds the least energy of all whole sizes that fit, or says that none does', () => {
    const widths = fc.record({
      ifmap: fc.constantFrom(8, 16),
      filter: fc.constantFrom(2.5, 16),
      ofmap: fc.constantFrom(16, 24),
    });
    fc.assert(
      fc.property(shapes, platforms, widths, (shape, facts, bits) => {
        const platform: Platform = { ...facts, ...provenance };
        let least = Number.POSITIVE_INFINITY;
        for (const tiling of everyTiling(shape, platform.processingElements)) {
          if (fits(shape, tiling, platform, bits)) least = Math.min(least, objective(shape, tiling, bits));
        }
        const found = optimalTiling({ shape, platform, costs, bits });
        if (least === Number.POSITIVE_INFINITY) {
          expect(found).toBeUndefined();
          return;
        }
        expect(fits(shape, found!, platform, bits)).toBe(true);
        expect(objective(shape, found!, bits) / least).toBeCloseTo(1, 9);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test('keeps images and rows that are given', () => {
    const [shape] = fc.sample(shapes, { numRuns: 1, seed: 3 });
    const tall = { ...shape!, outputRows: 4, inputRows: 3 * shape!.rowStride + shape!.filterRows };
    const bits = { ifmap: 16, filter: 16, ofmap: 16 };
    const tiling = optimalTiling({
      shape: tall,
      platform: reference.platforms.eyeriss,
      costs,
      bits,
      images: 1,
      rows: 3,
    });
    expect(tiling).toMatchObject({ n: 1, f: 3 });
  });
});
