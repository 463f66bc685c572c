import type { OperandRole, Problem } from './problem.ts';

/** What one point of the iteration space does. `mac` runs on the MAC array; the others on the vector unit. */
export type OperationKind = 'mac' | 'max' | 'add' | 'multiply' | 'activation' | 'copy';

/** The layer families results are grouped by. */
export type LayerKind =
  | 'conv'
  | 'depthwise'
  | 'fc'
  | 'matmul'
  | 'pool'
  | 'add'
  | 'multiply'
  | 'activation'
  | 'normalisation'
  | 'concat'
  | 'custom';

/** Functions that share a kind of layer. */
export type LayerFunction = 'relu' | 'softmax' | 'batch-normalisation' | 'layer-normalisation' | 'lrn';

/** Facts of a convolution that the loop bounds alone do not tell; for reports and metrics. */
export interface ConvolutionFacts {
  /** top, left, bottom, right, in elements */
  readonly padding: readonly [number, number, number, number];
  /** rows, columns */
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** unpadded input rows, columns */
  readonly inputSize: readonly [number, number];
}

/** What is known of the zeros in the maps of a layer. */
export interface LayerZeros {
  /** Share of its inputs that are zero, 0…1; padding does not count. */
  readonly I: number;
  /** Share of its outputs that are zero, 0…1. */
  readonly O: number;
  /** Bits of the map over its bits as a memory codes it, where that was measured. */
  readonly ratio?: { readonly I?: number; readonly O?: number };
  /** Where the figures come from. */
  readonly source: string;
}

export interface Layer {
  /** Unique within its workload. */
  readonly name: string;
  readonly kind: LayerKind;
  readonly problem: Problem;
  readonly operation: OperationKind;
  /** Operations per point of the iteration space; 1 unless the layer says otherwise (a softmax does several). */
  readonly operationsPerPoint: number;
  readonly convolution?: ConvolutionFacts;
  /** Trained parameters, biases included. */
  readonly parameters: number;
  /** How often an identical layer runs (1 unless folded). */
  readonly repeat: number;
  /**
   * The layers it reads, in the order of its input operands; `input` is the input of the network. Absent where the source of
   * the network does not say.
   */
  readonly reads?: readonly string[];
  /** What is computed where the kind leaves it open: `relu`, `softmax`, `batch-normalisation`…; for running a network. */
  readonly function?: LayerFunction;
  /** Bits per element at rest where the model fixes them; else the hardware's operand widths apply. */
  readonly bits?: Partial<Readonly<Record<OperandRole, number>>>;
  /** Zeros in its maps; absent: none are known of, the maps count as full. */
  readonly zeros?: LayerZeros;
  /** Where it came from: node name and operator, or file and line. */
  readonly origin?: string;
}

/** An operator that was read but has no cost model; always listed in every result. */
export interface UncostedOperator {
  readonly operator: string;
  readonly node: string;
  readonly reason: string;
}

export interface Workload {
  readonly name: string;
  /** Paper, file or model zoo the shapes come from. */
  readonly source: string;
  readonly layers: readonly Layer[];
  readonly uncosted: readonly UncostedOperator[];
}
