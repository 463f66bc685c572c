import { elementTypes } from './element-type.ts';
import type { TensorProto } from './onnx_pb.ts';
import { elementCount } from './shapes.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** Tensors above this size are never needed to work out a shape. */
export const largestFoldedTensor = 4096;

type Reader = (view: DataView, offset: number) => number;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['FLOAT', (view, offset) => view.getFloat32(offset, true)],
  ['DOUBLE', (view, offset) => view.getFloat64(offset, true)],
  ['UINT8', (view, offset) => view.getUint8(offset)],
  ['INT8', (view, offset) => view.getInt8(offset)],
  ['BOOL', (view, offset) => view.getUint8(offset)],
  ['UINT16', (view, offset) => view.getUint16(offset, true)],
  ['INT16', (view, offset) => view.getInt16(offset, true)],
  ['UINT32', (view, offset) => view.getUint32(offset, true)],
  ['INT32', (view, offset) => view.getInt32(offset, true)],
  ['UINT64', (view, offset) => Number(view.getBigUint64(offset, true))],
  ['INT64', (view, offset) => Number(view.getBigInt64(offset, true))],
]);

/** The elements of a small stored tensor as numbers; undefined when it is large, absent or of another type. */
export function storedValues(tensor: StoredTensor): readonly number[] | undefined {
  const count = elementCount(tensor.dims);
  const type = elementTypes.get(tensor.elementType);
  const read = type === undefined ? undefined : readers.get(type.name);
  if (tensor.proto === undefined || type === undefined || read === undefined || count > largestFoldedTensor) {
    return undefined;
  }
  const bytes = tensor.read?.() ?? storedBytes(tensor.proto, type.name);
  if (bytes.length * 8 < count * type.bits) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => read(view, index * (type.bits / 8)));
}

/** The elements as ONNX's raw form has them: fixed width, little-endian. No copy when the file already does. */
export function storedBytes(tensor: TensorProto, typeName: string): Uint8Array {
  if (tensor.rawData.length > 0) return tensor.rawData;
  return new Uint8Array(typedArray(tensor, typeName).buffer);
}

function typedArray(tensor: TensorProto, typeName: string): ArrayBufferView {
  switch (typeName) {
    case 'FLOAT':
    case 'COMPLEX64':
      return Float32Array.from(tensor.floatData);
    case 'DOUBLE':
    case 'COMPLEX128':
      return Float64Array.from(tensor.doubleData);
    case 'INT64':
      return BigInt64Array.from(tensor.int64Data);
    case 'UINT64':
      return BigUint64Array.from(tensor.uint64Data);
    case 'UINT32':
      return Uint32Array.from(tensor.uint64Data, Number);
    case 'INT32':
      return Int32Array.from(tensor.int32Data);
    case 'INT16':
    case 'UINT16':
    case 'FLOAT16':
    case 'BFLOAT16':
      return Uint16Array.from(tensor.int32Data);
    default:
      return Uint8Array.from(tensor.int32Data);
  }
}
