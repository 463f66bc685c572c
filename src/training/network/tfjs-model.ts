import Value from 'typebox/value';
import { InputError } from '../../shared/issue.ts';
import { manifestSchema, pathOutside } from '../../workload/import/keras/tfjs-weights.ts';
import { fromTensorFlow, toTensorFlow } from './layout.ts';
import { type Parameter, type Parameters, parameterShapes } from './parameters.ts';
import type { NetworkPlan } from './plan.ts';

/** Parts of a Keras layer, and what checkpoints call them. */
const parts: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** The files a TensorFlow.js `model.json` spreads its weights over, in order; none outside its folder. */
export function tfjsWeightFiles(file: string, json: unknown): readonly string[] {
  const paths = manifest(file, json).flatMap((part) => part.paths);
  const outside = pathOutside(paths);
  if (outside !== undefined) throw refusal(file, 'weight files lie in the folder of model.json, or below it', outside);
  return paths;
}

/**
 * Weights of a TensorFlow.js layers model under this network's names, layer after layer as both list them. `bytes` is the
 * content of its weight files, one after another. Shapes are checked later.
 */
export function readTfjsModel(
  plan: NetworkPlan,
  given: { readonly file: string; readonly json: unknown; readonly bytes: Uint8Array },
): Parameters {
  const { file, bytes } = given;
  const owners = plan.steps.filter(({ kind }) => ['conv', 'depthwise', 'fc', 'normalisation'].includes(kind));
  const shapes = parameterShapes(plan);
  const names = new Map<string, number>();
  const parameters = new Map<string, Parameter>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const { name, shape, dtype, quantization } of manifest(file, given.json).flatMap(({ weights }) => weights)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype !== 'float32' || quantization !== undefined)
      throw refusal(file, `"${name}" is not stored as 32-bit floats`, quantization === undefined ? dtype : 'quantised');
    if (at + 4 * count > bytes.length)
      throw refusal(file, 'the weight files are shorter than the manifest says', `${bytes.length} bytes`);
    const data = Float32Array.from({ length: count }, (_, index) => view.getFloat32(at + 4 * index, true));
    at += 4 * count;
    const slash = name.lastIndexOf('/');
    const layer = name.slice(0, slash);
    if (!names.has(layer)) names.set(layer, names.size);
    const step = owners[names.get(layer)!];
    const part = parts[name.slice(slash + 1)] ?? name.slice(slash + 1);
    if (step === undefined) parameters.set(`${layer}.${part}`, { shape, data });
    else {
      const ours = `${step.name}.${part}`;
      const weight = part === 'weight' && shapes.has(ours);
      const fits = !weight || toTensorFlow(step, data).shape.join() === shape.join();
      const turned = weight && fits;
      parameters.set(ours, turned ? { shape: shapes.get(ours)!, data: fromTensorFlow(step, data) } : { shape, data });
    }
  }
  return parameters;
}

function manifest(file: string, json: unknown) {
  if (Value.Check(manifestSchema, json)) return json.weightsManifest;
  throw refusal(file, 'this is not a TensorFlow.js model.json with a weights manifest', 'something else');
}

function refusal(file: string, message: string, found: string): InputError {
  return new InputError([{ code: 'checkpoint-mismatch', severity: 'error', file, message, found }]);
}
