import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../shared/issue.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';

/** Magic number of an IDX file of unsigned bytes in three dimensions: images, rows, columns. */
const idxImages = 0x00000803;
const headerBytes = 16;

/** The first images of an IDX file (as MNIST's, gzipped or not), pixels from 0 to 1. */
export async function loadImages(reference: string, place: Place, count: number): Promise<Float32Array> {
  const path = resolve(place.folder, reference);
  const shown = shownPath(path, place.cwd);
  const stored = await readInputBytes(path, shown);
  const bytes = unpacked(stored);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || view.getUint32(0) !== idxImages)
    throw wrongImages(shown, 'is no IDX file of images');
  const [images, rows, columns] = [4, 8, 12].map((at) => view.getUint32(at)) as [number, number, number];
  if (images < count) throw wrongImages(shown, `holds ${images} images, ${count} are asked for`);
  const pixels = count * rows * columns;
  if (bytes.length < headerBytes + pixels) throw wrongImages(shown, 'ends before the images it promises');
  return Float32Array.from(bytes.subarray(headerBytes, headerBytes + pixels), (pixel) => pixel / 255);
}

function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return new Uint8Array();
  }
}

function wrongImages(shown: string, what: string): InputError {
  return new InputError([{ code: 'wrong-images', severity: 'error', message: `"${shown}" ${what}`, path: '--images' }]);
}
