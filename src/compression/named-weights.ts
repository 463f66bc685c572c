import { InputError, type Issue } from '../shared/issue.ts';
import type { Workload } from '../workload/workload.ts';
import { loadNumbers } from './artefact/element-arrays.ts';
import { readSafetensors } from './artefact/read-safetensors.ts';
import type { StoredTensor } from './artefact/safetensors.ts';
import type { WeightTensor } from './engine.ts';
import { shapeOf } from './uncompressed.ts';
import { type WeightedLayer, weightedLayers } from './weighted-layers.ts';

/** What a safetensors file holds for a network. */
export interface NamedWeights {
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** Tensors that belong to no layer with weights, such as those of normalisations. */
  readonly unused: readonly string[];
}

/**
 * Weights from the bytes of a safetensors file with `<layer>.weight` `[outputs, inputs per group, rows, columns]` and
 * `<layer>.bias` `[outputs]`, as PyTorch lays them out. Throws an InputError with every tensor that does not fit.
 */
export function namedWeights(file: string, bytes: Uint8Array, workload: Workload): NamedWeights {
  const tensors = readTensors(file, bytes);
  const weights = new Map<string, WeightTensor>();
  const unused = new Set(tensors.keys());
  const issues: Issue[] = [];
  const layers = weightedLayers(workload);
  for (const each of layers) {
    const { name } = each.layer;
    const [weight, bias] = [tensors.get(`${name}.weight`), tensors.get(`${name}.bias`)];
    if (weight === undefined) continue;
    for (const part of ['weight', 'bias']) unused.delete(`${name}.${part}`);
    const faults = shapeFaults(each, weight, bias);
    issues.push(...faults.map((fault) => ({ ...fault, file })));
    if (faults.length > 0) continue;
    weights.set(name, { shape: shapeOf(each), data: loadNumbers(weight), ...(bias && { bias: loadNumbers(bias) }) });
  }
  if (issues.length > 0) throw new InputError(issues);
  if (weights.size === 0) throw nothingFits(file, workload, [...tensors.keys()], layers);
  return { weights, unused: [...unused] };
}

function readTensors(file: string, bytes: Uint8Array): ReadonlyMap<string, StoredTensor> {
  try {
    return readSafetensors(bytes).tensors;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const hint = 'the file is damaged, or no safetensors file';
    throw new InputError(error.issues.map((issue) => ({ ...issue, code: 'safetensors-invalid', file, hint })));
  }
}

function shapeFaults(each: WeightedLayer, weight: StoredTensor, bias: StoredTensor | undefined): Issue[] {
  const { name } = each.layer;
  const shape = shapeOf(each);
  const fault = (part: string, found: readonly number[], accepted: readonly number[]): Issue => ({
    code: 'weights-shape',
    severity: 'error',
    message: `the ${part} of "${name}" does not have the shape of the layer`,
    path: `${name}.${part}`,
    found: `[${found.join(', ')}]`,
    accepted: `[${accepted.join(', ')}]`,
  });
  const fits = inFour(weight.shape).every((size, axis) => size === shape[axis]);
  return [
    ...(fits ? [] : [fault('weight', weight.shape, shape)]),
    ...(bias === undefined || (bias.shape.length === 1 && bias.shape[0] === shape[0])
      ? []
      : [fault('bias', bias.shape, [shape[0]])]),
  ];
}

/** `[outputs, inputs]` has one row and column, `[outputs, inputs, columns]` one row; depth counts as rows. */
function inFour(sizes: readonly number[]): number[] {
  const [outputs = 1, inputs = 1, ...window] = sizes;
  return [outputs, inputs, window.slice(0, -1).reduce((product, size) => product * size, 1), window.at(-1) ?? 1];
}

function nothingFits(file: string, { name }: Workload, found: readonly string[], layers: readonly WeightedLayer[]) {
  const few = (names: readonly string[]) => names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
  return new InputError([
    {
      code: 'weights-absent',
      severity: 'error',
      message: `no tensor belongs to a layer of "${name}"`,
      file,
      found: found.length === 0 ? 'no tensors' : few(found),
      accepted: few(layers.map(({ layer }) => `${layer.name}.weight`)),
    },
  ]);
}
