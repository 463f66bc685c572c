import { InputError } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { CheckedLayer } from './check-weights.ts';
import { fitsGlob } from './glob.ts';

/** Patterns must name a layer: a slip would silently compress what was to be left out. */
export function checkPatterns(key: string, patterns: readonly string[], layers: readonly CheckedLayer[]): void {
  const names = layers.map(({ layer }) => layer.name);
  const wrong = patterns.filter((pattern) => !names.some((name) => fitsGlob(name, pattern)));
  if (wrong.length === 0) return;
  throw new InputError(
    wrong.map((found) => {
      const meant = nearest(found, names);
      return {
        code: 'no-such-layer',
        severity: 'error' as const,
        message: `no layer with weights is called "${found}"`,
        path: key,
        found,
        accepted: names.slice(0, 30).join(', ') + (names.length > 30 ? ` and ${names.length - 30} more` : ''),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
      };
    }),
  );
}
