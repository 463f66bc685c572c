import { decodeElements } from './decode-elements.ts';
import { numberToHalf } from './half-float.ts';

type Write = (view: DataView, index: number, value: number) => void;

const bfloat = new DataView(new ArrayBuffer(4));

/** By ONNX's name of the element type: bits of an element and how to write one, little-endian. */
const types: ReadonlyMap<string, { readonly bits: number; readonly write: Write }> = new Map([
  ['FLOAT', { bits: 32, write: (view: DataView, i: number, value: number) => view.setFloat32(i * 4, value, true) }],
  ['DOUBLE', { bits: 64, write: (view: DataView, i: number, value: number) => view.setFloat64(i * 8, value, true) }],
  [
    'FLOAT16',
    { bits: 16, write: (view: DataView, i: number, v: number) => view.setUint16(i * 2, numberToHalf(v), true) },
  ],
  [
    'BFLOAT16',
    { bits: 16, write: (view: DataView, i: number, v: number) => view.setUint16(i * 2, upperHalf(v), true) },
  ],
  ['INT8', { bits: 8, write: (view: DataView, i: number, value: number) => view.setInt8(i, value) }],
  ['UINT8', { bits: 8, write: (view: DataView, i: number, value: number) => view.setUint8(i, value) }],
  ['INT16', { bits: 16, write: (view: DataView, i: number, value: number) => view.setInt16(i * 2, value, true) }],
  ['UINT16', { bits: 16, write: (view: DataView, i: number, value: number) => view.setUint16(i * 2, value, true) }],
  ['INT32', { bits: 32, write: (view: DataView, i: number, value: number) => view.setInt32(i * 4, value, true) }],
]);

/** Numbers as stored elements; undefined for a type that is not written, or that cannot hold one of the numbers exactly. */
export function encodeElements(values: Float32Array, dataType: string): Uint8Array | undefined {
  const type = types.get(dataType);
  if (type === undefined) return undefined;
  const bytes = new Uint8Array((values.length * type.bits) / 8);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index += 1) type.write(view, index, values[index]!);
  const again = decodeElements(bytes, dataType, values.length);
  return again?.every((value, at) => value === values[at]) ? bytes : undefined;
}

function upperHalf(value: number): number {
  bfloat.setFloat32(0, value);
  return bfloat.getUint16(0);
}
