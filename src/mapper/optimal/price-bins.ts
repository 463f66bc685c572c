/** Prices that stand in every so-manieth place of a table, each with something added; Infinity: none. */
export interface PriceList {
  readonly values: Float64Array;
  readonly from: number;
  readonly step: number;
  readonly plus: number;
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

function leastAbove({ values, from, step, plus }: PriceList, price: number, gap: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < values.length; at += step) {
    const own = values[at]! + plus;
    if (own < least && own - price > gap) least = own;
  }
  return least;
}

function highest(lists: readonly PriceList[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const { values, from, step, plus } of lists) {
    for (let at = from; at < values.length; at += step) {
      const own = values[at]! + plus;
      if (own > most && own < Number.POSITIVE_INFINITY) most = own;
    }
  }
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
