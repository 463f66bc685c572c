import type { Layer, UncostedOperator } from '../../workload.ts';
import type { Graph } from './graph.ts';
import type { NodeProto } from './onnx_pb.ts';
import type { OnnxOperator } from './onnx-operator.ts';
import type { TensorFacts } from './tensor-facts.ts';
import type { LayerWeights } from './weights.ts';

/** A node that costs nothing of its own because a neighbour does its work. */
export interface FoldedNode {
  readonly operator: string;
  readonly node: string;
  /** Layer, or tensor whose readers, do the work. */
  readonly into: string;
}

/** What walking the graph yields. */
export interface Evaluation {
  /** By tensor; undefined while a shape is unknown. */
  readonly facts: ReadonlyMap<string, TensorFacts | undefined>;
  readonly layers: readonly Layer[];
  readonly uncosted: readonly UncostedOperator[];
  readonly folded: readonly FoldedNode[];
  /** By layer name. */
  readonly weights: ReadonlyMap<string, LayerWeights>;
}

/** The same, under construction. */
export interface Progress {
  readonly graph: Graph;
  /** By tensor; undefined while a shape is unknown. */
  readonly facts: Map<string, TensorFacts | undefined>;
  readonly layers: Layer[];
  /** Position in `layers` of the layer a node became, and its operator. */
  readonly costed: Map<NodeProto, { readonly slot: number; readonly operator: OnnxOperator }>;
  readonly uncosted: UncostedOperator[];
  readonly folded: FoldedNode[];
  readonly weights: Map<string, LayerWeights>;
  /** Of layers, taken. */
  readonly names: Set<string>;
}
