import { describe, expect, test } from 'vitest';
import type { RowStationaryShape } from '../../src/cross-check/row-stationary.ts';
import { rowStationaryNest, shapeLayer, tilingWords } from '../../src/validation/row-stationary-nest.ts';
import { shippedSpec } from '../components/shipped.ts';

const chip = await shippedSpec('eyeriss-65nm');
const conv3: RowStationaryShape = {
  groups: 1,
  images: 4,
  filters: 384,
  channels: 256,
  inputRows: 15,
  inputColumns: 15,
  filterRows: 3,
  filterColumns: 3,
  outputRows: 13,
  outputColumns: 13,
  rowStride: 1,
};

describe('a row-stationary tiling as a loop nest', () => {
  test('13 columns of PEs, 3 filter rows by 2 sets on channels by 2 on filters: 12 rows', () => {
    // 384 = 6 · 2 · 2 · 16 filters; 256 channels need 43 turns of 2 · 3
    expect(rowStationaryNest(conv3, { m: 64, n: 4, f: 13, p: 16, q: 3, r: 2, t: 2 }, chip).split('\n')).toEqual([
      'DRAM: G1 M6 P1 N1 C43',
      'GLB: M2 N4 Q13 | X: P13 Y: R3 C2 P1 M2',
      'PE: S3 C3 M16',
    ]);
  });

  test('a strip wider than the array folds: 27 rows as 14 and 13', () => {
    const conv2 = {
      ...conv3,
      groups: 2,
      filters: 128,
      channels: 48,
      filterRows: 5,
      filterColumns: 5,
      outputRows: 27,
      outputColumns: 27,
    };
    const nest = rowStationaryNest(conv2, { m: 64, n: 1, f: 27, p: 16, q: 2, r: 1, t: 1 }, chip);
    expect(nest).toContain('| X: P14 Y: R5 C1 P2 M1');
  });

  test('sets of PEs that do not fit above each other stand side by side', () => {
    const conv1 = {
      ...conv3,
      filters: 96,
      channels: 3,
      filterRows: 11,
      filterColumns: 11,
      outputRows: 55,
      outputColumns: 55,
      rowStride: 4,
    };
    const nest = rowStationaryNest(conv1, { m: 96, n: 1, f: 7, p: 16, q: 1, r: 1, t: 2 }, chip);
    // eight strips of 7, the last of 6
    expect(nest).toContain('DRAM: G1 M1 P8 N4 C3\n');
    expect(nest).toContain('| X: P7 M2 Y: R11 C1 P1');
  });

  test('m that is no multiple of p · t is rounded up in the buffer; turns in DRAM are as many', () => {
    // 78 filters in turns of 30: three of them, 90; 384 filters in five turns of 78, and of 90
    const nest = rowStationaryNest(
      conv3,
      { m: 78, n: 4, f: 13, p: 10, q: 7, r: 2, t: 3 },
      {
        ...chip,
        levels: chip.levels.map((level) => (level.name === 'GLB' ? { ...level, fanout: { x: 256, y: 256 } } : level)),
      },
    );
    expect(nest).toContain('DRAM: G1 M5 ');
    expect(nest).toContain('GLB: M3 ');
  });

  test('the buffer holds n images of 13 · 13 sums of m filters and of 15 · 15 inputs of q · r channels', () => {
    expect(tilingWords(conv3, { m: 64, n: 4, f: 13, p: 16, q: 3, r: 2, t: 2 })).toBe(4 * (64 * 13 * 13 + 6 * 15 * 15));
  });

  test('the layer has the padded map for its input', () => {
    const { convolution, problem } = shapeLayer('conv3', conv3);
    expect(convolution).toMatchObject({ inputSize: [15, 15], padding: [0, 0, 0, 0] });
    expect(problem.dimensions.map(({ size }) => size)).toEqual([4, 1, 384, 256, 13, 13, 3, 3]);
  });
});
