import type { LayerGeometry } from './layer-geometry.ts';

/**
 * The layer computed directly, loops as in a textbook; knows no mapping. Exact: sums stay below 2^53.
 *
 * @param inputs images × channels × rows × columns, without padding
 * @param weights output channels × input channels of a group × rows × columns
 * @returns images × output channels × rows × columns
 */
export function directConvolution(
  geometry: LayerGeometry,
  inputs: ArrayLike<number>,
  weights: ArrayLike<number>,
): Float64Array {
  const { batch, groups, inputChannels, outputChannels, output } = geometry;
  const [rows, columns] = output;
  const filters = groups * outputChannels;
  const outputs = new Float64Array(batch * filters * rows * columns);
  let at = 0;
  for (let image = 0; image < batch; image += 1) {
    for (let filter = 0; filter < filters; filter += 1) {
      const firstChannel = image * groups * inputChannels + Math.floor(filter / outputChannels) * inputChannels;
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          outputs[at] = dotProduct(geometry, { inputs, weights, firstChannel, filter, row, column });
          at += 1;
        }
      }
    }
  }
  return outputs;
}

interface Place {
  readonly inputs: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly firstChannel: number;
  readonly filter: number;
  readonly row: number;
  readonly column: number;
}

function dotProduct(geometry: LayerGeometry, place: Place): number {
  const { inputChannels, kernel, stride, dilation, padding, inputSize } = geometry;
  const { inputs, weights, firstChannel, filter, row, column } = place;
  let sum = 0;
  for (let channel = 0; channel < inputChannels; channel += 1) {
    for (let r = 0; r < kernel[0]; r += 1) {
      const y = row * stride[0] + r * dilation[0] - padding[0];
      if (y < 0 || y >= inputSize[0]) continue;
      for (let s = 0; s < kernel[1]; s += 1) {
        const x = column * stride[1] + s * dilation[1] - padding[1];
        if (x < 0 || x >= inputSize[1]) continue;
        const weight = weights[((filter * inputChannels + channel) * kernel[0] + r) * kernel[1] + s]!;
        sum += weight * inputs[((firstChannel + channel) * inputSize[0] + y) * inputSize[1] + x]!;
      }
    }
  }
  return sum;
}
