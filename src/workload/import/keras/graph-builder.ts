import { create } from '@bufbuild/protobuf';
import { type Attributes, makeNode, makeValue } from '../onnx/make-node.ts';
import { type NodeProto, type TensorProto, TensorProtoSchema, type ValueInfoProto } from '../onnx/onnx_pb.ts';
import { ownDomain } from '../onnx/operators/layout.ts';
import type { KerasLayer } from './model-config.ts';

/** A stored array: 32-bit floats, row-major. */
export interface StoredArray {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Trained arrays by layer and part (`kernel`, `bias`, `gamma` …); undefined for what the file does not hold. */
export type KerasWeights = (layer: KerasLayer, part: string) => StoredArray | undefined;

/**
 * A tensor under the names it has in the graph: its axes as Keras orders them, and with the channels in front of rows and
 * columns. One of them is there from the start, the other is made when it is asked for.
 */
export interface GraphTensor {
  own?: string;
  first?: string;
  /** Undefined while it is not known. */
  readonly rank: number | undefined;
}

/** How a part's size follows from what it is multiplied with. */
export interface WeightSizes {
  /** In the order ONNX has; −1 for the one that follows. */
  readonly dims: readonly number[];
  readonly axis: number;
  readonly multiply?: number;
  readonly divide?: number;
  /** Axis `i` in that order is axis `perm[i]` of what Keras stores. */
  readonly perm?: readonly number[];
}

const float = 1;

/** Writes the nodes of a graph, each under the name of the layer it is made for. */
export class GraphBuilder {
  readonly nodes: NodeProto[] = [];
  readonly initialisers: TensorProto[] = [];
  readonly inputs: ValueInfoProto[] = [];
  readonly #weights: KerasWeights;
  readonly #names = new Set<string>();

  constructor(weights: KerasWeights) {
    this.#weights = weights;
  }

  /** A node with one output; its name. */
  node(opType: string, name: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    const [output] = this.many(opType, name, inputs, { attributes, domain, outputs: 1 });
    return output!;
  }

  many(
    opType: string,
    name: string,
    inputs: readonly string[],
    { attributes = {}, domain = '', outputs }: { attributes?: Attributes; domain?: string; outputs: number },
  ): readonly string[] {
    const own = this.#unique(name);
    const names = Array.from({ length: outputs }, (_, index) => (index === 0 ? own : `${own}:${index}`));
    this.nodes.push(makeNode(opType, inputs, names, attributes, { name: own, domain }));
    return names;
  }

  #unique(name: string): string {
    let unique = name;
    for (let number = 2; this.#names.has(unique); number += 1) unique = `${name}_${number}`;
    this.#names.add(unique);
    return unique;
  }

  /** Undefined sizes are open; the first is the batch. */
  input(name: string, sizes: readonly (number | undefined)[], elementType = float): GraphTensor {
    const own = this.#unique(name);
    const dims = sizes.map((size, axis) => size ?? (axis === 0 ? 'batch' : `${own}, axis ${axis}`));
    this.inputs.push(makeValue(own, dims, elementType));
    return { own, rank: sizes.length };
  }

  /** The tensor with its axes as Keras orders them. */
  own(tensor: GraphTensor): string {
    tensor.own ??= this.#layout(tensor.first!, toLast(tensor.rank!));
    return tensor.own;
  }

  /** The tensor with channels in front of rows and columns, which Keras has behind them unless `isFirst`. */
  first(tensor: GraphTensor, isFirst: boolean): string {
    if (isFirst || (tensor.rank ?? 0) < 3) return this.own(tensor);
    tensor.first ??= this.#layout(tensor.own!, toFirst(tensor.rank!));
    return tensor.first;
  }

  /** What a layer makes of channels in front. */
  fromFirst(name: string, isFirst: boolean, rank: number): GraphTensor {
    return isFirst ? { own: name, rank } : { first: name, rank };
  }

  #layout(name: string, perm: readonly number[]): string {
    return this.node('Layout', `${name} (axes)`, [name], { perm }, ownDomain);
  }

  /** A part of a layer's weights in ONNX's order; without elements where the file has none, or no part is named. */
  weights(layer: KerasLayer, part: string | undefined, like: string, sizes: WeightSizes): string {
    const { dims, axis, multiply = 1, divide = 1, perm } = sizes;
    const name = `${layer.name}/${part ?? 'weights'}`;
    const stored = part === undefined ? undefined : this.#weights(layer, part);
    if (stored === undefined || stored.dims.length !== dims.length) {
      return this.node('Weights', name, [like], { dims, axis, multiply, divide }, ownDomain);
    }
    const own = this.#unique(name);
    this.initialisers.push(storedTensor(own, stored));
    return perm === undefined ? own : this.#layout(own, perm);
  }

  /** A tensor of integers that a node reads. */
  integers(name: string, values: readonly number[]): string {
    const own = this.#unique(name);
    this.initialisers.push(
      create(TensorProtoSchema, {
        name: own,
        dims: [BigInt(values.length)],
        dataType: 7,
        int64Data: values.map((value) => BigInt(value)),
      }),
    );
    return own;
  }

  /** A tensor of floats that a node reads. */
  floats(name: string, values: readonly number[]): string {
    const own = this.#unique(name);
    this.initialisers.push(
      create(TensorProtoSchema, { name: own, dims: [BigInt(values.length)], dataType: float, floatData: [...values] }),
    );
    return own;
  }
}

function storedTensor(name: string, { dims, data }: StoredArray): TensorProto {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: float, rawData });
}

const toFirst = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1)];
const toLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1];
