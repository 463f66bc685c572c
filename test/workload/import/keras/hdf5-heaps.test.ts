import { expect, test } from 'vitest';
import { heapsEnd } from '../../../../src/workload/import/keras/hdf5-heaps.ts';

/** A heap of 128 bytes at byte 8, with these objects: number, and size. */
function heap(...objects: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new Uint8Array(8 + 128);
  const view = new DataView(bytes.buffer);
  bytes.set([0x47, 0x43, 0x4f, 0x4c, 1], 8);
  view.setBigUint64(16, 128n, true);
  let at = 24;
  for (const [index, size] of objects) {
    view.setUint16(at, index, true);
    view.setBigUint64(at + 8, BigInt(size), true);
    at += 16 + Math.ceil(size / 8) * 8;
  }
  return bytes;
}

test('a heap that ends in free space, or in less than an object, is whole', () => {
  expect(heapsEnd(heap([1, 13], [0, 80]))).toBe(true);
  expect(heapsEnd(heap([1, 80], [2, 0]))).toBe(true);
  expect(heapsEnd(new Uint8Array(3))).toBe(true);
});

test.each([
  ['free space of no size', [1, 13], [0, 0]],
  ['free space beyond the heap', [1, 13], [0, 96]],
  ['an object beyond the heap', [1, 2 ** 40], [0, 0]],
] as const)('%s: the library would not end', (_, first, second) => {
  const bytes = heap([first[0], Math.min(first[1], 13)], second);
  if (first[1] > 13) new DataView(bytes.buffer).setBigUint64(32, BigInt(first[1]), true);
  expect(heapsEnd(bytes)).toBe(false);
});
