import { arithmeticEncode } from '../coding/arithmetic.ts';
import { histogramOf } from '../coding/entropy.ts';
import { codingFrequencies } from '../coding/frequencies.ts';
import { huffmanEncode } from '../coding/huffman.ts';
import { huffmanLengths } from '../coding/huffman-code.ts';
import { packBits } from '../coding/packed.ts';
import { plainIndexBits } from '../coding/plain-index-bits.ts';
import { zeroRuns } from '../coding/zero-runs.ts';
import type { CodebookEncoding, SparseEncoding } from '../compressed-layer.ts';
import type { CompressedTensor } from '../engine.ts';
import { storeNumbers } from './element-arrays.ts';
import type { StoredTensor } from './safetensors.ts';

/** The tensors that hold one layer, by part: exactly what `bitsAfter` counts, streams filled up to whole bytes. */
export function storeLayer(layer: CompressedTensor): Map<string, StoredTensor> {
  const parts = new Map<string, StoredTensor>();
  if (layer.assumed) return parts;
  const { encoding, bias, scales, zeroPoints } = layer;
  if (encoding.kind === 'codebook') storeCodebook(layer, encoding, parts);
  else if (encoding.kind === 'sparse') storeSparse(layer, encoding, parts);
  else if (layer.indexStream === undefined) parts.set('weights', storeNumbers(layer.decoded!, 'F32', layer.shape));
  else parts.set('codes', byteTensor(packBits(layer.indexStream, encoding.bitsPerWeight)));
  if (scales) parts.set('scales', storeNumbers(scales, 'F32'));
  if (zeroPoints) parts.set('zeroPoints', storeNumbers(zeroPoints, 'U32'));
  if (bias) parts.set('bias', storeNumbers(bias, 'F32'));
  return parts;
}

function storeCodebook(layer: CompressedTensor, encoding: CodebookEncoding, parts: Map<string, StoredTensor>): void {
  const { tables, entries, vectorLength, entryBits, coding } = encoding;
  const codebook = layer.codebook!;
  const shape = [tables, entries, vectorLength];
  if (layer.codebookScales) {
    const size = entries * vectorLength;
    const integers = codebook.map((value, at) => Math.round(value / layer.codebookScales![Math.floor(at / size)]!));
    parts.set('codebook', storeNumbers(integers, 'I8', shape));
    parts.set('codebookScales', storeNumbers(layer.codebookScales, 'F32'));
  } else {
    parts.set('codebook', storeNumbers(codebook, entryBits === 16 ? 'F16' : 'F32', shape));
  }
  if (coding !== 'computed') storeIndices(layer.indexStream!, encoding, parts);
}

function storeIndices(
  stream: Uint32Array,
  { entries, coding }: CodebookEncoding,
  parts: Map<string, StoredTensor>,
): void {
  if (coding === 'plain') {
    parts.set('indices', byteTensor(packBits(stream, plainIndexBits(entries))));
    return;
  }
  const counts = histogramOf(stream, entries);
  if (coding === 'huffman') {
    const lengths = huffmanLengths(counts);
    parts.set('code', byteTensor(lengths));
    parts.set('indices', byteTensor(huffmanEncode(stream, lengths).bytes));
    return;
  }
  // no coder reaches the entropy bound exactly; the arithmetic one comes nearest
  const frequencies = codingFrequencies(counts);
  parts.set('code', storeNumbers(frequencies, 'U16'));
  parts.set('indices', byteTensor(arithmeticEncode(stream, frequencies)));
}

function storeSparse(layer: CompressedTensor, encoding: SparseEncoding, parts: Map<string, StoredTensor>): void {
  const decoded = layer.decoded!;
  if (encoding.positions === 'runs') {
    const { runs, values } = zeroRuns(decoded, encoding.runBits!);
    parts.set('positions', byteTensor(packBits(runs, encoding.runBits!)));
    parts.set('values', storeNumbers(values, 'F32'));
    return;
  }
  const unit = encoding.positions === 'filters' ? decoded.length / layer.shape[0] : 1;
  const kept = Uint32Array.from({ length: decoded.length / unit }, (_, at) =>
    decoded.subarray(at * unit, (at + 1) * unit).some((value) => value !== 0) ? 1 : 0,
  );
  const values = decoded.filter((_, at) => kept[Math.floor(at / unit)] === 1);
  parts.set('positions', byteTensor(packBits(kept, 1)));
  parts.set('values', storeNumbers(values, 'F32'));
}

function byteTensor(bytes: Uint8Array): StoredTensor {
  return { type: 'U8', shape: [bytes.length], bytes };
}
