import { describe, expect, test } from 'vitest';
import { codedBits, indexStatistics } from '../../src/compression/index-statistics.ts';

describe('different vectors per input channel', () => {
  const rows = { entries: 4, tables: 1, vectorLength: 2, groups: 1 };

  test('two outputs of two inputs, 2×2 filters, rows shared: those of both outputs and both rows count together', () => {
    // output 0: input 0 rows 0 1, input 1 rows 2 2; output 1: input 0 rows 1 1, input 1 rows 2 3
    const indices = Uint32Array.of(0, 1, 2, 2, 1, 1, 2, 3);
    const { distinctPerInputChannel, histogram } = indexStatistics({ ...rows, indices, shape: [2, 2, 2, 2] });
    // input 0 meets entries 0 1, input 1 meets 2 3
    expect(distinctPerInputChannel).toBe((2 + 2) / 2);
    expect(histogram).toEqual([1, 3, 3, 1]);
  });

  test('a grouped layer: an input channel meets only the outputs of its group', () => {
    const indices = Uint32Array.of(0, 1, 2, 2);
    const statistics = indexStatistics({ ...rows, groups: 2, indices, shape: [2, 1, 2, 2] });
    expect(statistics.distinctPerInputChannel).toBe((2 + 1) / 2);
  });

  test('equal entries of different tables are different vectors', () => {
    const indices = Uint32Array.of(0, 0, 0, 0);
    const statistics = indexStatistics({ ...rows, tables: 2, indices, shape: [2, 1, 2, 2] });
    expect(statistics.distinctPerInputChannel).toBe(2);
  });

  test('vectors of two input channels meet both', () => {
    const indices = Uint32Array.of(0, 3);
    const statistics = indexStatistics({ ...rows, indices, shape: [2, 2, 1, 1] });
    expect(statistics.distinctPerInputChannel).toBe((2 + 2) / 2);
  });
});

describe('bits of a stream', () => {
  test('four entries, counts 1 3 3 1: plain 2 bits each, Huffman 1·3 + 3·1 + 3·2 + 1·3 and 8 bits per entry', () => {
    const indices = Uint32Array.of(0, 1, 2, 2, 1, 1, 2, 3);
    const statistics = indexStatistics({
      indices,
      entries: 4,
      tables: 1,
      vectorLength: 1,
      groups: 1,
      shape: [8, 1, 1, 1],
    });
    expect(codedBits(statistics, 'plain', 8)).toEqual({ indexBits: 8 * 2, codeTableBits: 0 });
    expect(codedBits(statistics, 'huffman', 8)).toEqual({ indexBits: 3 + 3 + 6 + 3, codeTableBits: 4 * 8 });
    const entropy = 2 * (1 / 8) * 3 + 2 * (3 / 8) * Math.log2(8 / 3);
    expect(codedBits(statistics, 'entropy-bound', 8).indexBits).toBeCloseTo(8 * entropy, 12);
    expect(codedBits(statistics, 'computed', 8)).toEqual({ indexBits: 0, codeTableBits: 0 });
  });
});
