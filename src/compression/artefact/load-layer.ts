import { decodeCodebook } from '../codebook-tensor.ts';
import { arithmeticDecode } from '../coding/arithmetic.ts';
import { huffmanDecode } from '../coding/huffman.ts';
import { unpackBits } from '../coding/packed.ts';
import { plainIndexBits } from '../coding/plain-index-bits.ts';
import { fromZeroRuns } from '../coding/zero-runs.ts';
import type { CodebookEncoding, SparseEncoding } from '../compressed-layer.ts';
import { countedBits } from '../counted-bits.ts';
import { decodeDense } from '../dense-tensor.ts';
import type { CompressedTensor } from '../engine.ts';
import { hashIndices } from '../hash-indices.ts';
import { corrupt } from './corrupt.ts';
import { loadNumbers } from './element-arrays.ts';
import type { StoredTensor } from './safetensors.ts';

/** A layer's description, as the metadata has it, and its tensors by part. */
export interface StoredLayer {
  readonly described: CompressedTensor;
  readonly part: (name: string) => StoredTensor | undefined;
}

/** The layer again, weights decoded. Every length and every sum of bits is checked against the description. */
export function loadLayer(stored: StoredLayer): CompressedTensor {
  const { layer, weights, biases, shape, assumed, bitsBefore, bitsAfter } = stored.described;
  if (shape.reduce((product, size) => product * size, 1) !== weights) throw corrupt('the shape does not fit', layer);
  const counted = countedBits(stored.described);
  if (bitsBefore !== 32 * (weights + biases) || Math.abs(counted - bitsAfter) > 1e-6 * counted) {
    throw corrupt('the bits do not add up', layer);
  }
  const loaded = assumed ? stored.described : loadTensors(stored);
  for (const values of [loaded.decoded, loaded.bias]) {
    if (values?.every(Number.isFinite) === false) throw corrupt('a weight or bias is not a finite number', layer);
  }
  return loaded;
}

function loadTensors({ described, part }: StoredLayer): CompressedTensor {
  const { encoding, layer, weights, biases } = described;
  const numbers = (name: string, length?: number) => {
    const found = part(name);
    const values = found && loadNumbers(found);
    if (length !== undefined && values?.length !== length) throw corrupt(`"${name}" is missing or too short`, layer);
    return values;
  };
  const bytes = (name: string) => {
    const found = part(name);
    if (found === undefined) throw corrupt(`"${name}" is missing`, layer);
    return found.bytes;
  };
  const parts: Parts = { numbers, bytes };
  const bias = biases > 0 ? numbers('bias', biases) : undefined;
  const common = { ...described, ...(bias && { bias }) };
  if (encoding.kind === 'codebook') return { ...common, ...loadCodebook(described, encoding, parts) };
  if (encoding.kind === 'sparse') return { ...common, decoded: loadSparse(described, encoding, parts) };
  if (part('weights')) return { ...common, decoded: numbers('weights', weights)! };
  return { ...common, ...loadIntegers(described, encoding.bitsPerWeight, parts) };
}

interface Parts {
  /** Numbers of a part; with a length it must be there and have it. */
  readonly numbers: (name: string, length?: number) => Float32Array | undefined;
  readonly bytes: (name: string) => Uint8Array;
}

function loadIntegers({ layer, weights, shape }: CompressedTensor, bits: number, { numbers, bytes }: Parts) {
  const stored = unpackBits(bytes('codes'), bits, weights);
  const scales = numbers('scales');
  if (scales?.length !== 1 && scales?.length !== shape[0]) throw corrupt('"scales" is missing or too short', layer);
  const points = numbers('zeroPoints');
  if (points && points.length !== scales.length) throw corrupt('"zeroPoints" is too short', layer);
  const zeroPoints = points && Uint32Array.from(points);
  const decoded = decodeDense({ bits, stored, scales, zeroPoints });
  return { indexStream: stored, scales, ...(zeroPoints && { zeroPoints }), decoded };
}

function loadCodebook(described: CompressedTensor, encoding: CodebookEncoding, parts: Parts) {
  const { layer, weights, shape } = described;
  const { tables, entries, vectorLength, vectors } = encoding;
  if (vectors * vectorLength !== weights || vectors % tables !== 0 || vectors % shape[0] !== 0) {
    throw corrupt('vectors, tables and weights do not fit each other', layer);
  }
  const size = entries * vectorLength;
  let codebook = parts.numbers('codebook', tables * size)!;
  const codebookScales = parts.numbers('codebookScales', encoding.entryBits === 8 ? tables : undefined);
  if (codebookScales) codebook = codebook.map((value, at) => value * codebookScales[Math.floor(at / size)]!);
  const scales = parts.numbers('scales');
  if (scales && scales.length !== shape[0]) throw corrupt('"scales" has not one number per output', layer);
  const indices = loadIndices(described, encoding, parts);
  if (indices.some((index) => index >= entries)) throw corrupt('an index names no entry of the table', layer);
  const decoded = decodeCodebook({ ...encoding, codebook, indices, scales, shape });
  return {
    codebook,
    indexStream: indices,
    decoded,
    ...(scales && { scales }),
    ...(codebookScales && { codebookScales }),
  };
}

function loadIndices({ hashSeed = 0, layer }: CompressedTensor, encoding: CodebookEncoding, { bytes, numbers }: Parts) {
  const { entries, vectors, coding } = encoding;
  if (coding === 'computed') return hashIndices(hashSeed, vectors, entries);
  if (coding === 'plain') return unpackBits(bytes('indices'), plainIndexBits(entries), vectors);
  const code = numbers('code', entries)!;
  if (code.some((value) => value > 65535)) throw corrupt('"code" is out of range', layer);
  if (coding === 'huffman') return huffmanDecode(bytes('indices'), Uint8Array.from(code), vectors);
  return arithmeticDecode(bytes('indices'), Uint16Array.from(code), vectors);
}

function loadSparse({ layer, weights, shape }: CompressedTensor, encoding: SparseEncoding, { numbers, bytes }: Parts) {
  const values = numbers('values') ?? new Float32Array();
  if (encoding.positions === 'runs') {
    return fromZeroRuns(unpackBits(bytes('positions'), encoding.runBits ?? 0, values.length), values, weights);
  }
  const unit = encoding.positions === 'filters' ? weights / shape[0] : 1;
  const kept = unpackBits(bytes('positions'), 1, weights / unit);
  if (kept.reduce((count, bit) => count + bit, 0) * unit !== values.length)
    throw corrupt('"values" does not fit', layer);
  let next = 0;
  return new Float32Array(weights).map((_, at) => {
    if (kept[Math.floor(at / unit)] === 0) return 0;
    next += 1;
    return values[next - 1]!;
  });
}
