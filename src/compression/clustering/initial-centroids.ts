import { Random } from '../../shared/random.ts';
import type { ClusteringProblem, Initialisation } from './clustering-problem.ts';
import { densityCentroids } from './density-centroids.ts';

const starts: Readonly<Record<Initialisation, (problem: ClusteringProblem) => Float32Array>> = {
  'k-means++': plusPlus,
  uniform,
  density: densityCentroids,
  random: anyVectors,
};

/** The first centres, k × length. */
export function initialCentroids(problem: ClusteringProblem): Float32Array {
  return starts[problem.init](problem);
}

/** Each next centre is drawn with probability ∝ importance · squared distance (Arthur and Vassilvitskii 2007). */
function plusPlus({ vectors, length, k, importance, seed }: ClusteringProblem): Float32Array {
  const random = new Random(seed);
  const count = vectors.length / length;
  const centroids = new Float32Array(k * length);
  const chances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = importance === undefined ? random.below(count) : draw(Float64Array.from(importance), random);
  for (let centre = 0; centre < k; centre += 1) {
    const from = chosen * length;
    centroids.set(vectors.subarray(from, from + length), centre * length);
    for (let vector = 0; vector < count; vector += 1) {
      let distance = 0;
      for (let d = 0; d < length; d += 1) {
        const difference = vectors[vector * length + d]! - vectors[from + d]!;
        distance += difference * difference;
      }
      const chance = importance === undefined ? distance : distance * importance[vector]!;
      if (chance < chances[vector]!) chances[vector] = chance;
    }
    chosen = draw(chances, random);
  }
  return centroids;
}

/** An index with probability ∝ its chance; any index when all chances are zero. */
function draw(chances: Float64Array, random: Random): number {
  let total = 0;
  for (let index = 0; index < chances.length; index += 1) total += chances[index]!;
  if (!(total > 0)) return random.below(chances.length);
  let rest = random.next() * total;
  let last = 0;
  for (let index = 0; index < chances.length; index += 1) {
    if (chances[index] === 0) continue;
    last = index;
    rest -= chances[index]!;
    if (rest < 0) break;
  }
  return last;
}

/** Scalars: evenly spaced from least to greatest (Deep Compression's linear start). Vectors: drawn from their box. */
function uniform({ vectors, length, k, seed }: ClusteringProblem): Float32Array {
  const random = new Random(seed);
  const least = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < vectors.length; index += 1) {
    const d = index % length;
    least[d] = Math.min(least[d]!, vectors[index]!);
    most[d] = Math.max(most[d]!, vectors[index]!);
  }
  return Float32Array.from({ length: k * length }, (_, index) => {
    const d = index % length;
    const share = length > 1 ? random.next() : k === 1 ? 0.5 : index / (k - 1);
    return least[d]! + share * (most[d]! - least[d]!);
  });
}

/** k different vectors of the data (Forgy). */
function anyVectors({ vectors, length, k, seed }: ClusteringProblem): Float32Array {
  const random = new Random(seed);
  const count = vectors.length / length;
  const centroids = new Float32Array(k * length);
  // Floyd's sampling: k draws, no permutation of all vectors
  const chosen = new Set<number>();
  for (let last = count - k; last < count; last += 1) {
    const drawn = random.below(last + 1);
    const vector = chosen.has(drawn) ? last : drawn;
    centroids.set(vectors.subarray(vector * length, (vector + 1) * length), chosen.size * length);
    chosen.add(vector);
  }
  return centroids;
}
