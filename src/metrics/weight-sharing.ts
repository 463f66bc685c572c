import type { CodebookEncoding, CompressedLayer } from '../compression/compressed-layer.ts';

/** How much of a layer is left to store and to compute when its vectors are shared. Shares of the uncompressed layer, 0…1. */
export interface SharingFacts {
  /** K/N: what the paper divides by */
  readonly storedShare: number;
  /** d/v: different vectors among the v that meet one input channel */
  readonly distinctShare: number;
  /** Whether d was counted on an index stream, or expected of K entries used equally often. */
  readonly basis: 'measured' | 'expected';
  readonly vectorLength: number;
}

/**
 * Sharing saves computation only among vectors that meet the same activations. With every entry used in one input channel
 * alone, d/v is K/N, the paper's lower bound; with no repetition inside any channel it is 1, the upper bound.
 */
export function sharingFacts(
  layer: CompressedLayer,
  encoding: CodebookEncoding,
  /** input channels of all groups; rows times columns of a filter */
  { channels, filterSize }: { readonly channels: number; readonly filterSize: number },
): SharingFacts {
  const { entries, tables, vectors, vectorLength } = encoding;
  const storedShare = Math.min(1, (entries * tables) / vectors);
  const meeting = (vectors / channels) * Math.max(1, vectorLength / filterSize);
  const measured = layer.indices?.distinctPerInputChannel;
  const distinct = measured ?? expectedDistinct(entries * tables, meeting, layer.zeroShare);
  return {
    storedShare,
    distinctShare: Math.min(1, Math.max(storedShare, distinct / meeting)),
    basis: measured === undefined ? 'expected' : 'measured',
    vectorLength,
  };
}

/** Σ 1 − (1 − p)^v over K entries: one of them zero with probability p0 where vectors are zero, the others alike. */
function expectedDistinct(entries: number, vectors: number, zeroShare: number): number {
  const used = (probability: number) => 1 - (1 - probability) ** vectors;
  if (zeroShare <= 0 || entries < 2) return entries * used(1 / entries);
  return used(zeroShare) + (entries - 1) * used((1 - zeroShare) / (entries - 1));
}
