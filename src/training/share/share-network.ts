import { decodedWeights } from '../../compression/decoded-weights.ts';
import type { CompressedWorkload, CompressionEngine, WeightTensor } from '../../compression/engine.ts';
import type { Workload } from '../../workload/workload.ts';
import type { Parameter, Parameters } from '../network/parameters.ts';

/** How weights are shared: an engine and its options, as a scenario's `compression:` says. */
export interface Sharing {
  readonly engine: CompressionEngine;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** Compresses the weights of a network. */
export async function shareNetwork(
  workload: Workload,
  parameters: Parameters,
  { engine, options, seed }: Sharing,
): Promise<CompressedWorkload> {
  return engine.compress({ workload, weights: asWeights(workload, parameters), seed }, options);
}

/** Parameters with the weights of a compressed network as they decode; what it does not hold stays. */
export function decodedParameters(parameters: Parameters, compressed: CompressedWorkload): Parameters {
  const decoded = decodedWeights(compressed);
  const result = new Map<string, Parameter>(parameters);
  for (const [layer, { data }] of decoded) {
    const name = `${layer}.weight`;
    result.set(name, { shape: parameters.get(name)!.shape, data });
  }
  return result;
}

/** Weights in the form engines take. */
export function asWeights(workload: Workload, parameters: Parameters): ReadonlyMap<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>();
  for (const { name, operation } of workload.layers) {
    const weight = parameters.get(`${name}.weight`);
    if (weight === undefined || operation !== 'mac') continue;
    const [outputs = 1, inputs = 1, rows = 1, columns = 1] = weight.shape;
    const bias = parameters.get(`${name}.bias`)?.data;
    weights.set(name, { shape: [outputs, inputs, rows, columns], data: weight.data, ...(bias && { bias }) });
  }
  return weights;
}
