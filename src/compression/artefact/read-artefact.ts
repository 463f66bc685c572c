import type { Static } from 'typebox';
import Value from 'typebox/value';
import { InputError } from '../../shared/issue.ts';
import type { CompressedTensor, CompressedWorkload } from '../engine.ts';
import { artefactSchema } from './artefact-schema.ts';
import { corrupt } from './corrupt.ts';
import { loadLayer } from './load-layer.ts';
import { readSafetensors } from './read-safetensors.ts';

type Artefact = Static<typeof artefactSchema>;

/** A compressed network from the bytes of its file, weights decoded. `file` is used for issues only. */
export function readArtefact(file: string, bytes: Uint8Array): CompressedWorkload {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const { engine, options, seed, layers } = readMetadata(metadata.kjoule);
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
