import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { Loop, Mapping } from '../../src/mapping/mapping.ts';
import type { Problem } from '../../src/workload/problem.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { convolution } from './convolution.ts';
import { sketchHardware } from './hardware.ts';

/** Specs of timeloop-model with what it reports for each; they lie beside the project, not in it. */
const folder = new URL('../../../shared/data/timeloop/', import.meta.url);

export const timeloopFiles: readonly string[] = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.json'))
  : [];

interface ReportedLevel {
  readonly name: string;
  readonly stats: Readonly<Record<string, number>>;
  readonly specs: Readonly<Record<string, number>>;
  readonly dataspaces: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface TimeloopFile {
  readonly problem: Readonly<Record<string, number>>;
  readonly mapping: readonly {
    readonly level: string;
    readonly keep: readonly string[];
    readonly temporal_outer_to_inner: readonly { readonly dim: string; readonly bound: number }[];
    readonly spatial_below: readonly { readonly dim: string; readonly bound: number; readonly spatial: string }[];
  }[];
  readonly energiesPjPerBlockAccess: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly expected: {
    readonly cycles: number;
    readonly utilization: number;
    readonly levels: readonly ReportedLevel[];
  };
}

/** One spec in the project's own terms, with the energies per block it was run with, and what was reported. */
export function readTimeloopCase(file: string): {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly mapping: Mapping;
  readonly expected: TimeloopFile['expected'];
} {
  const spec = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as TimeloopFile;
  const layer: Layer = { ...convolution({}), problem: problemOf(spec.problem) };
  const loop = ({ dim, bound }: { dim: string; bound: number }): Loop => ({ dimension: dim, factor: bound });
  const mapping: Mapping = {
    levels: spec.mapping.map((level) => ({
      level: level.level,
      keep: level.keep,
      temporal: level.temporal_outer_to_inner.map(loop),
      x: level.spatial_below.filter((each) => each.spatial === 'X').map(loop),
      y: level.spatial_below.filter((each) => each.spatial === 'Y').map(loop),
    })),
  };
  return { layer, hardware: hardwareOf(spec), mapping, expected: spec.expected };
}

function hardwareOf(spec: TimeloopFile): HardwareSpec {
  const specsOf = (name: string) => spec.expected.levels.find((level) => level.name === name)!.specs;
  const energies = spec.energiesPjPerBlockAccess;
  const levels = spec.mapping.map(({ level }, index) => {
    const below = spec.mapping[index + 1]?.level ?? 'MAC';
    return {
      name: level,
      x: specsOf(below).Instances! / specsOf(level).Instances!,
      block: specsOf(level)['Block size']!,
      energyPj: energies[level]!,
    };
  });
  return sketchHardware(levels, energies.MAC!.compute!);
}

function problemOf(sizes: TimeloopFile['problem']): Problem {
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
