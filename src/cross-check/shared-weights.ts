import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { elements, type ToolLayer } from './tool-layer.ts';

/** Ways to enter compressed weights into a file that knows zeros and bit widths only. */
export const weightEncodings = ['bits', 'entropy', 'as-pruned'] as const;
export type WeightEncodingName = (typeof weightEncodings)[number];

/**
 * A layer with its weights entered as compressed. Of shared weights the file has no field, and the paper does not say how
 * they were entered:
 *
 * - `bits`: weights as wide as their share of a plain index and of the table, ⌈log2 K⌉/s + table bits / weights;
 * - `entropy`: the same with indices as coded;
 * - `as-pruned`: at full width, all vectors but K counted as zeros.
 *
 * Weights that are pruned are zeros, those that are quantised narrow, under every encoding.
 */
export function withCompressedWeights(
  layer: ToolLayer,
  compressed: CompressedLayer,
  name: WeightEncodingName,
): ToolLayer {
  const { filter } = layer;
  const { encoding } = compressed;
  const weights = elements(filter);
  if (encoding.kind === 'dense') {
    return { ...layer, filter: { ...filter, bits: Math.min(filter.bits, encoding.bitsPerWeight) } };
  }
  if (encoding.kind === 'sparse') {
    const bits = Math.min(filter.bits, encoding.bitsPerWeight);
    return { ...layer, filter: { ...filter, bits, zeros: weights - encoding.nonZeros } };
  }
  const stored = encoding.entries * encoding.tables * encoding.vectorLength;
  if (name === 'as-pruned') return { ...layer, filter: { ...filter, zeros: Math.max(0, weights - stored) } };
  const plain = encoding.vectors * Math.ceil(Math.log2(encoding.entries));
  const indices = name === 'bits' ? plain : encoding.indexBits;
  const bits = (indices + stored * Math.min(filter.bits, encoding.entryBits)) / weights;
  return { ...layer, filter: { ...filter, bits } };
}
