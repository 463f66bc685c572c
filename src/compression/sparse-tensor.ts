import type { CheckedLayer } from './check-weights.ts';
import { zeroRuns } from './coding/zero-runs.ts';
import type { SparseEncoding } from './compressed-layer.ts';
import { distortion, zeroShareOf } from './distortion.ts';
import type { CompressedTensor, WeightTensor } from './engine.ts';

/** Where weights were removed, and how that is stored. */
export interface Pruned {
  /** 1 for each weight that is removed. */
  readonly removed: Uint8Array;
  readonly positions: SparseEncoding['positions'];
  readonly runBits: number;
}

/** The compressed layer of the weights that are kept. */
export function sparseTensor(each: CheckedLayer & { readonly tensor: WeightTensor }, pruned: Pruned): CompressedTensor {
  const { tensor, weights, layer } = each;
  const decoded = tensor.data.map((value, at) => (pruned.removed[at] === 1 ? 0 : value));
  const biases = tensor.bias?.length ?? 0;
  const encoding = sparseEncoding(decoded, tensor.shape[0], pruned);
  const { nonZeros, positionBits } = encoding;
  return {
    layer: layer.name,
    assumed: false,
    weights,
    biases,
    encoding,
    zeroShare: zeroShareOf(decoded),
    error: distortion(tensor.data, decoded),
    bitsBefore: 32 * (weights + biases),
    bitsAfter: 32 * nonZeros + positionBits + 32 * biases,
    warnings: nonZeros === 0 && weights > 0 ? ['every weight is removed'] : [],
    shape: tensor.shape,
    decoded,
    ...(tensor.bias && { bias: tensor.bias.slice() }),
  };
}

function sparseEncoding(
  decoded: Float32Array,
  outputs: number,
  { removed, positions, runBits }: Pruned,
): SparseEncoding {
  const common = { kind: 'sparse', bitsPerWeight: 32, positions } as const;
  if (positions === 'filters') {
    const nonZeros = removed.reduce((kept, gone) => kept + 1 - gone, 0);
    return { ...common, nonZeros, positionBits: outputs };
  }
  const nonZeros = decoded.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  if (positions === 'bitmap') return { ...common, nonZeros, positionBits: decoded.length };
  // a zero that ends a run too long is stored as a weight of its own
  const { runs, fillers } = zeroRuns(decoded, runBits);
  return { ...common, nonZeros, positionBits: runs.length * runBits + fillers * 32, runBits };
}
