import { packBits, unpackBits } from '../compression/coding/packed.ts';
import { plainIndexBits } from '../compression/coding/plain-index-bits.ts';
import type { CodebookEncoding } from '../compression/compressed-layer.ts';
import type { CompressedTensor } from '../compression/engine.ts';
import { atScale, quantise } from './fixed-point.ts';

/** A layer's weights as the outermost memory holds them. */
export interface StoredWeights {
  /** Per weight: its word; or with a table its index times the vector length plus its place in the vector. */
  readonly stored: Int32Array;
  /** Words of the look-up table, entry by entry, all tables of the layer one after another. */
  readonly table?: Int32Array | undefined;
  /** Words of one entry; 1 without a table. */
  readonly vectorLength: number;
}

/** Weights in integers: as they are stored, and as they must come out of the decoder. */
export interface IntegerWeights extends StoredWeights {
  /** What a direct computation multiplies by, from the decompressed weights. */
  readonly words: Int32Array;
  /** Of a word. */
  readonly bits: number;
  /** Weight = word · 2^−fractionBits. */
  readonly fractionBits: number;
  /** Factors per output channel that the integers leave out: they belong to the requantisation. */
  readonly scalesLeftOut: boolean;
}

/** Dense weights as two's complement words. */
export function wordWeights(weights: Float32Array, bits: number): IntegerWeights {
  const { integers, fractionBits } = quantise(weights, bits);
  return { stored: integers, words: integers, vectorLength: 1, bits, fractionBits, scalesLeftOut: false };
}

/** Weights behind a table: its entries as two's complement words, indices through the packed form they have in memory. */
export function tableWeights(tensor: SharedTensor, bits: number): IntegerWeights {
  const { encoding, codebook, indexStream, decoded, scales } = tensor;
  const { entries, tables, vectorLength } = encoding;
  const { integers: table, fractionBits } = quantise(codebook, bits);
  const perTable = indexStream.length / tables;
  const width = plainIndexBits(entries);
  const indices = unpackBits(packBits(indexStream, width), width, indexStream.length);
  const stored = new Int32Array(indices.length * vectorLength);
  for (let at = 0; at < stored.length; at += 1) {
    const vector = Math.floor(at / vectorLength);
    const entry = Math.floor(vector / perTable) * entries + indices[vector]!;
    stored[at] = entry * vectorLength + (at % vectorLength);
  }
  const words = scales === undefined ? atScale(decoded, fractionBits) : stored.map((place) => table[place]!);
  return { stored, table, vectorLength, words, bits, fractionBits, scalesLeftOut: scales !== undefined };
}

/** A compressed layer with tables, indices and decoded weights. */
export type SharedTensor = CompressedTensor & {
  readonly encoding: CodebookEncoding;
  readonly codebook: Float32Array;
  readonly indexStream: Uint32Array;
  readonly decoded: Float32Array;
};

export function isShared(tensor: CompressedTensor | undefined): tensor is SharedTensor {
  if (tensor === undefined || tensor.encoding.kind !== 'codebook') return false;
  return tensor.codebook !== undefined && tensor.indexStream !== undefined && tensor.decoded !== undefined;
}
