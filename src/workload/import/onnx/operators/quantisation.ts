import { elementwiseLayer } from '../../../layers.ts';
import { integerBits } from '../element-type.ts';
import { UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { elementCount } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { copyLayer } from './movement.ts';
import { viewed } from './views.ts';

const float = 1;
const uint8 = 2;

function scaled(node: OnnxNode, operationsPerPoint: number): CostedLayer {
  return {
    layer: elementwiseLayer({
      name: node.name,
      kind: 'activation',
      operation: 'multiply',
      elements: elementCount(node.shape(0)),
      operationsPerPoint,
      origin: node.origin,
    }),
  };
}

function dequantised(node: OnnxNode): OutputFacts {
  const input = node.facts(0);
  const { values: _, ...view } = viewed(input, input.shape);
  const bits = integerBits(input.elementType);
  return {
    ...view,
    elementType: node.facts(1).elementType || float,
    ...(bits === undefined ? {} : { storedBits: bits }),
  };
}

/** The element type a QuantizeLinear node writes. */
function quantisedType(node: OnnxNode): number {
  return node.optional(2)?.elementType || node.int('output_dtype', 0) || uint8;
}

function quantise(name: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note: 'free behind a costed layer, which then writes these bits; else activation, scale, round and clip',
    folding: { requantises: true },
    infer: (node) => [{ shape: node.shape(0), elementType: quantisedType(node) }],
    layer: (node) => scaled(node, 3),
  };
}

function dequantise(name: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note: 'free before the layers that read it, which then read these bits; else activation, subtract and scale',
    folding: { dequantises: true },
    infer: (node) => [dequantised(node)],
    layer: (node) => scaled(node, 2),
  };
}

function cast(node: OnnxNode): OutputFacts {
  const input = node.facts(0);
  const elementType = node.proto.opType === 'CastLike' ? node.facts(1).elementType : node.int('to', 0);
  const { storedBits: _, ...rest } = input;
  if (input.values === undefined) return { ...rest, elementType };
  const truncate = integerBits(elementType) !== undefined;
  return { ...rest, elementType, values: input.values.map((value) => (truncate ? Math.trunc(value) : value)) };
}

/** Conversions between element types. */
export const quantisationOperators: readonly OnnxOperator[] = [
  quantise('QuantizeLinear'),
  quantise('com.microsoft.QuantizeLinear'),
  dequantise('DequantizeLinear'),
  dequantise('com.microsoft.DequantizeLinear'),
  {
    name: 'DynamicQuantizeLinear',
    treatment: 'costed',
    note: 'activation, minimum, maximum, scale, round and clip',
    infer: (node) => [
      { shape: node.shape(0), elementType: uint8 },
      { shape: [], elementType: float },
      { shape: [], elementType: uint8 },
    ],
    layer: (node) => scaled(node, 5),
  },
  ...['Cast', 'CastLike'].map(
    (name): OnnxOperator => ({
      name,
      treatment: 'costed',
      note: 'copy of every element; free when the type does not change',
      infer: (node) => {
        if (!node.has(0)) throw new UnknownShape('nothing to cast');
        return [cast(node)];
      },
      layer: (node, outputs) => {
        const same = outputs[0]?.elementType === node.facts(0).elementType;
        return copyLayer(node, same ? 0 : elementCount(node.shape(0)));
      },
    }),
  ),
];
