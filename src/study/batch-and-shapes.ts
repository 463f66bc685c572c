import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { WorkloadOptions } from './scenario.ts';

type Shapes = NonNullable<WorkloadOptions['inputShapes']>;

/**
 * The batch, and input shapes that agree with it: 1 as a shape's first size stands for the batch, and without a batch the
 * first shape gives it; without either the network's own holds. Values the schema refuses count as not given.
 */
export function batchAndShapes(
  draft: InputDocument<unknown>,
  overrides: { readonly batch?: number },
  issues: Issue[],
): WorkloadOptions {
  const written = (draft.value ?? {}) as { readonly batch?: unknown; readonly inputShapes?: unknown };
  const shapes = isShapes(written.inputShapes) ? written.inputShapes : undefined;
  const asked = overrides.batch ?? (isCount(written.batch) ? written.batch : undefined);
  const first = shapes && Object.values(shapes)[0]?.[0];
  const batch = asked ?? first;
  if (shapes === undefined || batch === undefined) return batch === undefined ? {} : { batch };
  const [name] = Object.keys(shapes);
  if (overrides.batch === undefined && first !== undefined && first !== 1 && first !== batch) {
    issues.push(
      draft.issue(['inputShapes', name!, 0], {
        code: 'conflicting-keys',
        message: `the batch is ${batch}, but "${name}" starts with ${first}`,
        found: String(first),
        accepted: `1 or ${batch}`,
      }),
    );
  }
  const own = shapes[name!]!;
  return { batch, inputShapes: { ...shapes, [name!]: [batch, ...own.slice(1)] } };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isShapes(value: unknown): value is Shapes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const shapes = Object.values(value);
  return shapes.length > 0 && shapes.every((shape) => Array.isArray(shape) && shape.length > 0 && shape.every(isCount));
}
