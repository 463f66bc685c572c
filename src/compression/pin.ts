import { smallestMask } from './smallest-mask.ts';

/** Vectors that share one table entry whose value is given, outside the clustering. */
export interface Pin {
  /** 1 for each vector that is pinned. */
  readonly mask: Uint8Array;
  readonly value: Float32Array;
}

/** How a table's vectors are pinned before the rest is clustered; undefined: none are. */
export type PinRule = (vectors: Float32Array, length: number) => Pin | undefined;

/** The share of smallest norm becomes zero (Wu et al. 2018, sec. 2.4 as described in the paper). */
export function smallestNormToZero(share: number): PinRule {
  return (vectors, length) => {
    const norms = squaredDistances(vectors, length, new Float64Array(length));
    const mask = smallestMask(norms, Math.floor(share * norms.length));
    return mask && { mask, value: new Float32Array(length) };
  };
}

/** The share nearest to the mean becomes the mean of that share (the released code of Wu et al. 2018). */
export function nearestMeanToMean(share: number): PinRule {
  return (vectors, length) => {
    const all = meanOf(vectors, length);
    const distances = squaredDistances(vectors, length, all);
    const mask = smallestMask(distances, Math.floor(share * distances.length));
    return mask && { mask, value: Float32Array.from(meanOf(vectors, length, mask)) };
  };
}

function squaredDistances(vectors: Float32Array, length: number, from: Float64Array): Float64Array {
  const distances = new Float64Array(vectors.length / length);
  for (let vector = 0; vector < distances.length; vector += 1) {
    for (let d = 0; d < length; d += 1) distances[vector]! += (vectors[vector * length + d]! - from[d]!) ** 2;
  }
  return distances;
}

/** Mean of all vectors, or of those in the mask. */
function meanOf(vectors: Float32Array, length: number, mask?: Uint8Array): Float64Array {
  const mean = new Float64Array(length);
  let count = 0;
  for (let vector = 0; vector * length < vectors.length; vector += 1) {
    if (mask !== undefined && mask[vector] === 0) continue;
    count += 1;
    for (let d = 0; d < length; d += 1) mean[d]! += vectors[vector * length + d]!;
  }
  return mean.map((sum) => sum / count);
}
