import type { CompressedTensor, CompressedWorkload } from '../engine.ts';
import { checksum } from './checksum.ts';
import { type StoredTensor, writeSafetensors } from './safetensors.ts';
import { storeLayer } from './store-layer.ts';

/** A compressed network as the bytes of a safetensors file: `<layer>:<part>` tensors, descriptions in the metadata. */
export function writeArtefact(compressed: CompressedWorkload): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const layer of compressed.layers) {
    for (const [part, tensor] of storeLayer(layer)) tensors.set(`${layer.layer}:${part}`, tensor);
  }
  const { engine, options, seed } = compressed;
  const description = JSON.stringify({ format: 1, engine, options, seed, layers: compressed.layers.map(describe) });
  return writeSafetensors(tensors, { kjoule: description, crc32: checksum(description, tensors) });
}

/** All but the numbers, which stand in tensors. An infinite ratio becomes null in JSON. */
function describe(layer: CompressedTensor): Omit<CompressedTensor, Numbers> {
  const { codebook, indexStream, scales, zeroPoints, codebookScales, decoded, bias, ...described } = layer;
  return described;
}

type Numbers = 'codebook' | 'indexStream' | 'scales' | 'zeroPoints' | 'codebookScales' | 'decoded' | 'bias';
