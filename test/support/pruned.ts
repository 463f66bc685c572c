import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';

/** Weights of which so many are zero, stored one by one at 16 bits. */
export function pruned(zeroShare: number, layer: string, weights: number): CompressedLayer {
  return {
    layer,
    assumed: true,
    weights,
    biases: 0,
    encoding: { kind: 'dense', bitsPerWeight: 16, scales: 0 },
    zeroShare,
    bitsBefore: 32 * weights,
    bitsAfter: 16 * weights,
    warnings: [],
  };
}
