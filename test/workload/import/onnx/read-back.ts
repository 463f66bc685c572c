import { InputError, type Issue } from '../../../../src/shared/issue.ts';
import { operandElements } from '../../../../src/workload/problem.ts';
import type { Layer } from '../../../../src/workload/workload.ts';

/** Sizes by dimension name. */
export function sizes(layer: Layer | undefined): Record<string, number> {
  return Object.fromEntries((layer?.problem.dimensions ?? []).map(({ name, size }) => [name, size]));
}

/** Elements by operand name. */
export function elements(layer: Layer | undefined): Record<string, number> {
  if (layer === undefined) return {};
  return Object.fromEntries(layer.problem.operands.map((each) => [each.name, operandElements(layer.problem, each)]));
}

/** The issues of the InputError that `work` throws. */
export function issuesOf(work: () => unknown): readonly Issue[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  throw new Error('nothing was thrown');
}
