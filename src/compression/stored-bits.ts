import type { CompressedLayer } from './compressed-layer.ts';

/**
 * Bits a weight takes in memory: index bits ÷ vector length, or values and positions of a sparse layer ÷ weights. A decoder
 * that takes plain indices only sees ⌈log2 K⌉ bits, however short the codes at rest are. Tables are counted apart.
 */
export function storedBitsPerWeight({ encoding, weights }: CompressedLayer, coding: 'plain' | 'entropy'): number {
  if (encoding.kind === 'dense') return encoding.bitsPerWeight;
  if (encoding.kind === 'sparse') {
    return (encoding.nonZeros * encoding.bitsPerWeight + encoding.positionBits) / weights;
  }
  const plain = encoding.vectors * Math.ceil(Math.log2(Math.max(2, encoding.entries)));
  return (coding === 'entropy' ? Math.min(encoding.indexBits, plain) : plain) / weights;
}
