import { integerBits } from './element-type.ts';
import type { OnnxNode } from './onnx-node.ts';
import type { OnnxOperator } from './onnx-operator.ts';
import type { Progress } from './progress.ts';

/**
 * True when the node is built into a neighbour: a scale and shift into the weights of the convolution before it, a
 * requantisation into the layer that writes, a dequantisation into the layers that read.
 */
export function foldInto(progress: Progress, node: OnnxNode, operator: OnnxOperator): boolean {
  const { folding } = operator;
  if (folding === undefined) return false;
  if (folding.scaleAndShift?.every((input) => node.optional(input)?.constant)) return foldScale(progress, node);
  if (folding.requantises) return foldWidth(progress, node);
  return folding.dequantises === true && foldReads(progress, node);
}

/** Operators that read how large a tensor is, not what is in it. */
const readsShape = new Set(['Shape', 'Size', 'Weights']);

/** The layer that writes the node's first input, when nothing else reads that. */
function soleWriter(progress: Progress, node: OnnxNode) {
  const { graph, costed } = progress;
  const tensor = node.proto.input[0] ?? '';
  const producer = graph.producers.get(tensor);
  const readers = (graph.consumers.get(tensor) ?? []).filter((reader) => !readsShape.has(reader.opType));
  if (producer === undefined || graph.outputs.has(tensor) || readers.length !== 1) return undefined;
  const found = costed.get(producer);
  return found === undefined ? undefined : { ...found, layer: progress.layers[found.slot]! };
}

function record(progress: Progress, node: OnnxNode, into: string): true {
  progress.folded.push({ operator: node.proto.opType, node: node.name, into });
  return true;
}

/** The folded shift needs a bias; a convolution without one gains it. */
function foldScale(progress: Progress, node: OnnxNode): boolean {
  const writer = soleWriter(progress, node);
  if (writer?.operator.folding?.absorbsScaleAndShift !== true) return false;
  const weights = progress.weights.get(writer.layer.name);
  if (weights === undefined) return false;
  const gained = weights.bias === undefined ? (node.shape(0)[1] ?? 0) : 0;
  progress.layers[writer.slot] = { ...writer.layer, parameters: writer.layer.parameters + gained };
  return record(progress, node, writer.layer.name);
}

function foldWidth(progress: Progress, node: OnnxNode): boolean {
  const writer = soleWriter(progress, node);
  if (writer === undefined) return false;
  const written = progress.facts.get(node.proto.output[0] ?? '');
  const bits = integerBits(written?.elementType ?? 0);
  if (bits !== undefined) progress.layers[writer.slot] = { ...writer.layer, bits: { ...writer.layer.bits, O: bits } };
  return record(progress, node, writer.layer.name);
}

function foldReads(progress: Progress, node: OnnxNode): boolean {
  const tensor = node.proto.output[0] ?? '';
  const readers = progress.graph.consumers.get(tensor) ?? [];
  if (readers.length === 0 || progress.graph.outputs.has(tensor)) return false;
  return record(progress, node, `readers of "${tensor}"`);
}
