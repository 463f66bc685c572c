import type { CompressedLayer } from './compressed-layer.ts';

/**
 * Share of the vectors that carry each table entry: measured on the index stream; without one (assumed) the zeros have an
 * entry of their own and the others are equally common. Undefined when weights are not shared.
 */
export function entryShares({ encoding, indices, zeroShare }: CompressedLayer): Float64Array | undefined {
  if (encoding.kind !== 'codebook') return undefined;
  if (indices !== undefined) return Float64Array.from(indices.histogram, (count) => count / encoding.vectors);
  const { entries } = encoding;
  if (zeroShare === 0 || entries === 1) return new Float64Array(entries).fill(1 / entries);
  const shares = new Float64Array(entries).fill((1 - zeroShare) / (entries - 1));
  shares[0] = zeroShare;
  return shares;
}

/**
 * Expected count of different entries among `draws` independent vectors, Σ 1 − (1 − p)^draws. With `perEntry` words an
 * entry, of different words among `draws` words.
 */
export function expectedDistinct(shares: Float64Array, draws: number, perEntry = 1): number {
  if (draws === 0) return 0;
  let distinct = 0;
  for (let entry = 0; entry < shares.length; entry += 1) {
    const share = shares[entry]! / perEntry;
    if (share > 0) distinct += -Math.expm1(draws * Math.log1p(-Math.min(share, 1)));
  }
  return Math.min(distinct * perEntry, draws);
}

/** Expected count of groups of at most `most` equal words among `draws`: Σ over words of E⌈count / most⌉, Poisson counts. */
export function expectedGroups(
  shares: Float64Array,
  draws: number,
  { perEntry, most }: { readonly perEntry: number; readonly most: number },
): number {
  let groups = 0;
  for (let entry = 0; entry < shares.length; entry += 1) {
    groups += perEntry * meanGroups((shares[entry]! / perEntry) * draws, most);
  }
  return Math.min(groups, draws);
}

/** E⌈X / most⌉ of a Poisson count: Σ P(X > j·most). */
function meanGroups(mean: number, most: number): number {
  if (mean === 0) return 0;
  // Far from the first group's end the ceiling adds half a group on average.
  if (mean > 40 * most) return mean / most + 0.5;
  let probability = Math.exp(-mean);
  let cumulative = probability;
  let groups = 1 - cumulative;
  const last = Math.ceil(mean + 10 * Math.sqrt(mean) + 10);
  for (let count = 1; count <= last; count += 1) {
    probability *= mean / count;
    cumulative += probability;
    if (count % most === 0) groups += Math.max(0, 1 - cumulative);
  }
  return groups;
}
