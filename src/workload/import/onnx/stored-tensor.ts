import { type ElementType, elementTypes } from './element-type.ts';
import { type ExternalData, externalPart } from './external-data.ts';
import { fault } from './fault.ts';
import type { SparseTensorProto, TensorProto } from './onnx_pb.ts';
import { elementCount, printShape } from './shapes.ts';

/** A tensor written in the file: header checked, elements left in place until someone asks for them. */
export interface StoredTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly elementType: number;
  /** Undefined when the elements are in the file. */
  readonly absent?: string;
  /** Absent when `absent` says why. */
  readonly proto?: TensorProto;
  /** For elements outside the file, in ONNX's raw form. */
  readonly read?: () => Uint8Array;
}

const stringType = 8;
/** TensorProto.DataLocation. */
const elsewhere = 1;

function checkedDims(dims: readonly bigint[], name: string): number[] {
  const sizes = dims.map(Number);
  const negative = sizes.find((size) => size < 0);
  if (negative !== undefined) {
    throw fault('onnx-invalid', `tensor "${name}" has a negative size`, { path: name, found: `${negative}` });
  }
  if (!Number.isSafeInteger(elementCount(sizes))) {
    throw fault('onnx-invalid', `tensor "${name}" is larger than any memory`, { path: name, found: printShape(sizes) });
  }
  return sizes;
}

/** Entries of the one field that holds elements of a type when they are not raw bytes. */
function typedEntries(tensor: TensorProto, typeName: string): number {
  if (typeName === 'FLOAT' || typeName === 'COMPLEX64') return tensor.floatData.length;
  if (typeName === 'DOUBLE' || typeName === 'COMPLEX128') return tensor.doubleData.length;
  if (typeName === 'INT64') return tensor.int64Data.length;
  if (typeName === 'UINT64' || typeName === 'UINT32') return tensor.uint64Data.length;
  return tensor.int32Data.length;
}

/** Elements the header promises must be there, in the one field that holds them. */
function checkLength(tensor: TensorProto, type: ElementType, elements: number): void {
  const raw = tensor.rawData.length;
  const bytes = Math.ceil((elements * type.bits) / 8);
  const entries = typedEntries(tensor, type.name);
  const perElement = type.name.startsWith('COMPLEX') ? 2 : 1;
  // elements narrower than a byte share one
  const fits = raw > 0 ? raw === bytes : entries === elements * perElement || (type.bits < 8 && entries === bytes);
  if (fits) return;
  throw fault('onnx-truncated', `tensor "${tensor.name}" does not hold the elements its header promises`, {
    path: tensor.name,
    found: raw > 0 ? `${raw} bytes` : `${entries} elements`,
    accepted: `${bytes} bytes: ${elements} elements of ${type.name}`,
  });
}

/** Checks a tensor's header against its data; throws `onnx-invalid` or `onnx-truncated`. */
export function storedTensor(tensor: TensorProto, external: ExternalData): StoredTensor {
  const dims = checkedDims(tensor.dims, tensor.name);
  const facts = { name: tensor.name, dims, elementType: tensor.dataType };
  if (tensor.dataType <= 0) {
    throw fault('onnx-invalid', `tensor "${tensor.name}" has no element type`, { path: tensor.name });
  }
  const type = elementTypes.get(tensor.dataType);
  if (type === undefined) {
    const kind = tensor.dataType === stringType ? 'strings' : `unknown element type ${tensor.dataType}`;
    return { ...facts, absent: kind };
  }
  if (tensor.dataLocation === elsewhere) return { ...facts, ...outside(tensor, type, external) };
  checkLength(tensor, type, elementCount(dims));
  return { ...facts, proto: tensor };
}

function outside(
  tensor: TensorProto,
  type: ElementType,
  external: ExternalData,
): Pick<StoredTensor, 'absent' | 'proto' | 'read'> {
  const bytes = Math.ceil((elementCount(tensor.dims.map(Number)) * type.bits) / 8);
  const part = externalPart(tensor, bytes);
  const read = typeof part === 'string' ? part : external(part);
  return typeof read === 'string' ? { absent: read } : { proto: tensor, read };
}

/** A sparse tensor: its dense shape is known, its elements are not offered. */
export function storedSparseTensor(tensor: SparseTensorProto): StoredTensor {
  const name = tensor.values?.name ?? '';
  return {
    name,
    dims: checkedDims(tensor.dims, name),
    elementType: tensor.values?.dataType ?? 0,
    absent: 'stored as a sparse tensor',
  };
}
