import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { type OnnxImport, readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';

export type AttributeValue = number | readonly number[] | string | TensorProto | { readonly float: number | number[] };
export type Dims = readonly (number | string)[];

/** A small model: shapes by name, nodes in order. */
export interface ModelParts {
  readonly inputs?: Readonly<Record<string, Dims>>;
  readonly inputTypes?: Readonly<Record<string, number>>;
  readonly initialisers?: readonly TensorProto[];
  readonly nodes: readonly NodeProto[];
  readonly outputs?: readonly string[];
  readonly declared?: Readonly<Record<string, Dims>>;
  readonly functions?: readonly FunctionProto[];
  readonly opset?: number;
}

/** A node; `name` is empty unless given. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  extra: { readonly name?: string; readonly domain?: string } = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ...extra,
  });
}

export function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: 2, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: 3, s: new TextEncoder().encode(value) });
  }
  if ('$typeName' in value) return create(AttributeProtoSchema, { name, type: 4, t: value });
  if ('float' in value) {
    return Array.isArray(value.float)
      ? create(AttributeProtoSchema, { name, type: 6, floats: value.float })
      : create(AttributeProtoSchema, { name, type: 1, f: value.float });
  }
  return create(AttributeProtoSchema, { name, type: 7, ints: (value as readonly number[]).map(BigInt) });
}

/** A tensor of zeros; FLOAT unless another type and its bytes per element are given. */
export function zeros(name: string, dims: readonly number[], dataType = 1, bytesPerElement = 4): TensorProto {
  const count = dims.reduce((product, size) => product * size, 1);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType,
    rawData: new Uint8Array(count * bytesPerElement),
  });
}

export function int8(name: string, dims: readonly number[]): TensorProto {
  return zeros(name, dims, 3, 1);
}

export function int64s(
  name: string,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): TensorProto {
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: 7, int64Data: values.map(BigInt) });
}

export function floats(name: string, values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, { name, dims: [BigInt(values.length)], dataType: 1, floatData: [...values] });
}

function valueInfo(name: string, dims: Dims, elemType = 1): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType,
          shape: {
            dim: dims.map((size) => ({
              value:
                typeof size === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(size) }
                  : { case: 'dimParam' as const, value: size },
            })),
          },
        },
      },
    },
  });
}

/** The bytes of an ONNX file. */
export function encode(parts: ModelParts): Uint8Array {
  const lastOutput = parts.nodes.at(-1)?.output[0];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'test',
      opsetImport: [{ domain: '', version: BigInt(parts.opset ?? 17) }],
      functions: [...(parts.functions ?? [])],
      graph: {
        name: 'g',
        node: [...parts.nodes],
        initializer: [...(parts.initialisers ?? [])],
        input: Object.entries(parts.inputs ?? { x: [1, 3, 8, 8] }).map(([name, dims]) =>
          valueInfo(name, dims, parts.inputTypes?.[name]),
        ),
        output: (parts.outputs ?? (lastOutput === undefined ? [] : [lastOutput])).map((name) =>
          create(ValueInfoProtoSchema, { name }),
        ),
        valueInfo: Object.entries(parts.declared ?? {}).map(([name, dims]) => valueInfo(name, dims)),
      },
    }),
  );
}

/** Encodes and reads back. */
export function read(parts: ModelParts, options: Parameters<typeof readOnnx>[2] = {}): OnnxImport {
  return readOnnx('model.onnx', encode(parts), options);
}
