import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';

/** Numbers of `bits` bits each, one after another. */
export function packBits(values: Uint32Array, bits: number): Uint8Array {
  const writer = new BitWriter();
  for (const value of values) writer.write(value, bits);
  return writer.bytes();
}

export function unpackBits(bytes: Uint8Array, bits: number, count: number): Uint32Array {
  const reader = new BitReader(bytes);
  const values = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) values[index] = reader.read(bits);
  return values;
}
