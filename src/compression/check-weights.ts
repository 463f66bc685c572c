import { InputError, type Issue } from '../shared/issue.ts';
import type { CompressionInput, WeightTensor } from './engine.ts';
import { type WeightedLayer, weightedLayers } from './weighted-layers.ts';

/** A layer with its weights, which are finite and fit the layer. */
export interface CheckedLayer extends WeightedLayer {
  /** Absent for shape-only networks. */
  readonly tensor?: WeightTensor;
  readonly importance?: Float32Array;
}

/** The layers an engine works on. Throws an InputError that names every layer whose weights cannot be used. */
export function checkWeights(input: CompressionInput): CheckedLayer[] {
  const issues: Issue[] = [];
  const layers = weightedLayers(input.workload).map((each): CheckedLayer => {
    const { name } = each.layer;
    const tensor = input.weights.get(name);
    const importance = input.importance?.get(name);
    if (tensor !== undefined) issues.push(...tensorFaults(each, tensor));
    if (importance !== undefined) issues.push(...importanceFaults(each, importance));
    return { ...each, ...(tensor && { tensor }), ...(importance && { importance }) };
  });
  if (issues.length > 0) throw new InputError(issues);
  return layers;
}

function tensorFaults({ layer, weights, groups }: WeightedLayer, { shape, data, bias }: WeightTensor): Issue[] {
  const [outputs, inputs, rows, columns] = shape;
  const count = outputs * inputs * rows * columns;
  const fault = (code: string, message: string): Issue => ({ code, severity: 'error', message, path: layer.name });
  if (count !== weights || data.length !== weights || outputs % groups !== 0) {
    const found = `${shape.join(' × ')}, ${data.length} numbers`;
    return [{ ...fault('weights-shape', 'the weights do not fit the layer'), found, accepted: `${weights} weights` }];
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    return [{ ...fault('weights-not-finite', `weight ${wrong} is not a finite number`), found: String(data[wrong]) }];
  }
  if (bias !== undefined && !bias.every(Number.isFinite)) {
    return [fault('weights-not-finite', 'a bias is not a finite number')];
  }
  return [];
}

function importanceFaults({ layer, weights }: WeightedLayer, importance: Float32Array): Issue[] {
  if (importance.length === weights && importance.every((value) => value >= 0 && Number.isFinite(value))) return [];
  return [
    {
      code: 'wrong-importance',
      severity: 'error',
      message: 'importance needs one finite number ≥ 0 for every weight',
      path: layer.name,
      found: `${importance.length} numbers`,
      accepted: `${weights} numbers`,
    },
  ];
}
