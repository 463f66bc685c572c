import { plainAssigner } from './clustering/assigner.ts';
import type { Clustering, ClusteringProblem } from './clustering/clustering-problem.ts';
import { scalarKMeans } from './clustering/scalar-k-means.ts';
import { simdAssigner } from './clustering/simd-assigner.ts';
import { vectorKMeans } from './clustering/vector-k-means.ts';

/** Below this many multiplications per pass the kernel is not worth setting up. */
const fewest = 1e5;

/** k-means (Lloyd 1982). The same problem gives the same result, bit for bit, on every machine. */
export function kMeans(problem: ClusteringProblem): Clustering {
  const { vectors, length, k } = problem;
  const count = vectors.length / length;
  if (!Number.isInteger(count) || !Number.isInteger(k) || k < 1 || k > count) {
    throw new Error(`k-means needs 1 ≤ k ≤ N: k ${k}, ${vectors.length} numbers in vectors of ${length}`);
  }
  if (length === 1) return scalarKMeans(problem);
  const simd = vectors.length * k < fewest ? undefined : simdAssigner(vectors, length, k);
  return vectorKMeans(problem, simd ?? plainAssigner(vectors, length));
}
