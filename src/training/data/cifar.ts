import { badImageFile } from './bad-image-file.ts';
import type { ImageSet } from './image-set.ts';

const size = 32;
const plane = size * size;
const record = 1 + 3 * plane;

/** CIFAR-10 in its binary form: a label, then the red, green and blue plane of a 32 × 32 image, again and again. */
export function readCifar(files: readonly { readonly file: string; readonly bytes: Uint8Array }[]): ImageSet {
  for (const { file, bytes } of files) {
    if (bytes.length === 0 || bytes.length % record !== 0) {
      const accepted = `a multiple of ${record} bytes: a label and 3 x 32 x 32 pixels each`;
      throw badImageFile(file, 'this is not a CIFAR-10 binary file', { found: `${bytes.length} bytes`, accepted });
    }
  }
  const count = files.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const pixels = new Uint8Array(count * 3 * plane);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { file, bytes } of files) {
    for (let at = 0; at < bytes.length; at += record, image += 1) {
      const label = bytes[at]!;
      if (label > 9)
        throw badImageFile(file, `the label of record ${at / record} is out of range`, {
          found: String(label),
          accepted: '0 to 9',
        });
      labels[image] = label;
      for (let pixel = 0; pixel < plane; pixel += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          pixels[(image * plane + pixel) * 3 + channel] = bytes[at + 1 + channel * plane + pixel]!;
        }
      }
    }
  }
  return { rows: size, columns: size, channels: 3, pixels, labels };
}
