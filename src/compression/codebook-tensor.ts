import type { CheckedLayer } from './check-weights.ts';
import type { CodebookEncoding } from './compressed-layer.ts';
import { distortion, zeroShareOf } from './distortion.ts';
import type { CompressedTensor, WeightTensor } from './engine.ts';
import { codedBits, indexStatistics } from './index-statistics.ts';

/** Tables and indices as an engine chose them. */
export interface Sharing {
  readonly codebook: Float32Array;
  readonly indices: Uint32Array;
  /** Entries of each table. */
  readonly entries: number;
  readonly tables: number;
  readonly vectorLength: number;
  readonly vectorAxis: CodebookEncoding['vectorAxis'];
  readonly entryBits: number;
  readonly coding: CodebookEncoding['coding'];
  readonly codebookScales?: Float32Array | undefined;
  /** One per output channel. */
  readonly scales?: Float32Array | undefined;
  readonly hashSeed?: number | undefined;
  readonly warnings: readonly string[];
}

/** The compressed layer that a choice of tables and indices makes, with everything that can be measured on it. */
export function codebookTensor(
  each: CheckedLayer & { readonly tensor: WeightTensor },
  sharing: Sharing,
): CompressedTensor {
  const { tensor, weights, layer, groups } = each;
  const { codebook, indices, scales, codebookScales, hashSeed, warnings } = sharing;
  const decoded = decodeCodebook({ ...sharing, shape: tensor.shape });
  const statistics = indexStatistics({ ...sharing, shape: tensor.shape, groups });
  const coded = codedBits(statistics, sharing.coding, indices.length);
  const scaleCount = (scales?.length ?? 0) + (codebookScales?.length ?? 0);
  const biases = tensor.bias?.length ?? 0;
  return {
    layer: layer.name,
    assumed: false,
    weights,
    biases,
    encoding: { ...encodingOf(sharing), ...coded, scales: scaleCount },
    zeroShare: zeroShareOf(decoded),
    error: distortion(tensor.data, decoded),
    indices: statistics,
    bitsBefore: 32 * (weights + biases),
    bitsAfter: codebook.length * sharing.entryBits + coded.indexBits + coded.codeTableBits + 32 * (scaleCount + biases),
    warnings,
    shape: tensor.shape,
    codebook,
    indexStream: indices,
    decoded,
    ...(tensor.bias && { bias: tensor.bias.slice() }),
    ...(scales && { scales }),
    ...(codebookScales && { codebookScales }),
    ...(hashSeed !== undefined && { hashSeed }),
  };
}

function encodingOf(sharing: Sharing): Omit<CodebookEncoding, 'indexBits'> {
  const { entries, vectorLength, vectorAxis, entryBits, tables, coding, indices } = sharing;
  return { kind: 'codebook', entries, vectorLength, vectorAxis, entryBits, tables, vectors: indices.length, coding };
}

type Decodable = Pick<Sharing, 'codebook' | 'indices' | 'entries' | 'tables' | 'vectorLength' | 'scales'> & {
  readonly shape: WeightTensor['shape'];
};

/** Weight = table[index] · scale of its output channel (1 without scales). */
export function decodeCodebook(sharing: Decodable): Float32Array {
  const { codebook, indices, entries, tables, vectorLength, scales, shape } = sharing;
  const perTable = indices.length / tables;
  const perOutput = indices.length / shape[0];
  const decoded = new Float32Array(indices.length * vectorLength);
  for (let vector = 0; vector < indices.length; vector += 1) {
    const from = (Math.floor(vector / perTable) * entries + indices[vector]!) * vectorLength;
    const scale = scales === undefined ? 1 : scales[Math.floor(vector / perOutput)]!;
    for (let d = 0; d < vectorLength; d += 1) decoded[vector * vectorLength + d] = codebook[from + d]! * scale;
  }
  return decoded;
}
