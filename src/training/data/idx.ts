import type { Issue } from '../../shared/issue.ts';
import { badImageFile } from './bad-image-file.ts';
import type { ImageSet } from './image-set.ts';

/** An IDX file of unsigned bytes, the format of MNIST and its family. */
export interface Idx {
  readonly sizes: readonly number[];
  readonly bytes: Uint8Array;
}

/** Reads an IDX file (already unpacked); a wrong header or a wrong number of bytes is an `InputError`. */
export function readIdx(file: string, bytes: Uint8Array): Idx {
  const refuse = (message: string, words: Partial<Issue>) => badImageFile(file, message, words);
  const [zero, other, type = 0, axes = 0] = bytes;
  if (bytes.length < 4 || zero !== 0 || other !== 0) {
    const found = bytes.length < 4 ? `${bytes.length} bytes` : [...bytes.subarray(0, 4)].join(' ');
    throw refuse('this is not an IDX file', {
      found,
      accepted: 'a file that starts with the bytes 0 0 8 and its axes',
    });
  }
  if (type !== 8) throw refuse('the elements are not unsigned bytes', { found: `type ${type}`, accepted: 'type 8' });
  const header = 4 + 4 * axes;
  if (bytes.length < header) throw refuse('the file ends inside its header', { found: `${bytes.length} bytes` });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const wanted = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length - header !== wanted) {
    const found = `${bytes.length - header} bytes`;
    throw refuse('the file does not hold what its header says', {
      found,
      accepted: `${wanted} bytes (${sizes.join(' x ')})`,
    });
  }
  return { sizes, bytes: bytes.subarray(header) };
}

/** Images and labels of an IDX pair as a set of images of one channel. */
export function idxImages(
  images: { readonly file: string; readonly idx: Idx },
  labels: { readonly file: string; readonly idx: Idx },
): ImageSet {
  const [count, rows, columns] = images.idx.sizes;
  if (images.idx.sizes.length !== 3) {
    throw badImageFile(images.file, 'images have three axes: count, rows, columns', {
      found: `${images.idx.sizes.length} axes`,
    });
  }
  if (labels.idx.sizes.length !== 1) {
    throw badImageFile(labels.file, 'labels have one axis', { found: `${labels.idx.sizes.length} axes` });
  }
  if (labels.idx.sizes[0] !== count) {
    const accepted = `${count}, as many as ${images.file} has images`;
    throw badImageFile(labels.file, 'labels and images differ in number', {
      found: `${labels.idx.sizes[0]} labels`,
      accepted,
    });
  }
  return { rows: rows!, columns: columns!, channels: 1, pixels: images.idx.bytes, labels: labels.idx.bytes };
}
