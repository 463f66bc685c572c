import { InputError, type Issue } from '../shared/issue.ts';
import type { Located, LocatedEntry, LocatedScalar } from '../shared/located.ts';
import type { ParsedYaml } from '../shared/parse-yaml.ts';
import { parsePath } from '../shared/path-text.ts';
import { issuePosition } from '../shared/source-text.ts';

/** What one axis of a sweep stands at; null in the case without compression. */
export type SweepValue = LocatedScalar;

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

/** Cases of one scenario; more are refused before anything runs. */
const mostCases = 1000;

/**
 * The cases of a scenario's `sweep:`, every value of an axis with every value of the others, the last axis fastest. Where
 * an axis varies the compression, the first case is the scenario without any. A scenario without `sweep` has no axes
 * and is its own only case. Throws InputError for axes that lead nowhere; what a value does not fit, the reader of the case tells.
 */
export function expandSweep(parsed: ParsedYaml): { readonly axes: readonly SweepAxis[]; readonly cases: SweepCase[] } {
  const root = parsed.root?.content;
  const entry = root instanceof Map ? (root as LocatedMap).get('sweep') : undefined;
  if (entry === undefined || !(entry.value.content instanceof Map))
    return { axes: [], cases: [{ values: {}, parsed }] };
  const written = [...(entry.value.content as LocatedMap)].map(([path, axis]) => readAxis(path, axis));
  const issues = written.flatMap((axis) => axis.issues);
  const count = written.reduce((product, axis) => product * Math.max(1, axis.items.length), 1);
  if (count > mostCases) {
    const message = `the axes make ${count} cases`;
    issues.push(refuse(entry, { code: 'too-many-cases', message, path: 'sweep', accepted: `at most ${mostCases}` }));
  }
  if (issues.length > 0) throw new InputError([...parsed.faults, ...issues]);
  const whole = without(parsed.root!, ['sweep']);
  const cases = product(written.map((axis) => axis.items)).map((items): SweepCase => {
    const set = items.reduce((tree, item, index) => withValue(tree, written[index]!, item.node), whole);
    const values = written.map((axis, index) => [axis.path, items[index]!.value] as const);
    return { values: Object.fromEntries(values), parsed: { ...parsed, root: set } };
  });
  const axes = written.map(({ path, items }) => ({ path, values: items.map(({ value }) => value) }));
  return { axes, cases: [...uncompressed(parsed, axes, cases), ...cases] };
}

type LocatedMap = ReadonlyMap<string, LocatedEntry>;

interface WrittenAxis {
  readonly path: string;
  readonly steps: readonly string[];
  readonly entry: LocatedEntry;
  readonly items: readonly AxisItem[];
  readonly issues: readonly Issue[];
}

interface AxisItem {
  /** What results call it: the value, or its name. */
  readonly value: SweepValue;
  readonly node: Located;
}

/** `compression.options.k: [2, 4, 8]`, or a map of named values that may be anything. */
function readAxis(path: string, entry: LocatedEntry): WrittenAxis {
  const steps = parsePath(path).map(String);
  const items = axisItems(entry.value);
  const issues: Issue[] = [];
  const fault = (code: string, message: string, accepted: string) =>
    issues.push(refuse(entry, { code, message, path: `sweep.${path}`, found: path, accepted }));
  if (steps[0] === 'sweep' || steps.some((step) => step === '')) {
    fault('wrong-value', `"${path}" is no key of a scenario`, 'a path such as compression.options.k or hardware');
  }
  if (items.length === 0) {
    fault('wrong-value', `"${path}" is not a list of values`, 'a list of texts or numbers, or a map of named values');
  }
  return { path, steps, entry, items, issues };
}

/** Empty when the axis holds none, or values that need a name have none. */
function axisItems({ content }: Located): AxisItem[] {
  if (content instanceof Map) {
    return [...(content as LocatedMap)].map(([name, { value }]) => ({ value: name, node: value }));
  }
  const items = Array.isArray(content) ? (content as readonly Located[]) : [];
  const plain = items.flatMap((node) =>
    typeof node.content === 'object' && node.content !== null ? [] : [{ value: node.content, node }],
  );
  return plain.length === items.length ? plain : [];
}

function refuse(entry: LocatedEntry, words: Omit<Issue, 'severity'>): Issue {
  return { severity: 'error', ...words, ...issuePosition(entry.keySource, entry.keyOffset) };
}

/** The scenario as if nothing were compressed, where an axis is about compression. */
function uncompressed(parsed: ParsedYaml, axes: readonly SweepAxis[], cases: readonly SweepCase[]): SweepCase[] {
  const [first] = cases;
  const own = axes.filter(({ path }) => path.startsWith('compression.'));
  if (own.length === 0 || own.length !== axes.length || first === undefined) return [];
  const values = Object.fromEntries(axes.map(({ path }) => [path, null]));
  return [{ values, parsed: { ...parsed, root: without(first.parsed.root!, ['compression']) } }];
}

function without(node: Located, keys: readonly string[]): Located {
  const entries = [...(node.content as LocatedMap)].filter(([key]) => !keys.includes(key));
  return { ...node, content: new Map(entries) };
}

/** The tree with a value at a path; maps on the way are made where there are none. */
function withValue(node: Located, { steps, entry }: Pick<WrittenAxis, 'steps' | 'entry'>, value: Located): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const map: LocatedMap = node.content instanceof Map ? (node.content as LocatedMap) : new Map();
  const known = map.get(step);
  const below = known?.value ?? { source: value.source, offset: value.offset, content: new Map(), size: 1 };
  const keyed = known ?? { keySource: entry.keySource, keyOffset: entry.keyOffset };
  const child = withValue(below, { steps: rest, entry }, value);
  return { ...node, content: new Map([...map, [step, { ...keyed, value: child }]]) };
}

/** Every choice of one item per list, the last list fastest. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (choices, list) => choices.flatMap((choice) => list.map((item) => [...choice, item])),
    [[]],
  );
}
