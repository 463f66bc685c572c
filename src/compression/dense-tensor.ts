import type { CheckedLayer } from './check-weights.ts';
import { distortion, zeroShareOf } from './distortion.ts';
import type { CompressedTensor, WeightTensor } from './engine.ts';

/** n-bit integers as an engine chose them. */
export interface Quantised {
  readonly bits: number;
  readonly stored: Uint32Array;
  readonly scales: Float32Array;
  readonly zeroPoints?: Uint32Array | undefined;
}

/** The compressed layer of n-bit integers. */
export function denseTensor(
  each: CheckedLayer & { readonly tensor: WeightTensor },
  quantised: Quantised,
): CompressedTensor {
  const { tensor, weights, layer } = each;
  const { bits, stored, scales, zeroPoints } = quantised;
  const decoded = decodeDense(quantised);
  const biases = tensor.bias?.length ?? 0;
  const numbers = scales.length + (zeroPoints?.length ?? 0);
  return {
    layer: layer.name,
    assumed: false,
    weights,
    biases,
    encoding: { kind: 'dense', bitsPerWeight: bits, scales: numbers },
    zeroShare: zeroShareOf(decoded),
    error: distortion(tensor.data, decoded),
    bitsBefore: 32 * (weights + biases),
    bitsAfter: weights * bits + 32 * (numbers + biases),
    warnings: [],
    shape: tensor.shape,
    indexStream: stored,
    scales,
    ...(zeroPoints && { zeroPoints }),
    decoded,
    ...(tensor.bias && { bias: tensor.bias.slice() }),
  };
}

/** Weight = (stored − zero point) · scale. */
export function decodeDense({ bits, stored, scales, zeroPoints }: Quantised): Float32Array {
  const perScale = stored.length / scales.length;
  const middle = 2 ** (bits - 1);
  const decoded = new Float32Array(stored.length);
  for (let at = 0; at < stored.length; at += 1) {
    const part = Math.floor(at / perScale);
    decoded[at] = (stored[at]! - (zeroPoints?.[part] ?? middle)) * scales[part]!;
  }
  return decoded;
}
