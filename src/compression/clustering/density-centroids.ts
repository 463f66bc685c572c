import type { ClusteringProblem } from './clustering-problem.ts';

const powerSteps = 30;

/**
 * k slices of equally many vectors along the direction in which they vary most; each slice gives its mean. For scalars
 * these are the quantiles (Deep Compression's density start).
 */
export function densityCentroids({ vectors, length, k }: ClusteringProblem): Float32Array {
  const count = vectors.length / length;
  const direction = mainDirection(vectors, length);
  const positions = new Float32Array(count);
  for (let vector = 0; vector < count; vector += 1) {
    let position = 0;
    for (let d = 0; d < length; d += 1) position += vectors[vector * length + d]! * direction[d]!;
    positions[vector] = position;
  }
  const sorted = positions.slice().sort();
  const limits = Float32Array.from({ length: k - 1 }, (_, slice) => sorted[Math.ceil(((slice + 1) * count) / k) - 1]!);
  const sums = new Float64Array(k * length);
  const counts = new Float64Array(k);
  for (let vector = 0; vector < count; vector += 1) {
    const slice = sliceOf(limits, positions[vector]!);
    counts[slice]! += 1;
    for (let d = 0; d < length; d += 1) sums[slice * length + d]! += vectors[vector * length + d]!;
  }
  return Float32Array.from(sums, (sum, at) => {
    const slice = Math.floor(at / length);
    // many equal positions leave slices empty: they start at the first vector and are repaired in the first update
    return counts[slice]! > 0 ? sum / counts[slice]! : vectors[at % length]!;
  });
}

/** The first slice whose upper limit is not below the position. */
function sliceOf(limits: Float32Array, position: number): number {
  let [below, above] = [-1, limits.length];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (limits[middle]! < position) below = middle;
    else above = middle;
  }
  return above;
}

/** Leading eigenvector of the covariance, by power iteration from a fixed start. */
function mainDirection(vectors: Float32Array, length: number): Float64Array {
  const covariance = covarianceOf(vectors, length);
  let direction = Float64Array.from({ length }, (_, d) => 1 + d / length);
  for (let step = 0; length > 1 && step < powerSteps; step += 1) {
    const image = new Float64Array(length);
    for (let a = 0; a < length; a += 1) {
      for (let b = 0; b < length; b += 1) image[a]! += covariance[a * length + b]! * direction[b]!;
    }
    // a square root is exact everywhere, Math.hypot is not
    const size = Math.sqrt(image.reduce((sum, value) => sum + value * value, 0));
    if (!(size > 0)) return direction;
    direction = image.map((value) => value / size);
  }
  return direction;
}

function covarianceOf(vectors: Float32Array, length: number): Float64Array {
  const count = vectors.length / length;
  const mean = new Float64Array(length);
  for (let index = 0; index < vectors.length; index += 1) mean[index % length]! += vectors[index]! / count;
  const covariance = new Float64Array(length * length);
  for (let from = 0; from < vectors.length; from += length) {
    for (let a = 0; a < length; a += 1) {
      const difference = vectors[from + a]! - mean[a]!;
      for (let b = 0; b < length; b += 1) {
        covariance[a * length + b]! += difference * (vectors[from + b]! - mean[b]!);
      }
    }
  }
  return covariance;
}
