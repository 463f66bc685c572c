import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timeloop } from '../../src/dataflow/conventions/timeloop.ts';
import { buildNest, tileElements, usedInstances } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { Loop, Mapping } from '../../src/mapping/mapping.ts';
import type { Problem } from '../../src/workload/problem.ts';
import { sketchHardware } from '../support/hardware.ts';

const folder = new URL('../../../shared/data/timeloop/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

interface Case {
  problem: Record<string, number>;
  mapping: {
    level: string;
    keep: string[];
    temporal_outer_to_inner: { dim: string; bound: number }[];
    spatial_below: { dim: string; bound: number; spatial: string }[];
  }[];
  expected: {
    levels: { name: string; specs: Record<string, number>; dataspaces: Record<string, Record<string, number>> }[];
  };
}

function problemOf(sizes: Record<string, number>): Problem {
  const pure = (dimension: string) => [{ dimension, coefficient: 1 }];
  const window = (p: string, stride: number, r: string, dilation: number) => [
    { dimension: p, coefficient: stride },
    { dimension: r, coefficient: dilation },
  ];
  const { Wstride = 1, Hstride = 1, Wdilation = 1, Hdilation = 1 } = sizes;
  return {
    dimensions: [...'RSPQCKN'].map((name) => ({ name, size: sizes[name]! })),
    operands: [
      { name: 'Weights', role: 'W', ranks: ['C', 'K', 'R', 'S'].map(pure) },
      {
        name: 'Inputs',
        role: 'I',
        ranks: [pure('N'), pure('C'), window('P', Wstride, 'R', Wdilation), window('Q', Hstride, 'S', Hdilation)],
      },
      { name: 'Outputs', role: 'O', ranks: ['N', 'K', 'Q', 'P'].map(pure) },
    ],
  };
}

describe.skipIf(files.length === 0)('counts equal timeloop-model on its own specs (needs ../shared)', () => {
  it.each(files)('%s', (file) => {
    const {
      problem: sizes,
      mapping: given,
      expected,
    } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case;
    const problem = problemOf(sizes);
    const loop = ({ dim, bound }: { dim: string; bound: number }): Loop => ({ dimension: dim, factor: bound });
    const mapping: Mapping = {
      levels: given.map((level) => ({
        level: level.level,
        keep: level.keep,
        temporal: level.temporal_outer_to_inner.map(loop),
        x: level.spatial_below.filter((each) => each.spatial === 'X').map(loop),
        y: level.spatial_below.filter((each) => each.spatial === 'Y').map(loop),
      })),
    };
    const hardware = sketchHardware(given.map((level) => ({ name: level.level, x: 64, y: 64 })));
    const nest = buildNest(problem, hardware, mapping);
    const bits = { W: 16, I: 16, partial: 16, final: 16 };
    const actions = timeloop.count({ nest, hardware, bits, transfers: countTransfers(nest, timeloop.rule) });
    for (const level of expected.levels.filter((each) => each.name !== 'MAC')) {
      const index = given.findIndex((each) => each.level === level.name);
      for (const [operand, counts] of Object.entries(level.dataspaces)) {
        const total = (action: string) =>
          actions.find((a) => a.component === level.name && a.operand === operand && a.action === action)?.count ?? 0;
        const instances = usedInstances(nest, index);
        const nestOperand = nest.operands.find((each) => each.operand.name === operand)!;
        expect(
          {
            reads: total('read') / instances,
            fills: total('write') / instances,
            updates: total('update') / instances,
            capacity: tileElements(nest, nestOperand, index),
          },
          `${level.name} ${operand}`,
        ).toEqual({
          reads: counts['Scalar reads (per-instance)'],
          fills: counts['Scalar fills (per-instance)'],
          updates: counts['Scalar updates (per-instance)'],
          capacity: counts['Utilized capacity'],
        });
      }
    }
  });
});
