/**
 * All the simulator knows about compression: how a layer's weights are stored, and what an index stream looks like. An
 * engine makes one for every layer that has weights.
 */
export interface CompressedLayer {
  /** Layer name in the workload. */
  readonly layer: string;
  /** True: described by hand (K, sparsity, an entropy bound), not computed from weights. Marked in every output. */
  readonly assumed: boolean;
  readonly weights: number;
  readonly biases: number;
  readonly encoding: WeightEncoding;
  /** Share of weights that decode to zero, 0…1. */
  readonly zeroShare: number;
  /** Distortion against the given weights; absent when assumed. */
  readonly error?: { readonly meanSquared: number; readonly sqnrDb: number };
  readonly indices?: IndexStatistics;
  /** 32 bit per weight and bias. */
  readonly bitsBefore: number;
  /** Stored: codebooks, indices as coded, masks, biases at 32 bit. */
  readonly bitsAfter: number;
  /** What was clamped or left out, in words. */
  readonly warnings: readonly string[];
}

export type WeightEncoding = DenseEncoding | CodebookEncoding | SparseEncoding;

/** n-bit integers or floats, one per weight; `scales` further numbers of 32 bit. */
export interface DenseEncoding {
  readonly kind: 'dense';
  readonly bitsPerWeight: number;
  readonly scales: number;
}

/** Vectors of `vectorLength` weights, each stored as an index into a table. */
export interface CodebookEncoding {
  readonly kind: 'codebook';
  /** Entries of each table (K), a zero entry included. */
  readonly entries: number;
  readonly vectorLength: number;
  /** Along which axis of [outputs, inputs, rows, columns] a vector runs. */
  readonly vectorAxis: 'row' | 'filter' | 'channels' | 'scalar';
  /** Bits of one number in a table. */
  readonly entryBits: number;
  /** Tables of the layer: 1, or one per group. */
  readonly tables: number;
  /** Vectors (N), one index each. */
  readonly vectors: number;
  /** How indices are stored; `computed`: not at all, a hash of the position gives them. */
  readonly coding: 'plain' | 'huffman' | 'arithmetic' | 'entropy-bound' | 'computed';
  /** Bits of the index stream as coded, all vectors together. */
  readonly indexBits: number;
  /** Bits that describe the code: Huffman lengths or frequencies. None when absent. */
  readonly codeTableBits?: number;
  /** Further numbers of 32 bit: one per output channel, one per 8-bit table. None when absent. */
  readonly scales?: number;
}

/** Only some weights, with a bitmap or run lengths that say where they stand; the others are zero. */
export interface SparseEncoding {
  readonly kind: 'sparse';
  /** Weights that are kept. Of kept filters all are, zero or not. */
  readonly nonZeros: number;
  readonly bitsPerWeight: number;
  /** Bits of the map or runs, all weights together; zeros stored because a run was too long are counted here. */
  readonly positionBits: number;
  /** One bit per weight, a run of zeros before each stored weight, or one bit per output channel. */
  readonly positions: 'bitmap' | 'runs' | 'filters';
  /** Bits of a run. */
  readonly runBits?: number;
}

/** Measured on the index stream; absent when assumed. */
export interface IndexStatistics {
  /** Vectors per table entry, all tables added. */
  readonly histogram: readonly number[];
  /** Empirical entropy H, bit per index. */
  readonly entropyBits: number;
  /** Bits per index: ⌈log2 K⌉, and what a Huffman and an arithmetic coder actually reach. */
  readonly plainBits: number;
  readonly huffmanBits: number;
  readonly arithmeticBits: number;
  /** Mean count of different vectors among those that meet one input channel (row reuse, factorised products). */
  readonly distinctPerInputChannel: number;
}
