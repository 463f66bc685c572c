import type { MapperChoice } from '../../mapper/mapper.ts';

/** Which mappings a case chooses among: its own; all that are found; the best of these for its accelerator. */
export type SearchScope = 'own' | 'all' | 'accelerator';

export function scopeOf(mapper: MapperChoice): SearchScope {
  if (mapper.strategy !== 'templates') return 'own';
  return mapper.searches === 'per-accelerator' ? 'accelerator' : 'all';
}

/** Cases that choose among the same mappings. */
export interface SearchGroup {
  readonly cases: readonly number[];
  /** Whose best mappings these are; all mappings found, or none. */
  readonly among: readonly number[] | 'all' | 'none';
}

export interface SearchPlan {
  /** Cases whose mappings are searched, in order. */
  readonly searched: readonly number[];
  /** In the order of their first cases. */
  readonly groups: readonly SearchGroup[];
}

/**
 * Which cases are searched: all, where some case chooses among all; else, of the cases that differ in compression only, the first
 * and the last.
 */
export function searchPlan(scopes: readonly SearchScope[], groupOf: (index: number) => string): SearchPlan {
  const members = new Map<string, number[]>();
  const all = scopes.includes('all');
  for (const [index, scope] of scopes.entries()) {
    const key = scope === 'accelerator' ? `accelerator ${groupOf(index)}` : scope;
    const known = members.get(key);
    if (known === undefined) members.set(key, [index]);
    else known.push(index);
  }
  const groups = [...members].map(([key, cases]): SearchGroup => {
    if (key === 'own') return { cases, among: 'none' };
    return { cases, among: key === 'all' ? 'all' : [...new Set([cases[0]!, cases.at(-1)!])] };
  });
  const searched = groups.flatMap(({ cases, among }) =>
    among === 'all' || (among === 'none' && all) ? cases : among === 'none' ? [] : among,
  );
  return { searched: searched.toSorted((a, b) => a - b), groups };
}
