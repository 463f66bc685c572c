import type { CheckedLayer } from './check-weights.ts';
import { distortion, zeroShareOf } from './distortion.ts';
import type { CompressedTensor, WeightTensor } from './engine.ts';

/** A layer as it is: 32-bit floats. Without weights it is assumed to hold no zero. */
export function uncompressed(each: CheckedLayer, warnings: readonly string[] = []): CompressedTensor {
  const { layer, weights, tensor } = each;
  const biases = tensor === undefined ? each.biases : (tensor.bias?.length ?? 0);
  const bits = 32 * (weights + biases);
  const common = {
    layer: layer.name,
    weights,
    biases,
    encoding: { kind: 'dense', bitsPerWeight: 32, scales: 0 },
    bitsBefore: bits,
    bitsAfter: bits,
    warnings,
  } as const;
  if (tensor === undefined) return { ...common, assumed: true, zeroShare: 0, shape: shapeOf(each) };
  return {
    ...common,
    assumed: false,
    zeroShare: zeroShareOf(tensor.data),
    error: distortion(tensor.data, tensor.data),
    shape: tensor.shape,
    decoded: tensor.data.slice(),
    ...(tensor.bias && { bias: tensor.bias.slice() }),
  };
}

/** Weight shape from the layer's loops; axes other than outputs, inputs and columns count as rows. */
export function shapeOf({ layer, weights, groups }: CheckedLayer): WeightTensor['shape'] {
  const size = (name: string) => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  const outputs = size('M') * groups;
  const columns = size('S');
  return [outputs, size('C'), weights / (outputs * size('C') * columns), columns];
}
