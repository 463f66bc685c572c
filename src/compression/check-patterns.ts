import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { type Path, pathText } from '../shared/path-text.ts';
import { fitsGlob } from './glob.ts';
import type { WeightedLayer } from './weighted-layers.ts';

/** Options that name layers by patterns: a list, or a map with figures for each. */
export interface LayerPatterns {
  readonly exclude?: readonly string[] | undefined;
  readonly layers?: object | undefined;
}

/** Patterns must name a layer: a slip would silently compress what was to be left out. */
export function checkPatterns(
  { exclude = [], layers = {} }: LayerPatterns,
  weighted: readonly Pick<WeightedLayer, 'layer'>[],
): void {
  const names = weighted.map(({ layer }) => layer.name);
  const patterns: (readonly [pattern: string, path: Path])[] = [
    ...exclude.map((pattern, index) => [pattern, ['exclude', index]] as const),
    ...Object.keys(layers).map((pattern) => [pattern, ['layers', pattern]] as const),
  ];
  const wrong = patterns.filter(([pattern]) => !names.some((name) => fitsGlob(name, pattern)));
  if (wrong.length > 0) throw new InputError(wrong.map(([found, path]) => noSuchLayer(found, path, names)));
}

function noSuchLayer(found: string, path: Path, names: readonly string[]): Issue {
  const meant = nearest(found, names);
  return {
    code: 'no-such-layer',
    severity: 'error',
    message: `no layer with weights is called "${found}"`,
    path: pathText(path),
    found,
    accepted: names.slice(0, 30).join(', ') + (names.length > 30 ? ` and ${names.length - 30} more` : ''),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  };
}
