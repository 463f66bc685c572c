import type { Issue } from '../../../shared/issue.ts';
import { nearest } from '../../../shared/nearest.ts';
import type { Activity } from './read-activity.ts';

/** A fault for every row of a table whose layer is none of `names`. */
export function strangeLayers(
  activity: Activity,
  names: readonly string[],
  message: (name: string) => string,
): Issue[] {
  return [...activity.layers]
    .filter(([name]) => !names.includes(name))
    .map(([name, { place }]) => {
      const meant = nearest(name, names);
      return {
        code: 'no-such-layer',
        severity: 'error',
        message: message(name),
        ...place,
        found: name,
        accepted: names.join(', '),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
      };
    });
}
