import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * The leading right-singular vectors of W ∈ R^{s×N} (its columns one after another in `vectors`), as F ∈ R^{N×rank}, row by row. From the
 * eigenvectors of W·Wᵀ, which is s×s: F = WᵀUΣ⁻¹. Directions W does not have are left out.
 */
export function rightSingularVectors(vectors: Float32Array, length: number, rank: number) {
  const count = vectors.length / length;
  const gram = new Float64Array(length * length);
  for (let vector = 0; vector < count; vector += 1) {
    for (let a = 0; a < length; a += 1) {
      for (let b = 0; b < length; b += 1)
        gram[a * length + b]! += vectors[vector * length + a]! * vectors[vector * length + b]!;
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(length, length, gram), {
    assumeSymmetric: true,
  });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues
    .map((value, at) => ({ value, at }))
    .sort((a, b) => b.value - a.value)
    .slice(0, rank)
    .filter(({ value }) => value > 1e-12 * largest);
  const f = new Float64Array(count * kept.length);
  for (let vector = 0; vector < count; vector += 1) {
    kept.forEach(({ value, at }, k) => {
      let sum = 0;
      for (let d = 0; d < length; d += 1) sum += vectors[vector * length + d]! * eigenvectorMatrix.get(d, at);
      f[vector * kept.length + k] = sum / Math.sqrt(value);
    });
  }
  return { f, rank: kept.length };
}

/** Adds λ·W(I − FFᵀ) to the gradient, F as it was when it was last refreshed. */
export function pullToRowSpace({ f, rank }: { f: Float64Array; rank: number }, length: number, lambda: number) {
  const count = f.length / rank;
  return (weights: Float32Array, gradient: Float32Array): void => {
    const projected = new Float64Array(length * rank);
    for (let vector = 0; vector < count; vector += 1) {
      for (let k = 0; k < rank; k += 1) {
        for (let d = 0; d < length; d += 1)
          projected[d * rank + k]! += weights[vector * length + d]! * f[vector * rank + k]!;
      }
    }
    for (let vector = 0, at = 0; vector < count; vector += 1) {
      for (let d = 0; d < length; d += 1, at += 1) {
        let inside = 0;
        for (let k = 0; k < rank; k += 1) inside += projected[d * rank + k]! * f[vector * rank + k]!;
        gradient[at]! += lambda * (weights[at]! - inside);
      }
    }
  };
}
