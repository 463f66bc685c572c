import { create, toBinary } from '@bufbuild/protobuf';
import { makeValue } from '../../../../src/workload/import/onnx/make-node.ts';
import {
  type FunctionProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { type OnnxImport, readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';

export {
  type AttributeValue,
  makeAttribute as attribute,
  makeNode as node,
} from '../../../../src/workload/import/onnx/make-node.ts';
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
          makeValue(name, dims, parts.inputTypes?.[name]),
        ),
        output: (parts.outputs ?? (lastOutput === undefined ? [] : [lastOutput])).map((name) =>
          create(ValueInfoProtoSchema, { name }),
        ),
        valueInfo: Object.entries(parts.declared ?? {}).map(([name, dims]) => makeValue(name, dims)),
      },
    }),
  );
}

/** Encodes and reads back. */
export function read(parts: ModelParts, options: Parameters<typeof readOnnx>[2] = {}): OnnxImport {
  return readOnnx('model.onnx', encode(parts), options);
}
