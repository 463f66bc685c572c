/**
 * Prices of what is still open when a level is done, sorted; close ones share the lowest of them, so that there are at most
 * `most`. A table per price then holds a lower bound, exact where prices are few.
 */
export function binPrices(prices: Iterable<number>, most: number): Float64Array {
  const sorted = Float64Array.from(new Set(prices)).sort();
  if (sorted.length <= most) return sorted;
  const span = sorted.at(-1)! - sorted[0]!;
  const bins: number[] = [];
  for (const price of sorted) {
    if (bins.length === 0 || price - bins.at(-1)! > span / most) bins.push(price);
  }
  return Float64Array.from(bins);
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
