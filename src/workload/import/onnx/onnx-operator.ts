import type { Layer } from '../../workload.ts';
import type { OnnxNode } from './onnx-node.ts';
import type { OutputFacts } from './tensor-facts.ts';

/**
 * What happens to a node: `costed` becomes a layer; `view` moves no data and is free by definition; `constant` is known
 * from shapes alone; `listed` has no cost model and is reported with its reason.
 */
export type Treatment = 'costed' | 'view' | 'constant' | 'listed';

/** Which inputs play the weights and the data of a layer, and what the weights' axes mean. */
export interface WeightUse {
  readonly input: number;
  /** 0 unless given. */
  readonly data?: number;
  /** Meaning of each axis of the weight input: `M C R S`. */
  readonly axes: readonly string[];
  readonly bias?: number;
}

/** How a node behaves towards its neighbours. */
export interface Folding {
  /** A scale and a shift per channel after it can be built into its weights. */
  readonly absorbsScaleAndShift?: boolean;
  /** It is such a scale and shift, given that these inputs are stored. */
  readonly scaleAndShift?: readonly number[];
  /** It only sets the width at which the layer before it writes. */
  readonly requantises?: boolean;
  /** It only tells at which width the layers after it read. */
  readonly dequantises?: boolean;
}

export interface CostedLayer {
  readonly layer: Layer;
  readonly weight?: WeightUse;
}

/** One row of the operator table. */
export interface OnnxOperator {
  /** Operator name; other domains than ONNX's own are written in front: `com.microsoft.QLinearAdd`. */
  readonly name: string;
  readonly treatment: Treatment;
  /** For `docs/onnx-operators.md`: how it is costed, or why it is not. */
  readonly note: string;
  /** Facts of the outputs in order. */
  readonly infer: (node: OnnxNode) => readonly OutputFacts[];
  readonly folding?: Folding;
  /** For `costed` operators; several where one node does the work of a chain. */
  readonly layer?: (node: OnnxNode, outputs: readonly OutputFacts[]) => CostedLayer | readonly CostedLayer[];
}
