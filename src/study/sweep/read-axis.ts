import type { Issue } from '../../shared/issue.ts';
import type { Located, LocatedEntry, LocatedScalar } from '../../shared/located.ts';
import { parsePath } from '../../shared/path-text.ts';
import { issuePosition } from '../../shared/source-text.ts';
import type { LocatedMap, Target } from './located-tree.ts';

/** What one axis of a sweep stands at; null in the case without compression. */
export type SweepValue = LocatedScalar;

/** An axis as written: where its values go (nowhere for a variable), and the values. */
export interface WrittenAxis {
  readonly path: string;
  readonly target: Target | undefined;
  readonly items: readonly AxisItem[];
}

export interface AxisItem {
  /** What results call it: the value, or its name. */
  readonly value: SweepValue;
  readonly node: Located;
}

/** More values than this are a slip. */
const mostValues = 100_000;

/**
 * `compression.options.k: [2, 4, 8]`; a range, `{ from: 2, to: 8 }` in steps of 1 or `step`, or by `factor`; or a map of named
 * values that may be anything.
 */
export function readAxis(path: string, entry: LocatedEntry, issues: Issue[], parent = 'sweep'): WrittenAxis {
  const steps = parsePath(path).map(String);
  const fault = (message: string, accepted: string) =>
    issues.push(refuse(entry, { code: 'wrong-value', message, path: `${parent}.${path}`, found: path, accepted }));
  if (steps[0] === 'sweep' || steps.some((step) => step === '') || steps.length === 0) {
    fault(`"${path}" is no key of a scenario`, 'a path such as compression.options.k or hardware');
  }
  const items = axisItems(entry.value, fault);
  return { path, target: { steps, entry }, items };
}

export function refuse(entry: LocatedEntry, words: Omit<Issue, 'severity'>): Issue {
  return { severity: 'error', ...words, ...issuePosition(entry.keySource, entry.keyOffset) };
}

function axisItems(node: Located, fault: (message: string, accepted: string) => void): readonly AxisItem[] {
  const range = rangeItems(node, fault);
  if (range !== undefined) return range;
  const { content } = node;
  const accepted = 'a list of texts or numbers, a range { from, to }, or a map of named values';
  if (content instanceof Map) {
    const named = [...(content as LocatedMap)].map(([name, { value }]) => ({ value: name, node: value }));
    if (named.length === 0) fault('there are no values', accepted);
    return named;
  }
  const items = Array.isArray(content) ? (content as readonly Located[]) : [];
  const plain = items.flatMap((item) =>
    typeof item.content === 'object' && item.content !== null
      ? []
      : [{ value: item.content as SweepValue, node: item }],
  );
  if (plain.length === items.length && plain.length > 0) return plain;
  fault('this is not a list of values', accepted);
  return [];
}

const rangeKeys = ['from', 'to', 'step', 'factor'];

/** undefined: this is no range. */
function rangeItems(
  node: Located,
  fault: (message: string, accepted: string) => void,
): readonly AxisItem[] | undefined {
  if (!(node.content instanceof Map)) return undefined;
  const map = node.content as LocatedMap;
  if (!map.has('from') || !map.has('to') || [...map.keys()].some((key) => !rangeKeys.includes(key))) return undefined;
  const figure = (key: string) => map.get(key)?.value.content;
  const [from, to, step, factor] = rangeKeys.map(figure);
  const accepted = '{ from: 2, to: 64, factor: 2 } or { from: 1, to: 9, step: 2 }';
  const given = [from, to, step, factor].filter((each) => each !== undefined);
  if (given.some((each) => typeof each !== 'number') || (step !== undefined && factor !== undefined)) {
    fault('a range has numbers from and to, and a step or a factor', accepted);
    return [];
  }
  const values =
    factor === undefined
      ? counted(from as number, to as number, (step ?? 1) as number)
      : multiplied(from as number, to as number, factor as number);
  if (values === undefined) fault('this range does not lead from one end to the other', accepted);
  return (values ?? []).map((value) => ({ value, node: { ...node, content: value, size: 1 } }));
}

/** Decimal steps leave no trace of the binary fractions they are made of. */
const tidy = (value: number) => Number(value.toPrecision(12));

function counted(from: number, to: number, step: number): readonly number[] | undefined {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (!(step > 0) || !(count >= 1) || count > mostValues) return undefined;
  return Array.from({ length: count }, (_, index) => tidy(from + index * step));
}

function multiplied(from: number, to: number, factor: number): readonly number[] | undefined {
  const count = Math.floor(Math.log(to / from) / Math.log(factor) + 1e-9) + 1;
  if (!(from > 0) || !(factor > 1) || !(count >= 1) || count > mostValues) return undefined;
  return Array.from({ length: count }, (_, index) => tidy(from * factor ** index));
}
