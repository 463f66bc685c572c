import type { LayerGeometry } from './layer-geometry.ts';

/** Inputs as the outermost memory holds them: the box the windows span, padding stored as zeros (A2). */
export function paddedInputs(geometry: LayerGeometry, inputs: ArrayLike<number>): Int32Array {
  const { batch, groups, inputChannels, kernel, stride, dilation, padding, inputSize, output } = geometry;
  const extent = (axis: 0 | 1): number => (output[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
  const [rows, columns] = [extent(0), extent(1)];
  const planes = batch * groups * inputChannels;
  const padded = new Int32Array(planes * rows * columns);
  for (let plane = 0; plane < planes; plane += 1) {
    for (let row = 0; row < rows; row += 1) {
      const y = row - padding[0];
      if (y < 0 || y >= inputSize[0]) continue;
      for (let column = 0; column < columns; column += 1) {
        const x = column - padding[1];
        if (x < 0 || x >= inputSize[1]) continue;
        padded[(plane * rows + row) * columns + column] = inputs[(plane * inputSize[0] + y) * inputSize[1] + x]!;
      }
    }
  }
  return padded;
}
