import type { StoredTensor } from './safetensors.ts';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 (ISO 3309, as in zip and PNG) of bytes, carried on from `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before;
  for (let at = 0; at < bytes.length; at += 1) rest = table[(rest ^ bytes[at]!) & 255]! ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** Checksum of all that an artefact says: the description, then every tensor with name, type and shape, by name. */
export function checksum(description: string, tensors: ReadonlyMap<string, StoredTensor>): string {
  const encoder = new TextEncoder();
  let sum = crc32(encoder.encode(description));
  for (const [name, { type, shape, bytes }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    sum = crc32(bytes, crc32(encoder.encode(JSON.stringify([name, type, shape])), sum));
  }
  return sum.toString(16).padStart(8, '0');
}
