import type { CodebookEncoding, CompressedLayer } from './compressed-layer.ts';

/** How a memory in front of a decoder holds indices. */
export interface IndexStorage {
  readonly coding: 'plain' | 'entropy' | 'runs';
  readonly runBits: number;
  /** Bits of a weight as the array multiplies it: values that are stored as they are take no more. */
  readonly wordBits: number;
}

/**
 * Bits a weight takes in memory: index bits ÷ vector length, or values and positions of a sparse layer ÷ weights. A decoder
 * that takes plain indices only sees ⌈log2 K⌉ bits, however short the codes at rest are. Tables are counted apart.
 */
export function storedBitsPerWeight({ encoding, weights, zeroShare }: CompressedLayer, storage: IndexStorage): number {
  if (encoding.kind === 'codebook') return indexBits(encoding, storage, zeroShare) / weights;
  const valueBits = Math.min(encoding.bitsPerWeight, storage.wordBits);
  return encoding.kind === 'dense' ? valueBits : (encoding.nonZeros * valueBits + encoding.positionBits) / weights;
}

/** All index bits of a layer, as stored. */
function indexBits(encoding: CodebookEncoding, { coding, runBits }: IndexStorage, zeroShare: number): number {
  const width = Math.ceil(Math.log2(Math.max(2, encoding.entries)));
  const plain = encoding.vectors * width;
  if (coding === 'plain') return plain;
  if (coding === 'entropy') return Math.min(encoding.indexBits, plain);
  return encoding.vectors * storedSymbols(zeroShare, runBits) * (width + runBits);
}

/**
 * Symbols a vector costs with runs of zeros: what is not zero, and a stored zero wherever a run is longer than its bits
 * can say; zeros fall independently (assumption A35).
 */
export function storedSymbols(zeroShare: number, runBits: number): number {
  if (zeroShare >= 1) return 2 ** -runBits;
  const tooLong = zeroShare ** (2 ** runBits);
  return (1 - zeroShare) * (1 + tooLong / (1 - tooLong));
}
