import { InputError, type Issue } from '../../shared/issue.ts';
import type { Located, LocatedEntry } from '../../shared/located.ts';
import type { ParsedYaml } from '../../shared/parse-yaml.ts';
import { findBaseline } from './baseline.ts';
import { type LocatedMap, without, withValue } from './located-tree.ts';
import { type AxisItem, readAxis, refuse, type SweepValue, type WrittenAxis } from './read-axis.ts';
import { type Rules, readRules } from './rules.ts';

/** One case of a sweep: the scenario with its values in place. */
export interface SweepCase {
  /** By the path the axis is written with. */
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly parsed: ParsedYaml;
}

export interface SweepAxis {
  readonly path: string;
  readonly values: readonly SweepValue[];
}

export interface ExpandedSweep {
  readonly axes: readonly SweepAxis[];
  /** Cases; they are made one by one, when they are asked for. */
  readonly count: number;
  /** The case the others are held against. */
  readonly baseline: number;
  /** Where the scenario says `sweep`; undefined: it does not. */
  readonly entry: LocatedEntry | undefined;
  valuesOf(index: number): SweepCase['values'];
  caseAt(index: number): SweepCase;
}

/** Cases of one scenario; more are refused before anything runs. */
const mostCases = 100_000;
/** Keys of a sweep that are no axes. */
const reserved = ['zip', 'variables', 'derived', 'where', 'baseline'];

/**
 * The cases of a scenario's `sweep:`, every value of an axis with every value of the others, the last axis fastest; axes under
 * `zip` move together. Where every axis varies the compression, the first case is the scenario without any. A scenario
 * without `sweep` is its own only case. Throws InputError for axes that lead nowhere; what a value does not fit, the reader of
 * the case tells.
 */
export async function expandSweep(parsed: ParsedYaml): Promise<ExpandedSweep> {
  const root = parsed.root?.content;
  const entry = root instanceof Map ? (root as LocatedMap).get('sweep') : undefined;
  if (entry === undefined || !(entry.value.content instanceof Map)) {
    const only = { values: {}, parsed };
    return { axes: [], count: 1, baseline: 0, entry: undefined, valuesOf: () => only.values, caseAt: () => only };
  }
  const sweep = entry.value.content as LocatedMap;
  const issues: Issue[] = [];
  const columns = readColumns(sweep, issues);
  refuseTooMany(entry, columns, issues);
  const paths = columns.flatMap(({ axes }) => axes.map(({ path }) => path));
  const rules = await readRules(sweep, paths, issues);
  if (issues.length > 0) throw new InputError([...parsed.faults, ...issues]);
  const cases = casesOf(parsed, columns, rules);
  if (cases.count === 0 && issues.length === 0)
    issues.push(
      refuse(sweep.get('where')!, {
        code: 'no-cases',
        message: 'the conditions leave no case',
        path: 'sweep.where',
        accepted: 'conditions that at least one case meets',
      }),
    );
  const axes = columns.flatMap((column) =>
    column.axes.map(({ path, items }) => ({ path, values: [...new Set(items.map(({ value }) => value))] })),
  );
  const baseline = findBaseline(sweep.get('baseline'), cases, issues);
  if (issues.length > 0) throw new InputError([...parsed.faults, ...issues]);
  return { axes, baseline, entry, ...cases };
}

/** Axes that move together; one alone, mostly. */
interface Column {
  readonly axes: readonly WrittenAxis[];
  readonly length: number;
}

function readColumns(sweep: LocatedMap, issues: Issue[]): readonly Column[] {
  return [...sweep].flatMap(([key, entry]): readonly Column[] => {
    if (key === 'zip') return readZips(entry, issues);
    if (key === 'variables') return readVariables(entry, issues);
    if (reserved.includes(key)) return [];
    const axis = readAxis(key, entry, issues);
    return [{ axes: [axis], length: axis.items.length }];
  });
}

/** Axes that only expressions know. */
function readVariables(entry: LocatedEntry, issues: Issue[]): readonly Column[] {
  if (!(entry.value.content instanceof Map)) {
    issues.push(
      refuse(entry, {
        code: 'wrong-value',
        message: 'variables are a map',
        path: 'sweep.variables',
        accepted: 'lists or ranges by name',
      }),
    );
    return [];
  }
  return [...(entry.value.content as LocatedMap)].map(([name, each]) => {
    const axis = { ...readAxis(name, each, issues, 'sweep.variables'), target: undefined };
    return { axes: [axis], length: axis.items.length };
  });
}

/** A map of axes of one length, or a list of such maps. */
function readZips(entry: LocatedEntry, issues: Issue[]): readonly Column[] {
  const { content } = entry.value;
  const groups = Array.isArray(content) ? (content as readonly Located[]) : [entry.value];
  return groups.flatMap((group): readonly Column[] => {
    if (!(group.content instanceof Map)) {
      issues.push(
        refuse(entry, {
          code: 'wrong-value',
          message: 'axes that move together are a map',
          path: 'sweep.zip',
          accepted: 'axes by path, or a list of such maps',
        }),
      );
      return [];
    }
    const axes = [...(group.content as LocatedMap)].map(([path, each]) => readAxis(path, each, issues, 'sweep.zip'));
    const lengths = axes.map(({ items }) => items.length);
    if (new Set(lengths).size > 1) {
      issues.push(
        refuse(entry, {
          code: 'wrong-value',
          message: 'axes that move together have as many values each',
          path: 'sweep.zip',
          found: lengths.join(', '),
          accepted: 'lists of one length',
        }),
      );
    }
    return [{ axes, length: lengths[0] ?? 0 }];
  });
}

function refuseTooMany(entry: LocatedEntry, columns: readonly Column[], issues: Issue[]): void {
  const count = columns.reduce((product, { length }) => product * Math.max(1, length), 1);
  if (count <= mostCases) return;
  const message = `the axes make ${count} cases`;
  issues.push(refuse(entry, { code: 'too-many-cases', message, path: 'sweep', accepted: `at most ${mostCases}` }));
}

/** The cases that conditions leave, by their places among all; expressions of every case are tried here. */
function casesOf(
  parsed: ParsedYaml,
  columns: readonly Column[],
  rules: Rules,
): Pick<ExpandedSweep, 'count' | 'valuesOf' | 'caseAt'> {
  const whole = without(parsed.root!, ['sweep']);
  const all = columns.reduce((product, { length }) => product * length, 1);
  const chosen = (place: number) => chosenAt(columns, place);
  const treeAt = (place: number) => {
    const set = chosen(place).reduce(
      (tree, [{ target }, { node }]) => (target === undefined ? tree : withValue(tree, target, node)),
      whole,
    );
    return rules.apply(set, valuesAt(chosen(place)));
  };
  const places = Array.from({ length: all }, (_, place) => place);
  const kept = Int32Array.from(rules.none ? places : places.filter((place) => treeAt(place) !== undefined));
  const extra = kept.length > 0 && isUncompressible(columns) ? 1 : 0;
  const uncompressed = (): SweepCase => {
    const values = Object.fromEntries(chosen(kept[0]!).map(([{ path }]) => [path, null]));
    return { values, parsed: { ...parsed, root: without(treeAt(kept[0]!)!, ['compression']) } };
  };
  return {
    count: kept.length + extra,
    valuesOf: (index) => (index < extra ? uncompressed().values : valuesAt(chosen(kept[index - extra]!))),
    caseAt: (index) => {
      if (index < extra) return uncompressed();
      const place = kept[index - extra]!;
      return { values: valuesAt(chosen(place)), parsed: { ...parsed, root: treeAt(place)! } };
    },
  };
}

type Chosen = readonly [WrittenAxis, AxisItem];

/** One value per axis, the last column fastest. */
function chosenAt(columns: readonly Column[], place: number): readonly Chosen[] {
  const chosen: Chosen[][] = [];
  let rest = place;
  for (const { axes, length } of [...columns].reverse()) {
    chosen.unshift(axes.map((axis): Chosen => [axis, axis.items[rest % length]!]));
    rest = Math.floor(rest / length);
  }
  return chosen.flat();
}

function valuesAt(chosen: readonly Chosen[]): SweepCase['values'] {
  return Object.fromEntries(chosen.map(([{ path }, { value }]) => [path, value]));
}

/** All axes are about compression, so that the scenario as if nothing were compressed is a case as well. */
function isUncompressible(columns: readonly Column[]): boolean {
  const targets = columns.flatMap(({ axes }) => axes.flatMap(({ target }) => target ?? []));
  return targets.length > 0 && targets.every(({ steps }) => steps[0] === 'compression' && steps.length > 1);
}
