import { operandElements } from '../workload/problem.ts';
import type { Layer, Workload } from '../workload/workload.ts';

/** A layer with trained weights, and how many. */
export interface WeightedLayer {
  readonly layer: Layer;
  readonly weights: number;
  readonly biases: number;
  /** Groups of a convolution; 1 for other layers. */
  readonly groups: number;
}

/** Layers an engine compresses: those that multiply by trained weights. Normalisation is not counted, as in the paper. */
export function weightedLayers(workload: Workload): WeightedLayer[] {
  return workload.layers.flatMap((layer) => {
    const operand = layer.problem.operands.find(({ role }) => role === 'W');
    if (operand === undefined || layer.operation !== 'mac' || layer.parameters === 0) return [];
    const weights = operandElements(layer.problem, operand);
    const groups = layer.problem.dimensions.find(({ name }) => name === 'G')?.size ?? 1;
    return [{ layer, weights, biases: Math.max(0, layer.parameters - weights), groups }];
  });
}
