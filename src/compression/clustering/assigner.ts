/** Finds the nearest centre of every vector. Holds the results of the latest call. */
export interface Assigner {
  readonly assignment: Uint32Array;
  /** Squared, in 32-bit floats: Σ (x − c)² added in the order of the elements. */
  readonly distances: Float32Array;
  readonly assign: (centroids: Float32Array) => void;
}

/** Every step is rounded to 32 bit, so that the result equals the SIMD kernel's bit for bit. */
export function plainAssigner(vectors: Float32Array, length: number): Assigner {
  const count = vectors.length / length;
  const assignment = new Uint32Array(count);
  const distances = new Float32Array(count);
  const assign = length === 3 ? assignTriples : assignAny;
  return {
    assignment,
    distances,
    assign: (centroids) => assign({ vectors, length, centroids, assignment, distances }),
  };
}

interface Work {
  readonly vectors: Float32Array;
  readonly length: number;
  readonly centroids: Float32Array;
  readonly assignment: Uint32Array;
  readonly distances: Float32Array;
}

const { fround } = Math;

/** Rows of 3×3 filters: the common case, with the vector kept in registers. */
function assignTriples({ vectors, centroids, assignment, distances }: Work): void {
  const end = centroids.length;
  for (let vector = 0, at = 0; vector < assignment.length; vector += 1, at += 3) {
    const x = vectors[at]!;
    const y = vectors[at + 1]!;
    const z = vectors[at + 2]!;
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let c = 0; c < end; c += 3) {
      const dx = fround(x - centroids[c]!);
      const dy = fround(y - centroids[c + 1]!);
      const dz = fround(z - centroids[c + 2]!);
      const distance = fround(fround(fround(dx * dx) + fround(dy * dy)) + fround(dz * dz));
      if (distance < best) {
        best = distance;
        nearest = c;
      }
    }
    assignment[vector] = nearest / 3;
    distances[vector] = best;
  }
}

function assignAny({ vectors, length, centroids, assignment, distances }: Work): void {
  const k = centroids.length / length;
  for (let vector = 0; vector < assignment.length; vector += 1) {
    const from = vector * length;
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let centre = 0; centre < k; centre += 1) {
      const at = centre * length;
      let distance = fround(0);
      for (let d = 0; d < length; d += 1) {
        const difference = fround(vectors[from + d]! - centroids[at + d]!);
        distance = fround(distance + fround(difference * difference));
      }
      if (distance < best) {
        best = distance;
        nearest = centre;
      }
    }
    assignment[vector] = nearest;
    distances[vector] = best;
  }
}
