import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb.ts';

export type AttributeValue =
  | number
  | readonly number[]
  | string
  | TensorProto
  | { readonly float: number | readonly number[] };
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A node; its name is empty and its domain ONNX's own unless given. */
export function makeNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Attributes = {},
  extra: { readonly name?: string; readonly domain?: string } = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => makeAttribute(name, value)),
    ...extra,
  });
}

/** Numbers are integers, but those under `float`. */
export function makeAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: 2, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: 3, s: new TextEncoder().encode(value) });
  }
  if ('$typeName' in value) return create(AttributeProtoSchema, { name, type: 4, t: value });
  if ('float' in value) {
    return typeof value.float === 'number'
      ? create(AttributeProtoSchema, { name, type: 1, f: value.float })
      : create(AttributeProtoSchema, { name, type: 6, floats: [...value.float] });
  }
  return create(AttributeProtoSchema, { name, type: 7, ints: value.map(BigInt) });
}

/** A tensor by name, with sizes that may be symbols; FLOAT unless another TensorProto.DataType is given. */
export function makeValue(name: string, sizes: readonly (number | string)[], elemType = 1): ValueInfoProto {
  const dim = sizes.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  });
}
