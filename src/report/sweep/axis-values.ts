import type { SweepAxis } from '../../study/sweep/expand-sweep.ts';
import type { SweepValue } from '../../study/sweep/read-axis.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import { safeText } from '../safe-text.ts';
import type { AnsweredCase } from './answered.ts';

/** A value of an axis as a reader sees it. */
export function valueText(value: SweepValue | undefined): string {
  return value === null || value === undefined ? 'none' : safeText(String(value));
}

/** The last step of its path; where two axes share it, the whole path. */
export function axisName(path: string, axes: readonly SweepAxis[]): string {
  const name = nameOf(path);
  const shared = axes.some((axis) => axis.path !== path && nameOf(axis.path) === name);
  return safeText(shared ? path : name);
}

/** Axes along which at least two values have an answer. */
export function variedAxes(axes: readonly SweepAxis[], cases: readonly AnsweredCase[]): readonly SweepAxis[] {
  return axes.filter(({ path }) => {
    const values = cases.map(({ values }) => values[path]).filter((value) => value !== null && value !== undefined);
    return new Set(values).size > 1;
  });
}
