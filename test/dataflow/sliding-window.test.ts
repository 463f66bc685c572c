import { describe, expect, it } from 'vitest';
import { convolution } from '../support/convolution.ts';
import { type ConventionName, countsOf } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';

const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);

const inputReads = (bounds: Parameters<typeof convolution>[0], mapping: string, convention: ConventionName = 'port') =>
  countsOf(convolution(bounds), hardware, mapping, convention).memories['DRAM read I'];

describe('a window that slides fetches only what is new', () => {
  const [P, R] = [5, 3];

  it('stride 1: the first window whole, then one row each: R + (P − 1)', () => {
    expect(inputReads({ P, R }, 'DRAM: P5\nRF: R3')).toBe(R + (P - 1));
  });

  it('stride 2: two rows each: R + (P − 1)·2', () => {
    expect(inputReads({ P, R, stride: 2 }, 'DRAM: P5\nRF: R3')).toBe(R + (P - 1) * 2);
  });

  it('stride 4: windows of 3 rows do not touch, and the row between them is never fetched: P·R', () => {
    expect(inputReads({ P, R, stride: 4 }, 'DRAM: P5\nRF: R3')).toBe(P * R);
  });

  it('dilation 2: the window is the box around its taps, 2·(R − 1) + 1 rows', () => {
    const box = 2 * (R - 1) + 1;
    expect(inputReads({ P, R, dilation: 2 }, 'DRAM: P5\nRF: R3')).toBe(box + (P - 1));
    expect(inputReads({ P, R, dilation: 2, stride: 2 }, 'DRAM: P5\nRF: R3')).toBe(box + (P - 1) * 2);
    expect(inputReads({ P, R, dilation: 2, stride: 6 }, 'DRAM: P5\nRF: R3')).toBe(P * box);
  });

  it('a strip of 2 outputs slides by 2·stride', () => {
    const strip = (2 - 1) * 2 + R;
    expect(inputReads({ P: 6, R, stride: 2 }, 'DRAM: P3\nRF: P2 R3')).toBe(strip + 2 * (2 * 2));
  });

  it('another channel in between leaves nothing to reuse: every window is fetched whole', () => {
    expect(inputReads({ P, R, C: 2 }, 'DRAM: P5 C2\nRF: R3')).toBe(2 * P * R);
    expect(inputReads({ P, R, C: 2 }, 'DRAM: C2 P5\nRF: R3')).toBe(2 * (R + (P - 1)));
  });

  it('filters in between keep the window: it slides once, not M times', () => {
    expect(inputReads({ P, R, M: 4 }, 'DRAM: P5 M4\nRF: R3')).toBe(R + (P - 1));
    // Outside, each of the 4 passes starts over: the last window and the first share nothing.
    expect(inputReads({ P, R, M: 4 }, 'DRAM: M4 P5\nRF: R3')).toBe(4 * (R + (P - 1)));
  });

  it('window by window, tap by tap: with stride R − 1 the last row of one window is the first of the next', () => {
    expect(inputReads({ P, R, stride: R - 1 }, 'DRAM: P5 R3\nRF:')).toBe(P * R - (P - 1));
    expect(inputReads({ P, R, stride: 1 }, 'DRAM: P5 R3\nRF:')).toBe(P * R);
  });

  it('tap by tap, output by output: each tap sees P rows in turn', () => {
    // R outermost: rows r … r+4; from 4 back to 1 is a jump, nothing is held.
    expect(inputReads({ P, R }, 'DRAM: R3 P5\nRF:')).toBe(R * P);
  });
});

describe('a window that moves along rows and columns at once', () => {
  const [P, Q, R, S] = [2, 2, 3, 3];
  const bounds = { P, Q, R, S };

  it('port and eyeriss: the corner both windows share is not fetched again', () => {
    // (0,0) whole; (0,1) a column; (1,0) is one down and one back: all but a 2×2 corner; (1,1) a column
    const words = R * S + R + (R * S - (R - 1) * (S - 1)) + R;
    expect(inputReads(bounds, 'DRAM: P2 Q2\nRF: R3 S3', 'port')).toBe(words);
    expect(inputReads(bounds, 'DRAM: P2 Q2\nRF: R3 S3', 'eyeriss')).toBe(words);
  });

  it('timeloop: a tile that moved along two ranks is fetched anew', () => {
    expect(inputReads(bounds, 'DRAM: P2 Q2\nRF: R3 S3', 'timeloop')).toBe(R * S + R + R * S + R);
  });

  it('whole rows: the window slides along one rank only and all conventions agree', () => {
    // The tile is R rows of all Q + S − 1 columns; the second strip brings one row.
    const words = (R + (P - 1)) * (Q + S - 1);
    for (const convention of ['port', 'timeloop', 'eyeriss'] as const) {
      expect(inputReads(bounds, 'DRAM: P2\nRF: Q2 R3 S3', convention)).toBe(words);
    }
  });
});

describe('windows over space', () => {
  it('P outputs side by side ask for P + R − 1 rows, not P·R: the network hands a row to all who need it', () => {
    const [P, R] = [4, 3];
    const array = sketchHardware([{ name: 'DRAM', x: 4 }, { name: 'RF' }]);
    const { memories, networks } = countsOf(convolution({ P, R }), array, 'DRAM: | X: P4\nRF: R3', 'port');
    expect(memories['DRAM read I']).toBe(P + R - 1);
    expect(networks['DRAM network deliver I']).toBe(P * R);
    expect(memories['RF write I']).toBe(P * R);
  });

  it('filter rows on one axis, output rows on the other: the diagonal shares a row (row stationary)', () => {
    const [P, R] = [4, 3];
    const array = sketchHardware([{ name: 'DRAM', x: 4, y: 3 }, { name: 'RF' }]);
    const { memories, networks } = countsOf(convolution({ P, R }), array, 'DRAM: | X: P4 Y: R3\nRF:', 'port');
    expect(memories).toMatchObject({
      'DRAM read I': P + R - 1,
      'DRAM read W': R, // each filter row to all P columns
      'DRAM write O': P, // each column adds up its R rows
    });
    expect(networks).toMatchObject({
      'DRAM network deliver I': P * R,
      'DRAM network deliver W': P * R,
      'DRAM network reduce O': P * (R - 1),
    });
  });

  it('timeloop merges only identical pieces: overlapping windows side by side are each read whole', () => {
    const [P, R] = [4, 3];
    const array = sketchHardware([{ name: 'DRAM', x: 4 }, { name: 'RF' }]);
    expect(countsOf(convolution({ P, R }), array, 'DRAM: | X: P4\nRF: R3', 'timeloop').memories['DRAM read I']).toBe(
      P * R,
    );
  });
});
