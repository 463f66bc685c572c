/** The compression ratios of Wu et al. 2018 (Deep k-Means); `docs/compression.md` gives the equations. */

/** What the formulas need of a layer whose weights are shared. */
export interface SharedLayer {
  readonly entries: number;
  readonly vectorLength: number;
  readonly vectors: number;
  readonly biases: number;
}

/** Bits as the authors' released code counts them: 32·K·s + N·H + 32·|bias|, `indexBits` being H or a bound of it. */
export function sharedBits(layer: SharedLayer, indexBits: number): number {
  return 32 * layer.entries * layer.vectorLength + layer.vectors * indexBits + 32 * layer.biases;
}

/** Fig. 1, one layer: 32(|W|+|b|) / (32·K·s + N·log2 K + 32·|b|), the logarithm not rounded. */
export function layerRatio(layer: SharedLayer): number {
  return (32 * (layer.vectors * layer.vectorLength + layer.biases)) / sharedBits(layer, Math.log2(layer.entries));
}

/**
 * The most an index can cost when the share p of the vectors has one entry: h(p) + (1−p)·log2(K−1), h the binary entropy.
 */
export function entropyBound(entries: number, sparsity: number): number {
  const rest = entries > 1 ? Math.log2(entries - 1) : 0;
  if (sparsity <= 0) return Math.log2(entries);
  if (sparsity >= 1) return 0;
  const binary = -sparsity * Math.log2(sparsity) - (1 - sparsity) * Math.log2(1 - sparsity);
  return binary + (1 - sparsity) * rest;
}

/** All bits before over all bits after. */
export function networkRatio(layers: readonly { readonly bitsBefore: number; readonly bitsAfter: number }[]): number {
  const sum = (pick: (layer: { bitsBefore: number; bitsAfter: number }) => number) =>
    layers.reduce((total, layer) => total + pick(layer), 0);
  return sum(({ bitsBefore }) => bitsBefore) / sum(({ bitsAfter }) => bitsAfter);
}
