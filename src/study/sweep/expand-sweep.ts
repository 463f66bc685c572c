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
  readonly cases: readonly SweepCase[];
  /** The case the others are held against. */
  readonly baseline: number;
}

/** Cases of one scenario; more are refused before anything runs. */
const mostCases = 1000;
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
  if (entry === undefined || !(entry.value.content instanceof Map))
    return { axes: [], cases: [{ values: {}, parsed }], baseline: 0 };
  const sweep = entry.value.content as LocatedMap;
  const issues: Issue[] = [];
  const columns = readColumns(sweep, issues);
  refuseTooMany(entry, columns, issues);
  const paths = columns.flatMap(({ axes }) => axes.map(({ path }) => path));
  const rules = await readRules(sweep, paths, issues);
  if (issues.length > 0) throw new InputError([...parsed.faults, ...issues]);
  const plain = casesOf(parsed, columns, rules);
  if (plain.length === 0 && issues.length === 0)
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
  const cases = [...uncompressed(parsed, columns, plain), ...plain];
  const baseline = findBaseline(sweep.get('baseline'), cases, issues);
  if (issues.length > 0) throw new InputError([...parsed.faults, ...issues]);
  return { axes, cases, baseline };
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

function casesOf(parsed: ParsedYaml, columns: readonly Column[], rules: Rules): readonly SweepCase[] {
  const whole = without(parsed.root!, ['sweep']);
  return product(columns.map(({ length }) => length)).flatMap((places): SweepCase[] => {
    const chosen = columns.flatMap(({ axes }, at) =>
      axes.map((axis): [WrittenAxis, AxisItem] => [axis, axis.items[places[at]!]!]),
    );
    const values = Object.fromEntries(chosen.map(([{ path }, { value }]) => [path, value]));
    const set = chosen.reduce(
      (tree, [{ target }, { node }]) => (target === undefined ? tree : withValue(tree, target, node)),
      whole,
    );
    const root = rules.apply(set, values);
    return root === undefined ? [] : [{ values, parsed: { ...parsed, root } }];
  });
}

/** The scenario as if nothing were compressed, where all axes are about compression. */
function uncompressed(
  parsed: ParsedYaml,
  columns: readonly Column[],
  cases: readonly SweepCase[],
): readonly SweepCase[] {
  const [first] = cases;
  const targets = columns.flatMap(({ axes }) => axes.flatMap(({ target }) => target ?? []));
  if (
    first === undefined ||
    targets.length === 0 ||
    targets.some(({ steps }) => steps[0] !== 'compression' || steps.length < 2)
  )
    return [];
  const values = Object.fromEntries(Object.keys(first.values).map((path) => [path, null]));
  return [{ values, parsed: { ...parsed, root: without(first.parsed.root!, ['compression']) } }];
}

/** Every choice of one place per list, the last list fastest. */
function product(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (choices, length) => choices.flatMap((choice) => Array.from({ length }, (_, at) => [...choice, at])),
    [[]],
  );
}
