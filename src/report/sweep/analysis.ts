import type { SweepResult } from '../../study/run-sweep.ts';
import type { SweepValue } from '../../study/sweep/read-axis.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import { type AnsweredCase, answered, baselineOf } from './answered.ts';
import { weightEnergyPj } from './columns.ts';

/** What is made small. */
export const objectives = ['energy', 'latency', 'area'] as const;

/** Cases none of the others beats in energy, latency and known area at once; equal ones stand for each other once. */
export function paretoFront(sweep: SweepResult): readonly AnsweredCase[] {
  const cases = answered(sweep);
  const figures = cases.map(({ energyPj, latencyMs, result }) => [energyPj, latencyMs, result.totals.areaUm2]);
  const beats = (a: readonly number[], b: readonly number[]) =>
    a.every((each, at) => each <= b[at]!) && a.some((each, at) => each < b[at]!);
  const same = (a: readonly number[], b: readonly number[]) => a.every((each, at) => each === b[at]);
  return cases.filter(
    (_, at) =>
      !figures.some((other) => beats(other, figures[at]!)) &&
      figures.findIndex((other) => same(other, figures[at]!)) === at,
  );
}

/** How far the energy moves along one axis, the other axes as in the baseline. */
export interface Sensitivity {
  readonly axis: string;
  readonly least: { readonly value: SweepValue; readonly energyPj: number };
  readonly most: { readonly value: SweepValue; readonly energyPj: number };
  /** (most − least) / baseline */
  readonly share: number;
}

/** Axes with the largest swing first; those without a second case are left out. */
export function sensitivities(sweep: SweepResult): readonly Sensitivity[] {
  const baseline = baselineOf(sweep);
  const origin = isUncompressed(baseline) ? answered(sweep).find((each) => !isUncompressed(each)) : baseline;
  if (origin === undefined) return [];
  return sweep.axes
    .flatMap(({ path }): Sensitivity[] => {
      const along = answered(sweep).filter((each) => !isUncompressed(each) && differsOnlyIn(each, origin, path));
      if (along.length < 2) return [];
      const ends = [...along].sort((a, b) => a.energyPj - b.energyPj);
      const end = ({ values, energyPj }: AnsweredCase) => ({ value: values[path]!, energyPj });
      const [least, most] = [end(ends[0]!), end(ends.at(-1)!)];
      return [{ axis: nameOf(path), least, most, share: (most.energyPj - least.energyPj) / baseline.energyPj }];
    })
    .sort((a, b) => b.share - a.share);
}

/** Where weights, with tables, indices and the decoder, cost less than they did uncompressed. */
export interface Breakeven {
  readonly path: string;
  /** The last step of the path. */
  readonly axis: string;
  /** What the other axes stand at. */
  readonly others: Readonly<Record<string, SweepValue>>;
  /** Values at which they cost less, in the order of the axis. */
  readonly saving: readonly number[];
  readonly values: readonly number[];
  /** Where they cost least. */
  readonly leastValue: number;
  /** pJ of weights without compression. */
  readonly uncompressedPj: number;
}

/** One per setting of the other axes, along every axis of numbers; none where the sweep has no case without compression. */
export function breakevens(sweep: SweepResult): readonly Breakeven[] {
  const uncompressed = answered(sweep).find(isUncompressed);
  if (uncompressed === undefined) return [];
  const uncompressedPj = weightEnergyPj(uncompressed);
  return sweep.axes.flatMap(({ path, values }) => {
    if (!path.startsWith('compression.') || values.length < 2 || values.some((value) => typeof value !== 'number'))
      return [];
    const groups = new Map<string, AnsweredCase[]>();
    for (const each of answered(sweep).filter((one) => !isUncompressed(one))) {
      const key = JSON.stringify(othersOf(each, path));
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    return [...groups.values()].map((cases): Breakeven => {
      const numberOf = ({ values: own }: AnsweredCase) => own[path] as number;
      const least = cases.reduce((best, each) => (weightEnergyPj(each) < weightEnergyPj(best) ? each : best));
      return {
        path,
        axis: nameOf(path),
        others: othersOf(cases[0]!, path),
        leastValue: numberOf(least),
        saving: cases.filter((each) => weightEnergyPj(each) < uncompressedPj).map(numberOf),
        values: cases.map(numberOf),
        uncompressedPj,
      };
    });
  });
}

function isUncompressed({ values }: AnsweredCase): boolean {
  const all = Object.values(values);
  return all.length > 0 && all.every((value) => value === null);
}

function differsOnlyIn(each: AnsweredCase, origin: AnsweredCase, path: string): boolean {
  return Object.entries(each.values).every(([key, value]) => key === path || value === origin.values[key]);
}

function othersOf({ values }: AnsweredCase, path: string): Readonly<Record<string, SweepValue>> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== path));
}
