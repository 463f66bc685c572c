import type { TensorLibrary } from '../tensor-library.ts';
import { composeKernel } from './compose-kernel.ts';

type Pool = ReturnType<TensorLibrary['backend_util']['computePool2DInfo']>;

/** The gradient goes to the first largest element of each window, as in the cpu backend; the stock kernel is slower. */
export function registerMaxPoolGradient(tf: TensorLibrary): void {
  composeKernel(tf, 'MaxPoolGrad', ({ inputs, attrs, memory }) => {
    const [dy, x] = [inputs.dy!, inputs.input!];
    const pool = tf.backend_util.computePool2DInfo(
      x.shape as [number, number, number, number],
      attrs.filterSize as [number, number],
      attrs.strides as [number, number],
      1,
      attrs.pad as 'same',
      attrs.dimRoundingMode as 'floor',
    );
    const output = memory.makeOutput(x.shape, 'float32');
    const [from, values] = [memory.typedArrayFromHeap(dy), memory.typedArrayFromHeap(x)];
    const to = memory.typedArrayFromHeap(output);
    to.fill(0);
    distribute(pool, from, values, to);
    return output;
  });
}

function distribute(pool: Pool, dy: Float32Array, x: Float32Array, dx: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = pool;
  let at = 0;
  for (let image = 0; image < batchSize; image += 1) {
    for (let p = 0; p < outHeight; p += 1) {
      const top = p * pool.strideHeight - padInfo.top;
      const [firstRow, endRow] = [Math.max(0, top), Math.min(inHeight, top + filterHeight)];
      for (let q = 0; q < outWidth; q += 1) {
        const left = q * pool.strideWidth - padInfo.left;
        const [first, end] = [Math.max(0, left), Math.min(inWidth, left + filterWidth)];
        for (let channel = 0; channel < inChannels; channel += 1, at += 1) {
          let largest = Number.NEGATIVE_INFINITY;
          let where = ((image * inHeight + firstRow) * inWidth + first) * inChannels + channel;
          for (let row = firstRow; row < endRow; row += 1) {
            let here = ((image * inHeight + row) * inWidth + first) * inChannels + channel;
            for (let column = first; column < end; column += 1, here += inChannels) {
              if (x[here]! > largest) {
                largest = x[here]!;
                where = here;
              }
            }
          }
          dx[where]! += dy[at]!;
        }
      }
    }
  }
}
