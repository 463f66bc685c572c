import type { CompressedTensor } from '../../compression/engine.ts';
import type { Clusters } from './targets.ts';

/** The clusters an engine found in a layer; undefined for a layer that is not shared. A table entry of zeros stays zero. */
export function clustersOf(tensor: CompressedTensor): (Clusters & { readonly length: number }) | undefined {
  const { encoding, indexStream, codebook } = tensor;
  if (encoding.kind !== 'codebook' || indexStream === undefined || codebook === undefined) return undefined;
  const { entries, tables, vectorLength: length, vectors } = encoding;
  const count = entries * tables;
  const perTable = vectors / tables;
  const assignment = indexStream.map((index, vector) => index + entries * Math.floor(vector / perTable));
  const zero = Uint8Array.from({ length: count }, (_, entry) =>
    codebook.subarray(entry * length, (entry + 1) * length).every((value) => value === 0) ? 1 : 0,
  );
  return { assignment, count, zero, length };
}
