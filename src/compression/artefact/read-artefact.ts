import type { Static } from 'typebox';
import Value from 'typebox/value';
import { InputError } from '../../shared/issue.ts';
import type { CompressedTensor, CompressedWorkload } from '../engine.ts';
import { artefactSchema } from './artefact-schema.ts';
import { checksum } from './checksum.ts';
import { corrupt } from './corrupt.ts';
import { loadLayer } from './load-layer.ts';
import { readSafetensors } from './read-safetensors.ts';

type Artefact = Static<typeof artefactSchema>;

/** A compressed network from the bytes of its file, weights decoded. `file` is used for issues only. */
export function readArtefact(file: string, bytes: Uint8Array): CompressedWorkload {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const { engine, options, seed, layers } = readMetadata(metadata.kjoule);
    if (metadata.crc32 !== checksum(String(metadata.kjoule), tensors)) {
      throw corrupt('the checksum does not fit: the file has changed since it was written');
    }
    checkNames(layers);
    const loaded = layers.map((layer) =>
      loadLayer({ described: restore(layer), part: (name) => tensors.get(`${layer.layer}:${name}`) }),
    );
    return { engine, options, seed, layers: loaded };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.issues.map((issue) => ({ ...issue, file })));
    // decoders throw it when a stream is damaged
    if (error instanceof RangeError) {
      throw new InputError(corrupt(error.message).issues.map((issue) => ({ ...issue, file })));
    }
    throw error;
  }
}

/** Far more than any network has, and little enough for the memory of a machine. */
const mostWeights = 2 ** 28;

function checkNames(layers: Artefact['layers']): void {
  const seen = new Set<string>();
  const twice = layers.find(({ layer }) => seen.has(layer) || !seen.add(layer))?.layer;
  if (twice !== undefined) throw corrupt('a layer is described twice', twice);
  const weights = layers.reduce((sum, layer) => sum + layer.weights, 0);
  if (weights > mostWeights)
    throw corrupt(`${weights} weights are described, more than the ${mostWeights} that are read`);
}

function readMetadata(text: unknown): Artefact {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch {
    throw corrupt('there is no description of the layers');
  }
  if (Value.Check(artefactSchema, value)) return value;
  const [fault] = Value.Errors(artefactSchema, value);
  throw corrupt(`the description of the layers is malformed: ${fault?.message ?? 'unknown'}`, fault?.instancePath);
}

function restore({ error, ...layer }: Artefact['layers'][number]): CompressedTensor {
  const given = error && { ...error, sqnrDb: error.sqnrDb ?? Number.POSITIVE_INFINITY };
  return { ...(layer as Omit<CompressedTensor, 'error'>), ...(given && { error: given }) };
}
