import { dirname, resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import type { KerasModel } from '../workload/import/keras/read-keras.ts';
import { readHdf5File } from './read-hdf5-file.ts';
import { readInputBytes } from './read-input.ts';

/** Whether a file is a model of Keras or TensorFlow.js: HDF5, a `.keras` archive, or JSON that describes one. */
export function isKeras(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  if (start === '\x89HDF\r\n\x1a\n' || start.startsWith('PK\x03\x04')) return true;
  if (!/^(\uFEFF|ï»¿)?\s*\{/.test(String.fromCharCode(...bytes.subarray(0, 64)))) return false;
  const text = new TextDecoder().decode(bytes);
  return /"(modelTopology|model_config|class_name)"\s*:/.test(text);
}

/** A model with its weights, where they are at hand. Throws InputError without a file name for what is wrong with it. */
export async function loadKeras(path: string, bytes: Uint8Array): Promise<KerasModel> {
  if (bytes[0] === 0x89) return fromH5(bytes);
  if (bytes[0] === 0x50) return fromArchive(bytes);
  return fromJson(path, bytes);
}

async function fromH5(bytes: Uint8Array): Promise<KerasModel> {
  const { h5Weights } = await import('../workload/import/keras/hdf5.ts');
  const content = await readHdf5File(bytes);
  const text = content.attributes.get('model_config');
  if (text === undefined) {
    throw invalid(
      'the file holds weights and no model',
      'a file that model.save() has written, not model.save_weights()',
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw invalid('the attribute model_config is not JSON', 'a file that model.save() has written');
  }
  const version = content.attributes.get('keras_version') ?? 'of unknown version';
  return { config, weights: h5Weights(content), writer: `Keras ${version}` };
}

async function fromArchive(bytes: Uint8Array): Promise<KerasModel> {
  const { strFromU8, unzipSync } = await import('fflate');
  const wanted = ['config.json', 'metadata.json', 'model.weights.h5'];
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: ({ name, originalSize }) => wanted.includes(name) && originalSize < 2 ** 30 });
  } catch {
    throw invalid('the archive is damaged', 'a .keras file as model.save() has written it');
  }
  const json = (name: string): unknown => {
    try {
      return files[name] && JSON.parse(strFromU8(files[name]));
    } catch {
      return undefined;
    }
  };
  const config = json('config.json');
  if (config === undefined) throw invalid('the archive holds no config.json', 'a .keras file');
  const stored = files['model.weights.h5'];
  const { archiveWeights } = await import('../workload/import/keras/hdf5.ts');
  const weights = stored && archiveWeights(config, await readHdf5File(stored));
  const version = (json('metadata.json') as { readonly keras_version?: unknown } | undefined)?.keras_version;
  return { config, ...(weights && { weights }), writer: `Keras ${typeof version === 'string' ? version : '3'}` };
}

async function fromJson(path: string, bytes: Uint8Array): Promise<KerasModel> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes).replace(/^\uFEFF/, ''));
  } catch {
    throw invalid('the file is not JSON', 'the JSON of model.to_json() or of TensorFlow.js');
  }
  const { pathOutside, tfjsArrays, tfjsShards } = await import('../workload/import/keras/tfjs-weights.ts');
  const { weightsByName } = await import('../workload/import/keras/stored-weights.ts');
  const names = tfjsShards(json);
  const outside = pathOutside(names);
  if (outside !== undefined)
    throw invalid('weight files lie in the folder of model.json, or below it', undefined, outside);
  const shards = await Promise.all(
    names.map((name) => readInputBytes(resolve(dirname(path), name), name).catch(missing)),
  );
  const isTensorFlow = typeof json === 'object' && json !== null && 'modelTopology' in json;
  const writer = isTensorFlow ? 'TensorFlow.js' : 'Keras';
  // without the weights, shapes suffice
  if (names.length === 0 || shards.some((shard) => shard === undefined)) return { config: json, writer };
  return { config: json, weights: weightsByName(tfjsArrays(json, Buffer.concat(shards as Uint8Array[]))), writer };
}

function missing(error: unknown): undefined {
  if (error instanceof InputError && error.issues.every(({ code }) => code === 'file-not-found')) return undefined;
  throw error;
}

function invalid(message: string, accepted?: string, found?: string): InputError {
  return new InputError([
    { code: 'keras-invalid', severity: 'error', message, ...(accepted && { accepted }), ...(found && { found }) },
  ]);
}
