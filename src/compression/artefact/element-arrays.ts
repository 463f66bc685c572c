import { decodeElements } from '../decode-elements.ts';
import { numberToHalf } from '../half-float.ts';
import type { StoredTensor } from './safetensors.ts';

/** Numbers as little-endian 32-bit floats, 16-bit floats, or whole numbers. */
export function storeNumbers(
  values: ArrayLike<number>,
  type: 'F32' | 'U32' | 'F16' | 'U16' | 'I8',
  shape: readonly number[] = [values.length],
): StoredTensor {
  const width = { F32: 4, U32: 4, F16: 2, U16: 2, I8: 1 }[type];
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (type === 'F32') view.setFloat32(at * 4, value, true);
    else if (type === 'U32') view.setUint32(at * 4, value, true);
    else if (type === 'F16') view.setUint16(at * 2, numberToHalf(value), true);
    else if (type === 'U16') view.setUint16(at * 2, value, true);
    else view.setInt8(at, value);
  }
  return { type, shape, bytes };
}

/** ONNX's names of the same types. */
const onnxNames: Readonly<Record<StoredTensor['type'], string>> = {
  F64: 'DOUBLE',
  I64: 'INT64',
  U64: 'UINT64',
  F32: 'FLOAT',
  I32: 'INT32',
  U32: 'UINT32',
  F16: 'FLOAT16',
  BF16: 'BFLOAT16',
  I16: 'INT16',
  U16: 'UINT16',
  I8: 'INT8',
  U8: 'UINT8',
  BOOL: 'UINT8',
};

/** The numbers of a stored tensor, as 32-bit floats. */
export function loadNumbers({ type, shape, bytes }: StoredTensor): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  return decodeElements(bytes, onnxNames[type], count)!;
}
