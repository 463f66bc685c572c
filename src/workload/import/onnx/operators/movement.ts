import { elementwiseLayer } from '../../../layers.ts';
import type { LayerKind } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { broadcastShape, elementCount, frontAxis, printShape, type Shape } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { pickValues } from './fold.ts';
import { parameterCount } from './parameter-count.ts';

/** A copy of `elements` values; a stored table that is read counts as parameters. */
export function copyLayer(node: OnnxNode, elements: number, kind: LayerKind = 'custom'): CostedLayer {
  const table = node.has(0) ? parameterCount(node.facts(0)) : 0;
  return {
    layer: elementwiseLayer({
      name: node.name,
      kind,
      operation: 'copy',
      elements,
      parameters: table,
      origin: node.origin,
    }),
  };
}

/** An operator that copies every element of its outputs. */
export function copyOperator(
  name: string,
  note: string,
  infer: (node: OnnxNode) => readonly OutputFacts[],
  kind: LayerKind = 'custom',
): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer,
    layer: (node, outputs) =>
      copyLayer(
        node,
        outputs.reduce((sum, output) => sum + elementCount(output.shape), 0),
        kind,
      ),
  };
}

function concatenated(node: OnnxNode): readonly OutputFacts[] {
  const parts = node.all();
  const [first] = parts;
  if (first === undefined) throw fault('onnx-invalid', `${node.origin} has no inputs`);
  const axis = frontAxis(node.int('axis', 1), first.shape.length);
  const { baked, asked } = node.batch;
  const shape = first.shape.map((size, at) => {
    if (at === axis) return parts.reduce((sum, part) => sum + (part.shape[at] ?? 0), 0);
    const sizes = new Set(parts.map((part) => part.shape[at]));
    if (sizes.size === 1) return size;
    // a stored part keeps the batch size of the file
    if (sizes.size === 2 && sizes.has(baked) && sizes.has(asked)) return asked;
    throw fault('onnx-shape-mismatch', `${node.origin} joins tensors that do not fit`, {
      found: parts.map((part) => printShape(part.shape)).join(', '),
    });
  });
  const values = shape.length === 1 ? joinedValues(parts.map((part) => part.values)) : undefined;
  return [{ shape, ...(values === undefined ? {} : { values }) }];
}

function joinedValues(parts: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function splitted(node: OnnxNode): readonly OutputFacts[] {
  const input = node.facts(0);
  const axis = frontAxis(node.int('axis', 0), input.shape.length);
  const size = input.shape[axis]!;
  const sizes = node.intsFrom('split', 1) ?? evenSizes(size, node.outputCount);
  if (sizes.length !== node.outputCount || sizes.reduce((sum, each) => sum + each, 0) !== size) {
    throw fault('onnx-shape-mismatch', `${node.origin} does not cut axis ${axis} into its outputs`, {
      found: `${size} into ${sizes.join(' + ')}`,
    });
  }
  let start = 0;
  return sizes.map((part) => {
    const from = start;
    start += part;
    const shape = input.shape.map((each, at) => (at === axis ? part : each));
    const values = pickValues(input, shape, (index) => index.map((at, each) => (each === axis ? at + from : at)));
    return { shape, ...(values === undefined ? {} : { values }) };
  });
}

function evenSizes(size: number, parts: number): number[] {
  const part = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, index) => Math.max(0, Math.min(part, size - index * part)));
}

/** Axis order of a transpose; reversed when it is not given. */
function permutation(node: OnnxNode): readonly number[] {
  const rank = node.shape(0).length;
  const order = node.ints('perm') ?? [];
  if (order.length === 0) return Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length !== rank || order.some((axis) => !(axis >= 0 && axis < rank)) || new Set(order).size !== rank) {
    throw fault('onnx-shape-mismatch', `${node.origin} has an axis order that does not fit its input`, {
      found: `[${order.join(', ')}] for rank ${rank}`,
    });
  }
  return order;
}

/** The input with its axes in another order. */
export function transposed(node: OnnxNode): readonly OutputFacts[] {
  const input = node.facts(0);
  const order = permutation(node);
  const shape = order.map((axis) => input.shape[axis]!);
  const values = pickValues(input, shape, (index) => input.shape.map((_, axis) => index[order.indexOf(axis)]!));
  const { source } = input;
  const before = source?.permutation ?? input.shape.map((_, axis) => axis);
  return [
    {
      shape,
      ...(values === undefined ? {} : { values }),
      ...(source === undefined ? {} : { source: { ...source, permutation: order.map((axis) => before[axis]!) } }),
    },
  ];
}

/** Only axes of size 1 change places: the elements stay where they are. */
function keepsOrder(node: OnnxNode): boolean {
  const shape = node.shape(0);
  const wide = permutation(node).filter((axis) => shape[axis] !== 1);
  return wide.every((axis, at) => at === 0 || axis > wide[at - 1]!);
}

function expanded(node: OnnxNode): Shape {
  return broadcastShape([node.shape(0), node.values(1)]);
}

function tiled(node: OnnxNode): Shape {
  const input = node.shape(0);
  const repeats = node.values(1);
  if (repeats.length !== input.length) {
    throw fault(
      'onnx-shape-mismatch',
      `${node.origin} repeats ${repeats.length} axes of a tensor of rank ${input.length}`,
    );
  }
  return input.map((size, axis) => size * repeats[axis]!);
}

function withValues(node: OnnxNode, shape: Shape): readonly OutputFacts[] {
  const input = node.facts(0);
  const lead = shape.length - input.shape.length;
  const values = pickValues(input, shape, (index) => input.shape.map((size, axis) => index[axis + lead]! % size));
  return [{ shape, ...(values === undefined ? {} : { values }) }];
}

/** Cut or padded to the sizes that the second input gives for some axes. */
function centred(node: OnnxNode): Shape {
  const input = node.shape(0);
  const sizes = node.values(1);
  const axes = (node.ints('axes') ?? input.map((_, axis) => axis)).map((axis) => frontAxis(axis, input.length));
  return input.map((size, axis) => (axes.includes(axis) ? (sizes[axes.indexOf(axis)] ?? size) : size));
}

/** Operators that move whole tensors without computing. */
export const movementOperators: readonly OnnxOperator[] = [
  copyOperator('Concat', 'concat: every element is copied', concatenated, 'concat'),
  copyOperator('com.microsoft.QLinearConcat', 'as Concat; bits from the element types', quantisedConcat, 'concat'),
  copyOperator('Split', 'copy of every element', splitted),
  {
    ...copyOperator('Transpose', 'copy of every element; free when only axes of size 1 change places', transposed),
    layer: (node, outputs) => copyLayer(node, keepsOrder(node) ? 0 : elementCount(outputs[0]?.shape ?? [])),
  },
  copyOperator('Expand', 'copy of every output element', (node) => withValues(node, expanded(node))),
  copyOperator('Tile', 'copy of every output element', (node) => withValues(node, tiled(node))),
  copyOperator('CenterCropPad', 'copy of every output element', (node) => [{ shape: centred(node) }]),
  {
    ...copyOperator('TensorScatter', 'copy of the elements written', (node) => [{ shape: node.shape(0) }]),
    layer: (node) => copyLayer(node, elementCount(node.shape(1))),
  },
  copyOperator('Trilu', 'copy of every element', (node) => [{ shape: node.shape(0) }]),
  copyOperator('ReverseSequence', 'copy of every element', (node) => [{ shape: node.shape(0) }]),
  copyOperator('ScatterND', 'copy of every output element', (node) => [{ shape: node.shape(0) }]),
  copyOperator('ScatterElements', 'copy of every output element', (node) => [{ shape: node.shape(0) }]),
  copyOperator('Scatter', 'copy of every output element', (node) => [{ shape: node.shape(0) }]),
];

/** Inputs of onnxruntime's quantised concatenation: scale, zero point, then tensor, scale, zero point for each part. */
function quantisedConcat(node: OnnxNode): readonly OutputFacts[] {
  const parts: Shape[] = [];
  for (let input = 2; input < node.inputCount; input += 3) parts.push(node.shape(input));
  const [first] = parts;
  if (first === undefined) throw fault('onnx-invalid', `${node.origin} has no inputs`);
  const axis = frontAxis(node.int('axis', 1), first.length);
  const shape = first.map((size, at) => (at === axis ? parts.reduce((sum, part) => sum + (part[at] ?? 0), 0) : size));
  return [{ shape, elementType: node.facts(2).elementType }];
}
