/** How often each of `entries` symbols stands in the stream. */
export function histogramOf(stream: Uint32Array, entries: number): Float64Array {
  const counts = new Float64Array(entries);
  for (let index = 0; index < stream.length; index += 1) counts[stream[index]!]! += 1;
  return counts;
}

/** Empirical entropy H = −Σ p·log2 p in bit per symbol (Shannon 1948); 0 of an empty stream. */
export function entropyBits(counts: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) total += counts[index]!;
  let bits = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index]!;
    if (count > 0) bits += (count / total) * Math.log2(total / count);
  }
  return bits;
}
