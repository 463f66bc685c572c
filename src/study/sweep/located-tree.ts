import type { Located, LocatedEntry } from '../../shared/located.ts';

export type LocatedMap = ReadonlyMap<string, LocatedEntry>;

/** The tree without some keys of its outermost map. */
export function without(node: Located, keys: readonly string[]): Located {
  const entries = [...(node.content as LocatedMap)].filter(([key]) => !keys.includes(key));
  return { ...node, content: new Map(entries) };
}

/** Where a value goes, and the key that says so. */
export interface Target {
  readonly steps: readonly string[];
  readonly entry: LocatedEntry;
}

/** The tree with a value at a path; maps on the way are made where there are none. */
export function withValue(node: Located, { steps, entry }: Target, value: Located): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const map: LocatedMap = node.content instanceof Map ? (node.content as LocatedMap) : new Map();
  const known = map.get(step);
  const below = known?.value ?? { source: value.source, offset: value.offset, content: new Map(), size: 1 };
  const keyed = known ?? { keySource: entry.keySource, keyOffset: entry.keyOffset };
  const child = withValue(below, { steps: rest, entry }, value);
  return { ...node, content: new Map([...map, [step, { ...keyed, value: child }]]) };
}
