/**
 * The access counts of the row-stationary dataflow in closed form (Chen, Emer, Sze, ISCA 2016, equations 3 and 4, and the
 * authors' analysis framework), against the counts of the convention `eyeriss` for the mapping each formula describes.
 */
import { describe, expect, it } from 'vitest';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { shippedSpec } from '../components/shipped.ts';
import { convolution } from '../support/convolution.ts';
import { countsOf } from '../support/counts.ts';

interface Shape {
  readonly N: number;
  readonly G: number;
  readonly M: number;
  readonly C: number;
  /** rows = columns of the padded input, of the filter, of the output */
  readonly H: number;
  readonly R: number;
  readonly E: number;
  readonly U: number;
}

/**
 * m filters whose sums the buffer holds, n images a pass, f output rows a strip; p filters and q channels in a PE; r sets
 * of PEs on other channels, t on other filters. All divide.
 */
interface Tiling {
  readonly m: number;
  readonly n: number;
  readonly f: number;
  readonly p: number;
  readonly q: number;
  readonly r: number;
  readonly t: number;
}

type Column = Readonly<Record<'I' | 'W' | 'O', number>>;

/** The table: words charged at each level, per operand. */
function formulas({ N, G, M, C, H, R, E, U }: Shape, { m, n, f, p, q, r, t }: Tiling): Record<string, Column> {
  const [nI, nW, nO] = [G * N * C * H * H, G * M * C * R * R, G * N * M * E * E];
  const macs = G * N * M * C * E * E * R * R;
  const [S, F, W] = [R, E, H];
  const w = U * f + S - U;
  const halo = F / W / (f / w);
  return {
    dram: { I: nI * (M / m) * halo, W: nW * (N / n) * (F / f), O: nO },
    buffer: { I: nI * (M / (p * t)) * halo, W: 0, O: 2 * nO * (C / (q * r) - 1) },
    array: { I: nI * (M / p) * S * (F / W), W: nW * (N / n) * F, O: nO * ((C / q) * S - C / (q * r)) },
    rf: { I: macs, W: macs, O: 2 * nO * (C * R * S - (C / q) * S) },
  };
}

/** The nest those formulas stand for. A PE slides along a row, one output column at a time (Q at the buffer). */
function nestOf({ N, M, C, R, E, G }: Shape, { m, n, f, p, q, r, t }: Tiling): string {
  return [
    `DRAM: G${G} M${M / m} P${E / f} N${N / n} C${C / (q * r)}`,
    `GLB: M${m / (p * t)} N${n} Q${E} | X: P${f} Y: R${R} C${r} M${t}`,
    `RF: S${R} C${q} M${p}`,
  ].join('\n');
}

function layerOf({ N, G, M, C, R, E, U }: Shape): Layer {
  return convolution({ N, G, M, C, P: E, Q: E, R, S: R, stride: U });
}

function counted(shape: Shape, tiling: Tiling, hardware: HardwareSpec): Record<string, Column> {
  const { memories, networks } = countsOf(layerOf(shape), hardware, nestOf(shape, tiling), 'eyeriss');
  const column = (operand: string, actions: readonly string[], counts = memories): number =>
    actions.reduce((sum, action) => sum + (counts[`${action} ${operand}`] ?? 0), 0);
  const columns = (actions: readonly string[], counts = memories): Column => ({
    I: column('I', actions, counts),
    W: column('W', actions, counts),
    O: column('O', actions, counts),
  });
  return {
    dram: columns(['DRAM read', 'DRAM write']),
    buffer: columns(['GLB read', 'GLB write']),
    array: columns(['GLB network deliver', 'GLB network reduce'], networks),
    rf: columns(['RF read', 'RF write']),
  };
}

const isca16 = await shippedSpec('eyeriss-isca16');
/** A layout of the array that the sum of rows, strips and sets fits, whatever its shape. */
const anyShape = (hardware: HardwareSpec): HardwareSpec => ({
  ...hardware,
  levels: hardware.levels.map((level) => (level.name === 'GLB' ? { ...level, fanout: { x: 256, y: 256 } } : level)),
});

const conv1: Shape = { N: 16, G: 1, M: 96, C: 3, H: 227, R: 11, E: 55, U: 4 };
const conv3: Shape = { N: 16, G: 1, M: 384, C: 256, H: 15, R: 3, E: 13, U: 1 };
const conv4: Shape = { N: 16, G: 2, M: 192, C: 192, H: 15, R: 3, E: 13, U: 1 };

describe.each<readonly [string, Shape, Tiling]>([
  ['CONV3, sets on channels and filters', conv3, { m: 64, n: 4, f: 13, p: 16, q: 4, r: 2, t: 2 }],
  ['CONV3, sets on filters only', conv3, { m: 96, n: 2, f: 13, p: 12, q: 4, r: 1, t: 4 }],
  ['CONV3, sets on channels only', conv3, { m: 128, n: 2, f: 13, p: 32, q: 2, r: 4, t: 1 }],
  ['CONV3, one channel and one filter per PE', conv3, { m: 32, n: 8, f: 13, p: 1, q: 1, r: 1, t: 1 }],
  ['CONV3, strips of one row, each with its halo', conv3, { m: 192, n: 16, f: 1, p: 16, q: 4, r: 4, t: 4 }],
  ['CONV4, two groups', conv4, { m: 64, n: 4, f: 13, p: 16, q: 4, r: 2, t: 2 }],
  ['CONV1, stride 4, strips of 5 rows', conv1, { m: 96, n: 2, f: 5, p: 16, q: 1, r: 1, t: 3 }],
  ['CONV1, strips of 11 rows', conv1, { m: 48, n: 1, f: 11, p: 16, q: 1, r: 1, t: 1 }],
])('row-stationary access counts of AlexNet %s', (_, shape, tiling) => {
  const hardware = anyShape(isca16);
  const expected = formulas(shape, tiling);
  const words = counted(shape, tiling, hardware);

  it.each(['dram', 'buffer', 'array', 'rf'])('%s: inputs, weights and sums as the formulas say', (level) => {
    for (const operand of ['I', 'W', 'O'] as const) {
      // Words are whole numbers; the formula's halo is a quotient.
      expect(words[level]![operand], operand).toBe(Math.round(expected[level]![operand]));
      expect(Math.abs(expected[level]![operand] - words[level]![operand]), operand).toBeLessThan(1e-3);
    }
  });

  it('the mapping is one the paper would accept: it fits 256 PEs, the buffer and the register file', () => {
    const { problem } = layerOf(shape);
    const nest = buildNest(problem, hardware, parseMapping(nestOf(shape, tiling), problem, hardware));
    expect(capacityIssues(nest, hardware, elementBits(layerOf(shape), hardware))).toEqual([]);
    expect(shape.R * tiling.f * tiling.r * tiling.t).toBeLessThanOrEqual(256);
  });
});

describe('where the counts and the closed form part', () => {
  // Here all channels fit at once, so nothing comes between one strip and the next. The formula still fetches the halo
  // of R − U rows again; the nest keeps what consecutive tiles share (assumption A3).
  it('strips that follow each other directly do not fetch their halo again', () => {
    const shape: Shape = { N: 2, G: 1, M: 4, C: 2, H: 8, R: 3, E: 6, U: 1 };
    const tiling: Tiling = { m: 4, n: 2, f: 2, p: 2, q: 2, r: 1, t: 1 };
    const nI = 2 * 2 * 8 * 8;
    expect(formulas(shape, tiling).dram!.I).toBeCloseTo(nI * ((6 / 8) * (4 / 2)));
    expect(counted(shape, tiling, anyShape(isca16)).dram!.I).toBe(nI);
  });
});
