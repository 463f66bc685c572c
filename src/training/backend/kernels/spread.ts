import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './compose-kernel.ts';

/** dy with `stride − 1` zeros between its rows and columns: the input gradient of a strided convolution needs it so. */
export function spread({ memory }: KernelCall, dy: TensorInfo, [down, across]: readonly [number, number]): TensorInfo {
  const [images, rows, columns, channels] = dy.shape as [number, number, number, number];
  const [high, wide] = [(rows - 1) * down + 1, (columns - 1) * across + 1];
  const output = memory.makeOutput([images, high, wide, channels], 'float32');
  const from = memory.typedArrayFromHeap(dy);
  const to = memory.typedArrayFromHeap(output);
  to.fill(0);
  let at = 0;
  for (let image = 0; image < images; image += 1) {
    for (let row = 0; row < rows; row += 1) {
      let target = (image * high + row * down) * wide * channels;
      for (let column = 0; column < columns; column += 1) {
        for (let channel = 0; channel < channels; channel += 1) to[target + channel] = from[at + channel]!;
        at += channels;
        target += across * channels;
      }
    }
  }
  return output;
}
