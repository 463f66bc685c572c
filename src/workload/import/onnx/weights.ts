import { elementTypes } from './element-type.ts';
import type { TensorProto } from './onnx_pb.ts';
import type { OnnxNode } from './onnx-node.ts';
import type { WeightUse } from './onnx-operator.ts';
import { storedBytes } from './stored-values.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** A stored tensor that a layer uses. */
export interface OnnxTensor {
  /** Initialiser or constant it is stored as; empty when it is not stored. */
  readonly name: string;
  /** Sizes in which the bytes are laid out, row-major. */
  readonly dims: readonly number[];
  /** Meaning of each of `dims`: `M` output channel, `C` input channel (of one group), `R` `S` filter row, column. */
  readonly axes?: readonly string[];
  /** ONNX's name of the element type: `FLOAT`, `INT8`, … */
  readonly dataType: string;
  /** The stored tensor in the decoded model; undefined when absent. */
  readonly proto?: TensorProto;
  /** Why there are no bytes; undefined when there are. */
  readonly absent?: string;
  /** The elements, fixed width and little-endian; undefined when absent. Nothing is converted before this is called. */
  readonly bytes: () => Uint8Array | undefined;
}

/** The trained tensors of one layer. */
export interface LayerWeights {
  readonly weight: OnnxTensor;
  readonly bias?: OnnxTensor;
}

/** Weights of a layer; undefined when its second factor is computed by the network. */
export function layerWeights(node: OnnxNode, use: WeightUse): LayerWeights | undefined {
  const weight = node.facts(use.input);
  if (!weight.constant) return undefined;
  const bias = use.bias === undefined ? undefined : node.facts(use.bias);
  return {
    weight: onnxTensor(weight, use.axes),
    ...(bias?.constant ? { bias: onnxTensor(bias, ['M']) } : {}),
  };
}

function onnxTensor(facts: TensorFacts, axes: readonly string[]): OnnxTensor {
  const { source } = facts;
  const type = elementTypes.get(source?.tensor.elementType ?? facts.elementType)?.name ?? 'UNDEFINED';
  if (source === undefined) {
    const absent = 'computed by a node of the model, not stored';
    return { name: '', dims: facts.shape, axes, dataType: type, absent, bytes: () => undefined };
  }
  const { tensor } = source;
  const named = storedAxes(facts, axes);
  return {
    name: tensor.name,
    dims: source.scrambled ? tensor.dims : source.dims,
    ...(named === undefined ? {} : { axes: named }),
    dataType: type,
    ...(tensor.proto && { proto: tensor.proto }),
    ...(tensor.absent === undefined ? {} : { absent: tensor.absent }),
    bytes: () => tensor.read?.() ?? (tensor.proto && storedBytes(tensor.proto, type)),
  };
}

/** Names for the stored axes, undoing the transposes between the file and the layer. */
function storedAxes(facts: TensorFacts, axes: readonly string[]): readonly string[] | undefined {
  const { permutation, scrambled, dims = [] } = facts.source ?? {};
  if (scrambled || axes.length !== dims.length) return undefined;
  if (permutation === undefined) return axes;
  return dims.map((_, axis) => axes[permutation.indexOf(axis)] ?? '');
}
