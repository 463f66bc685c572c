import { InputError, type Issue } from '../../shared/issue.ts';
import { nearest } from '../../shared/nearest.ts';
import { type Parameter, type Parameters, parameterShapes } from './parameters.ts';
import type { NetworkPlan } from './plan.ts';

/** The parameters of this network out of a file's; one report names whatever is missing, foreign, or of another shape. */
export function fitParameters(plan: NetworkPlan, found: Parameters, file: string): Parameters {
  const wanted = parameterShapes(plan);
  const issues: Issue[] = [];
  const add = (message: string, words: Partial<Issue>) =>
    issues.push({ code: 'checkpoint-mismatch', severity: 'error', file, message, ...words });
  const fitted = new Map<string, Parameter>();
  for (const [name, shape] of wanted) {
    const parameter = found.get(name);
    if (parameter === undefined) {
      const meant = nearest(
        name,
        [...found.keys()].filter((each) => !wanted.has(each)),
      );
      add(`"${name}" of network "${plan.name}" is missing`, {
        path: name,
        ...(meant !== undefined && { hint: `is it "${meant}"?` }),
      });
    } else if (!sameShape(parameter.shape, shape)) {
      const [has, wants] = [parameter.shape, shape].map((each) => each.join(' x ')) as [string, string];
      add(`"${name}" has another shape than network "${plan.name}" wants`, { path: name, found: has, accepted: wants });
    } else if (!parameter.data.every(Number.isFinite)) {
      issues.push({
        code: 'weights-not-finite',
        severity: 'error',
        file,
        message: `"${name}" holds a number that is not finite`,
        path: name,
      });
    } else fitted.set(name, { shape, data: parameter.data });
  }
  for (const name of found.keys()) {
    if (!wanted.has(name)) add(`network "${plan.name}" has no parameter "${name}"`, { path: name });
  }
  if (issues.length > 0) throw new InputError(issues.slice(0, 40));
  return fitted;
}

/** Axes of size 1 at the end do not count: fully connected weights are stored as `[outputs, inputs]` or `[outputs, inputs, 1, 1]`. */
function sameShape(a: readonly number[], b: readonly number[]): boolean {
  const longest = Math.max(a.length, b.length);
  return Array.from({ length: longest }, (_, axis) => (a[axis] ?? 1) === (b[axis] ?? 1)).every(Boolean);
}
