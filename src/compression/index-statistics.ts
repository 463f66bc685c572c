import { arithmeticEncode } from './coding/arithmetic.ts';
import { entropyBits, histogramOf } from './coding/entropy.ts';
import { codingFrequencies } from './coding/frequencies.ts';
import { huffmanLengths } from './coding/huffman-code.ts';
import { plainIndexBits } from './coding/plain-index-bits.ts';
import type { CodebookEncoding, IndexStatistics } from './compressed-layer.ts';
import type { WeightTensor } from './engine.ts';

/** An index stream and how its vectors lie in the weights. */
export interface Indexed {
  readonly indices: Uint32Array;
  readonly entries: number;
  readonly tables: number;
  readonly vectorLength: number;
  readonly shape: WeightTensor['shape'];
  /** Groups of the convolution. */
  readonly groups: number;
}

/** Measures an index stream; the arithmetic coder really runs. */
export function indexStatistics(indexed: Indexed): IndexStatistics {
  const { indices, entries } = indexed;
  const counts = histogramOf(indices, entries);
  const lengths = huffmanLengths(counts);
  const huffman = counts.reduce((bits, count, symbol) => bits + count * lengths[symbol]!, 0);
  const arithmetic = arithmeticEncode(indices, codingFrequencies(counts)).length * 8;
  return {
    histogram: [...counts],
    entropyBits: entropyBits(counts),
    plainBits: plainIndexBits(entries),
    huffmanBits: huffman / indices.length,
    arithmeticBits: arithmetic / indices.length,
    distinctPerInputChannel: distinctPerInputChannel(indexed),
  };
}

/** Bits of the stream in a coding, and of the table that describes the code: 8-bit lengths or 16-bit frequencies. */
export function codedBits(
  statistics: IndexStatistics,
  coding: CodebookEncoding['coding'],
  vectors: number,
): { readonly indexBits: number; readonly codeTableBits: number } {
  const entries = statistics.histogram.length;
  switch (coding) {
    case 'plain':
      return { indexBits: vectors * statistics.plainBits, codeTableBits: 0 };
    case 'huffman':
      return { indexBits: Math.round(vectors * statistics.huffmanBits), codeTableBits: 8 * entries };
    case 'arithmetic':
      return { indexBits: Math.round(vectors * statistics.arithmeticBits), codeTableBits: 16 * entries };
    case 'entropy-bound':
      return { indexBits: vectors * statistics.entropyBits, codeTableBits: 0 };
    case 'computed':
      return { indexBits: 0, codeTableBits: 0 };
  }
}

/** Mean over input channels of the count of different vectors that meet the channel, all its outputs and rows together. */
function distinctPerInputChannel({ indices, entries, tables, vectorLength, shape, groups }: Indexed): number {
  const [outputs, inputs, rows, columns] = shape;
  const perTable = indices.length / tables;
  const seen = new Uint32Array(tables * entries);
  const outputsPerGroup = outputs / groups;
  let distinct = 0;
  for (let group = 0, channel = 1; group < groups; group += 1) {
    for (let c = 0; c < inputs; c += 1, channel += 1) {
      for (let m = group * outputsPerGroup; m < (group + 1) * outputsPerGroup; m += 1) {
        const from = (m * inputs + c) * rows * columns;
        const end = Math.ceil((from + rows * columns) / vectorLength);
        for (let vector = Math.floor(from / vectorLength); vector < end; vector += 1) {
          const entry = Math.floor(vector / perTable) * entries + indices[vector]!;
          if (seen[entry] === channel) continue;
          seen[entry] = channel;
          distinct += 1;
        }
      }
    }
  }
  return distinct / (groups * inputs);
}
