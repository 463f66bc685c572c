/** Lengths stay below the width of the bit writer; only absurdly skewed streams would need more. */
const longest = 30;

/**
 * Code length of every symbol in an optimal prefix code (Huffman 1952); 0 for symbols that do not occur, 1 when only one
 * does. Two queues: leaves by count, and the nodes made of them, which come out in order by themselves.
 */
export function huffmanLengths(counts: ArrayLike<number>): Uint8Array {
  let weights = Float64Array.from(counts);
  for (;;) {
    const lengths = lengthsOf(weights);
    if (lengths.every((length) => length <= longest)) return lengths;
    weights = weights.map((count) => Math.ceil(count / 2));
  }
}

function lengthsOf(counts: Float64Array): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const leaves = [...counts.keys()].filter((symbol) => counts[symbol]! > 0);
  leaves.sort((a, b) => counts[a]! - counts[b]! || a - b);
  if (leaves.length < 2) {
    for (const symbol of leaves) lengths[symbol] = 1;
    return lengths;
  }
  const weight = new Float64Array(2 * leaves.length - 1);
  const parent = new Int32Array(weight.length);
  leaves.forEach((symbol, at) => {
    weight[at] = counts[symbol]!;
  });
  let [leaf, node] = [0, leaves.length];
  for (let next = leaves.length; next < weight.length; next += 1) {
    for (let child = 0; child < 2; child += 1) {
      const takeLeaf = leaf < leaves.length && (node >= next || weight[leaf]! <= weight[node]!);
      const taken = takeLeaf ? leaf : node;
      if (takeLeaf) leaf += 1;
      else node += 1;
      weight[next]! += weight[taken]!;
      parent[taken] = next;
    }
  }
  const depth = new Uint8Array(weight.length);
  for (let at = weight.length - 2; at >= 0; at -= 1) depth[at] = depth[parent[at]!]! + 1;
  leaves.forEach((symbol, at) => {
    lengths[symbol] = depth[at]!;
  });
  return lengths;
}

/** Symbols in the order of a canonical code: by length, then by number. */
export function canonicalOrder(lengths: Uint8Array): number[] {
  return [...lengths.keys()]
    .filter((symbol) => lengths[symbol]! > 0)
    .sort((a, b) => lengths[a]! - lengths[b]! || a - b);
}
