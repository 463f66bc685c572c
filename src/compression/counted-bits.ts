import type { CompressedLayer } from './compressed-layer.ts';

/** Bits a layer takes by its encoding alone, biases included: what `bitsAfter` must say. */
export function countedBits({
  encoding,
  weights,
  biases,
}: Pick<CompressedLayer, 'encoding' | 'weights' | 'biases'>): number {
  switch (encoding.kind) {
    case 'dense':
      return weights * encoding.bitsPerWeight + 32 * (encoding.scales + biases);
    case 'sparse':
      return encoding.nonZeros * encoding.bitsPerWeight + encoding.positionBits + 32 * biases;
    case 'codebook': {
      const { tables, entries, vectorLength, entryBits, indexBits, codeTableBits = 0, scales = 0 } = encoding;
      return tables * entries * vectorLength * entryBits + indexBits + codeTableBits + 32 * (scales + biases);
    }
  }
}
