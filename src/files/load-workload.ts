import type { OnnxWeights } from '../compression/onnx-weights.ts';
import { InputError } from '../shared/issue.ts';
import type { WorkloadOptions } from '../study/scenario.ts';
import { readNetwork } from '../workload/import/read-network.ts';
import type { Workload } from '../workload/workload.ts';
import { externalDataOf } from './external-data.ts';
import type { Place } from './place.ts';
import { readInputBytes } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';

/** A network by built-in name, or from an ONNX file, a layer list in YAML, or the file of another tool. */
export async function loadWorkload(reference: string, place: Place, options: WorkloadOptions): Promise<Workload> {
  const { path, shown } = await resolveReference('workload', reference, place);
  const bytes = await readInputBytes(path, shown);
  if (isOnnx(path, bytes)) {
    const { readOnnx } = await import('../workload/import/onnx/read-onnx.ts');
    return readOnnx(shown, bytes, { ...options, external: externalDataOf(path) }).workload;
  }
  if (options.inputShapes !== undefined) throw shapesNotUsed(reference);
  return readNetwork(shown, new TextDecoder().decode(bytes), options);
}

/** The trained weights in an ONNX file, by layer name, and why others are absent; a layer list has shapes only. */
export async function loadWeights(reference: string, place: Place, options: WorkloadOptions): Promise<OnnxWeights> {
  const { path, shown } = await resolveReference('workload', reference, place);
  const bytes = await readInputBytes(path, shown);
  if (!isOnnx(path, bytes)) return { weights: new Map(), absent: new Map() };
  const { readOnnx } = await import('../workload/import/onnx/read-onnx.ts');
  const { onnxWeights } = await import('../compression/onnx-weights.ts');
  return onnxWeights(readOnnx(shown, bytes, { ...options, external: externalDataOf(path) }));
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
      message: `input shapes are for ONNX files; "${reference}" states its own`,
      path: 'inputShapes',
    },
  ]);
}
