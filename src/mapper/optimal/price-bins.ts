/** Prices that stand in so many places of a table, with something added; Infinity: none. Behind them the least and the largest. */
export interface PriceList {
  readonly values: Float64Array;
  readonly count: number;
  readonly from: number;
  readonly step: number;
  readonly plus: number;
}

/** Fills in what stands behind prices. */
export function putEnds({ values, count, from, step }: Omit<PriceList, 'plus'>): void {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = from, end = count * step; at < end; at += step) {
    const own = values[at]!;
    if (own < least) least = own;
    if (own > most && own < Number.POSITIVE_INFINITY) most = own;
  }
  values[count * step] = least;
  values[count * step + 1] = most;
}

/**
 * Prices of what is still open when a level is done, sorted; close ones share the lowest of them, so that there are at most
 * `most`. A table per price then holds a lower bound, exact where prices are few.
 */
export function binPrices(lists: readonly PriceList[], most: number): Float64Array {
  const sorted = lowest(lists, most + 1, 0);
  if (sorted.length <= most) return Float64Array.from(sorted);
  const span = highest(lists) - sorted[0]!;
  return Float64Array.from(lowest(lists, most, span / most));
}

/** The lowest prices, so many at most, each more than `gap` above the one before. */
function lowest(lists: readonly PriceList[], most: number, gap: number): number[] {
  const found: number[] = [];
  while (found.length < most) {
    let next = Number.POSITIVE_INFINITY;
    for (const list of lists) next = Math.min(next, leastAbove(list, found.at(-1) ?? Number.NEGATIVE_INFINITY, gap));
    if (next === Number.POSITIVE_INFINITY) break;
    found.push(next);
  }
  return found;
}

function leastAbove({ values, count, from, step, plus }: PriceList, price: number, gap: number): number {
  const end = count * step;
  const first = values[end]! + plus;
  if (first - price > gap) return first;
  if (values[end + 1]! + plus - price <= gap) return Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < end; at += step) {
    const own = values[at]! + plus;
    if (own < least && own - price > gap) least = own;
  }
  return least;
}

function highest(lists: readonly PriceList[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const { values, count, step, plus } of lists) most = Math.max(most, values[count * step + 1]! + plus);
  return most;
}

/** The last bin that is not above a price. */
export function binOf(bins: Float64Array, price: number): number {
  let low = 0;
  let high = bins.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bins[middle]! <= price) low = middle;
    else high = middle - 1;
  }
  return low;
}
