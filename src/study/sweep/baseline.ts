import type { Issue } from '../../shared/issue.ts';
import type { LocatedEntry } from '../../shared/located.ts';
import type { LocatedMap } from './located-tree.ts';
import { refuse, type SweepValue } from './read-axis.ts';
import { nameOf } from './rules.ts';

/** The first case that has these values, by path or its last step; the first of all without a baseline. */
export function findBaseline(
  entry: LocatedEntry | undefined,
  cases: { readonly count: number; valuesOf(index: number): Readonly<Record<string, SweepValue>> },
  issues: Issue[],
): number {
  if (entry === undefined) return 0;
  const fault = (message: string, found: string) =>
    issues.push(
      refuse(entry, {
        code: 'no-such-case',
        message,
        path: 'sweep.baseline',
        found,
        accepted: 'values of axes, such as { k: 256 }',
      }),
    );
  if (!(entry.value.content instanceof Map)) {
    fault('a baseline is a map of values', String(entry.value.content));
    return 0;
  }
  const wanted = [...(entry.value.content as LocatedMap)].map(([key, { value }]) => [key, value.content] as const);
  const meets = (index: number) => {
    const values = Object.entries(cases.valuesOf(index));
    return wanted.every(([key, value]) =>
      values.some(([path, own]) => (path === key || nameOf(path) === key) && own === value),
    );
  };
  let found = 0;
  while (found < cases.count && !meets(found)) found += 1;
  if (found === cases.count)
    fault('no case of the sweep has these values', wanted.map(([key, value]) => `${key}: ${value}`).join(', '));
  return found === cases.count ? 0 : found;
}
