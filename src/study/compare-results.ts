import type { RunResult } from '../cost/result.ts';
import type { SweptCase } from './run-sweep.ts';

/** Two figures of the same thing; null: one side does not have it. */
export interface Change {
  readonly what: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What is said differently: names, versions, the convention. */
export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** How two results differ; layers and components with the largest change of energy first, those that are equal left out. */
export interface ResultComparison {
  readonly kind: 'run';
  readonly differences: readonly Difference[];
  readonly energyPj: Change;
  readonly cycles: Change;
  readonly areaUm2: Change;
  readonly layers: readonly LayerChange[];
  /** pJ by component, operand and action together. */
  readonly components: readonly Change[];
  /** pJ per action. */
  readonly prices: readonly Change[];
}

export interface LayerChange {
  readonly layer: string;
  readonly energyPj: Change;
  readonly cycles: Change;
  /** Of the mappings, in their text form; null: the same. */
  readonly mapping: { readonly before: string; readonly after: string } | null;
}

/** How the cases of two sweeps differ, case by case. */
export interface SweepComparison {
  readonly kind: 'sweep';
  readonly cases: readonly { readonly label: string; readonly energyPj: Change; readonly cycles: Change }[];
  readonly equal: number;
  /** Cases only one of the two has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** What changed from one result to another, by how much, in which layers. */
export function compareResults(before: RunResult, after: RunResult): ResultComparison {
  const change = (pick: (result: RunResult) => number, what: string): Change => ({
    what,
    before: pick(before),
    after: pick(after),
  });
  return {
    kind: 'run',
    differences: differencesOf(before, after),
    energyPj: change(({ totals }) => totals.energyPj, 'energy'),
    cycles: change(({ totals }) => totals.cycles, 'cycles'),
    areaUm2: change(({ totals }) => totals.areaUm2, 'known area'),
    layers: layerChanges(before, after),
    components: changed(energies(before), energies(after)),
    prices: changed(pricesOf(before), pricesOf(after)),
  };
}

/** Cases are the same when their values are. */
export function compareSweeps(before: readonly SweptCase[], after: readonly SweptCase[]): SweepComparison {
  const key = ({ values }: SweptCase) => JSON.stringify(values);
  const later = new Map(after.map((each) => [key(each), each]));
  const known = new Set(before.map(key));
  const pairs = before.flatMap((each) => {
    const other = later.get(key(each));
    return other === undefined ? [] : [{ each, other }];
  });
  const cases = pairs.map(({ each, other }) => ({
    label: each.label,
    energyPj: {
      what: 'energy',
      before: each.result?.totals.energyPj ?? null,
      after: other.result?.totals.energyPj ?? null,
    },
    cycles: { what: 'cycles', before: each.result?.totals.cycles ?? null, after: other.result?.totals.cycles ?? null },
  }));
  const different = cases.filter(
    ({ energyPj, cycles }) => energyPj.before !== energyPj.after || cycles.before !== cycles.after,
  );
  return {
    kind: 'sweep',
    cases: different,
    equal: cases.length - different.length,
    onlyBefore: before.filter((each) => !later.has(key(each))).map(({ label }) => label),
    onlyAfter: after.filter((each) => !known.has(key(each))).map(({ label }) => label),
  };
}

function differencesOf(before: RunResult, after: RunResult): Difference[] {
  const facts = ({ kjouleVersion, workload, hardware, convention, compression, layers }: RunResult) => ({
    'kjoule version': kjouleVersion,
    network: workload.name,
    batch: String(workload.batch),
    accelerator: hardware.name,
    node: `${hardware.nodeNm} nm`,
    supply: `${hardware.voltageV} V`,
    clock: `${hardware.clockMhz} MHz`,
    convention,
    compression: compression?.engine ?? 'none',
    layers: String(layers.length),
  });
  const [first, second] = [facts(before), facts(after)];
  return (Object.keys(first) as (keyof typeof first)[])
    .filter((what) => first[what] !== second[what])
    .map((what) => ({ what, before: first[what], after: second[what] }));
}

function layerChanges(before: RunResult, after: RunResult): LayerChange[] {
  const names = [...new Set([...before.layers, ...after.layers].map(({ name }) => name))];
  return names
    .map((layer): LayerChange => {
      const [a, b] = [before, after].map(({ layers }) => layers.find(({ name }) => name === layer));
      const both = a !== undefined && b !== undefined && a.mapping !== b.mapping;
      return {
        layer,
        energyPj: { what: layer, before: a?.energyPj ?? null, after: b?.energyPj ?? null },
        cycles: { what: layer, before: a?.cycles ?? null, after: b?.cycles ?? null },
        mapping: both ? { before: a.mapping, after: b.mapping } : null,
      };
    })
    .filter(({ energyPj, cycles }) => energyPj.before !== energyPj.after || cycles.before !== cycles.after)
    .sort((a, b) => size(b.energyPj) - size(a.energyPj));
}

function energies({ rows }: RunResult): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { component, operand, energyPj } of rows) {
    const what = operand === '-' ? component : `${component}, ${operand}`;
    sums.set(what, (sums.get(what) ?? 0) + energyPj);
  }
  return sums;
}

function pricesOf({ sources }: RunResult): ReadonlyMap<string, number> {
  return new Map(sources.map(({ component, action, energyPj }) => [`${component} ${action}`, energyPj]));
}

function changed(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((what): Change => ({ what, before: before.get(what) ?? null, after: after.get(what) ?? null }))
    .filter((each) => each.before !== each.after)
    .sort((a, b) => size(b) - size(a));
}

function size({ before, after }: Change): number {
  return Math.abs((after ?? 0) - (before ?? 0));
}
