import { badImageFile } from './bad-image-file.ts';
import type { ImageSet } from './image-set.ts';
import type { NumpyArray } from './npy.ts';

interface Named {
  readonly file: string;
  readonly array: NumpyArray;
}

/** Images `[N rows columns]`, `[N rows columns channels]` or `[N channels rows columns]` (1 to 4 channels) with labels `[N]`. */
export function arrayImages(images: Named, labels: Named): ImageSet {
  const { shape, data } = images.array;
  const [count = 0, ...axes] = shape;
  const last = axes.length === 3 && axes[2]! <= 4;
  const first = axes.length === 3 && axes[0]! <= 4;
  if (axes.length !== 2 && !last && !first) {
    const accepted = 'N x rows x columns, with 1 to 4 channels as last or second axis';
    throw badImageFile(images.file, 'the array holds no images', { found: shape.join(' x '), accepted });
  }
  const [rows, columns, channels] = axes.length === 2 ? [...axes, 1] : last ? axes : [axes[1], axes[2], axes[0]];
  const size = { rows: rows!, columns: columns!, channels: channels! };
  const whole = data instanceof Int32Array ? Float32Array.from(data) : data;
  return {
    ...size,
    pixels: first && !last ? channelsLast(whole, count, size) : whole,
    labels: labelsOf(labels, count, images.file),
  };
}

function channelsLast<T extends Uint8Array | Float32Array>(
  data: T,
  count: number,
  size: Pick<ImageSet, 'rows' | 'columns' | 'channels'>,
): T {
  const plane = size.rows * size.columns;
  const result = data.slice() as T;
  for (let image = 0; image < count; image += 1) {
    for (let channel = 0; channel < size.channels; channel += 1) {
      const from = (image * size.channels + channel) * plane;
      for (let at = 0; at < plane; at += 1) result[(image * plane + at) * size.channels + channel] = data[from + at]!;
    }
  }
  return result;
}

function labelsOf({ file, array }: Named, count: number, images: string): ImageSet['labels'] {
  const { shape, data } = array;
  if (data.length !== count || shape[0] !== count) {
    const accepted = `${count}, as many as ${images} has images`;
    throw badImageFile(file, 'labels and images differ in number', { found: shape.join(' x '), accepted });
  }
  if (data instanceof Float32Array) {
    throw badImageFile(file, 'labels are whole numbers', { found: 'floating-point numbers', accepted: 'integers' });
  }
  return data;
}
