import { loadNumbers, storeNumbers } from '../../compression/artefact/element-arrays.ts';
import { readSafetensors } from '../../compression/artefact/read-safetensors.ts';
import { writeSafetensors } from '../../compression/artefact/safetensors.ts';
import type { Parameter, Parameters } from './parameters.ts';

/** A checkpoint as a safetensors file: 32-bit floats named `<layer>.weight`, `<layer>.bias`… */
export function writeCheckpoint(parameters: Parameters, facts: Readonly<Record<string, string>>): Uint8Array {
  const stored = [...parameters].map(([name, { shape, data }]) => [name, storeNumbers(data, 'F32', shape)] as const);
  return writeSafetensors(new Map(stored), facts);
}

/** Every tensor of a safetensors file. */
export function readCheckpoint(bytes: Uint8Array): Parameters {
  const { tensors } = readSafetensors(bytes);
  return new Map(
    [...tensors].map(([name, tensor]): [string, Parameter] => [
      name,
      { shape: tensor.shape, data: Float32Array.from(loadNumbers(tensor)) },
    ]),
  );
}
