import { halfToNumber, numberToHalf } from '../half-float.ts';
import type { StoredTensor } from './safetensors.ts';

/** Numbers as little-endian 32-bit floats, 16-bit floats, or whole numbers. */
export function storeNumbers(
  values: ArrayLike<number>,
  type: StoredTensor['type'],
  shape: readonly number[] = [values.length],
): StoredTensor {
  const width = { F32: 4, U32: 4, F16: 2, U16: 2, I8: 1, U8: 1 }[type];
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

/** The numbers of a stored tensor. */
export function loadNumbers({ type, bytes }: StoredTensor): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Readonly<Record<StoredTensor['type'], readonly [number, (at: number) => number]>> = {
    F32: [4, (at) => view.getFloat32(at, true)],
    U32: [4, (at) => view.getUint32(at, true)],
    F16: [2, (at) => halfToNumber(view.getUint16(at, true))],
    U16: [2, (at) => view.getUint16(at, true)],
    I8: [1, (at) => view.getInt8(at)],
    U8: [1, (at) => view.getUint8(at)],
  };
  const [width, number] = read[type];
  return Array.from({ length: bytes.length / width }, (_, index) => number(index * width));
}
