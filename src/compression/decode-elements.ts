import { halfToNumber } from './half-float.ts';

type Read = (view: DataView, index: number) => number;

/** By ONNX's name of the element type: bits of an element and how to read one, little-endian. */
const types: ReadonlyMap<string, { readonly bits: number; readonly read: Read }> = new Map([
  ['FLOAT', { bits: 32, read: (view: DataView, i: number) => view.getFloat32(i * 4, true) }],
  ['DOUBLE', { bits: 64, read: (view: DataView, i: number) => view.getFloat64(i * 8, true) }],
  ['FLOAT16', { bits: 16, read: (view: DataView, i: number) => halfToNumber(view.getUint16(i * 2, true)) }],
  ['BFLOAT16', { bits: 16, read: (view: DataView, i: number) => upperHalf(view.getUint16(i * 2, true)) }],
  ['INT8', { bits: 8, read: (view: DataView, i: number) => view.getInt8(i) }],
  ['UINT8', { bits: 8, read: (view: DataView, i: number) => view.getUint8(i) }],
  ['INT16', { bits: 16, read: (view: DataView, i: number) => view.getInt16(i * 2, true) }],
  ['UINT16', { bits: 16, read: (view: DataView, i: number) => view.getUint16(i * 2, true) }],
  ['INT32', { bits: 32, read: (view: DataView, i: number) => view.getInt32(i * 4, true) }],
  ['UINT32', { bits: 32, read: (view: DataView, i: number) => view.getUint32(i * 4, true) }],
  ['INT64', { bits: 64, read: (view: DataView, i: number) => Number(view.getBigInt64(i * 8, true)) }],
  ['UINT64', { bits: 64, read: (view: DataView, i: number) => Number(view.getBigUint64(i * 8, true)) }],
  // two elements per byte, the first in the low half
  ['INT4', { bits: 4, read: (view: DataView, i: number) => (nibble(view, i) << 28) >> 28 }],
  ['UINT4', { bits: 4, read: (view: DataView, i: number) => nibble(view, i) }],
]);

/** Stored elements as 32-bit floats (a copy); undefined for a type that is not read or when bytes are missing. */
export function decodeElements(bytes: Uint8Array, dataType: string, count: number): Float32Array | undefined {
  const type = types.get(dataType);
  if (type === undefined || bytes.length * 8 < count * type.bits) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) values[index] = type.read(view, index);
  return values;
}

const word = new DataView(new ArrayBuffer(4));

function upperHalf(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

function nibble(view: DataView, index: number): number {
  return (view.getUint8(index >> 1) >> (4 * (index & 1))) & 15;
}
