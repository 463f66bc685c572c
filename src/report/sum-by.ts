/** Sums per key, keys in order of first appearance. */
export function sumBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  value: (item: Item) => number,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const item of items) {
    const name = key(item);
    sums.set(name, (sums.get(name) ?? 0) + value(item));
  }
  return sums;
}
