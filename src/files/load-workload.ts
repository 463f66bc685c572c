import type { OnnxWeights } from '../compression/onnx-weights.ts';
import { InputError } from '../shared/issue.ts';
import type { WorkloadOptions } from '../study/scenario.ts';
import type { OnnxImport } from '../workload/import/onnx/read-onnx.ts';
import { readNetwork } from '../workload/import/read-network.ts';
import type { Workload } from '../workload/workload.ts';
import { externalDataOf } from './external-data.ts';
import { isKeras, loadKeras } from './load-keras.ts';
import type { Place } from './place.ts';
import { readInputBytes } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';

/** A network by built-in name, or from an ONNX file, a model of Keras or TensorFlow.js, a layer list in YAML, or the file of another tool. */
export async function loadWorkload(reference: string, place: Place, options: WorkloadOptions): Promise<Workload> {
  const { path, shown } = await resolveReference('workload', reference, place);
  const bytes = await readInputBytes(path, shown);
  const graph = await readGraph({ path, shown, bytes }, options);
  if (graph !== undefined) return graph.workload;
  if (options.inputShapes !== undefined) throw shapesNotUsed(reference);
  return readNetwork(shown, new TextDecoder().decode(bytes), options);
}

/** The trained weights in a network's file, by layer name, and why others are absent; a layer list has shapes only. */
export async function loadWeights(reference: string, place: Place, options: WorkloadOptions): Promise<OnnxWeights> {
  const { path, shown } = await resolveReference('workload', reference, place);
  const graph = await readGraph({ path, shown, bytes: await readInputBytes(path, shown) }, options);
  if (graph === undefined) return { weights: new Map(), absent: new Map() };
  const { onnxWeights } = await import('../compression/onnx-weights.ts');
  return onnxWeights(graph);
}

interface NetworkFile {
  readonly path: string;
  readonly shown: string;
  readonly bytes: Uint8Array;
}

/** Undefined for what is text of another kind. */
async function readGraph(file: NetworkFile, options: WorkloadOptions): Promise<OnnxImport | undefined> {
  const { path, shown, bytes } = file;
  if (isKeras(bytes)) {
    const { readKeras } = await import('../workload/import/keras/read-keras.ts');
    return readKeras(shown, await named(shown, () => loadKeras(path, bytes)), options);
  }
  if (!isOnnx(path, bytes)) return undefined;
  const { readOnnx } = await import('../workload/import/onnx/read-onnx.ts');
  return readOnnx(shown, bytes, { ...options, external: externalDataOf(path) });
}

async function named<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.issues.map((issue) => ({ file, ...issue })));
  }
}

/** By the ending; without a known one by content: a layer list is text, ONNX is not. */
function isOnnx(path: string, bytes: Uint8Array): boolean {
  if (/\.onnx$/i.test(path)) return true;
  if (/\.(ya?ml|json|txt|csv|m)$/i.test(path)) return false;
  return bytes.subarray(0, 1024).some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

function shapesNotUsed(reference: string): InputError {
  return new InputError([
    {
      code: 'conflicting-keys',
      severity: 'error',
      message: `input shapes are for files of ONNX, Keras and TensorFlow.js; "${reference}" states its own`,
      path: 'inputShapes',
    },
  ]);
}
