import type { Clustering, ClusteringProblem } from './clustering-problem.ts';
import { initialCentroids } from './initial-centroids.ts';
import { type SortedScalars, sortScalars } from './sorted-scalars.ts';

/**
 * Lloyd's algorithm on scalars. In sorted order a cluster is a run of values, so an update finds k − 1 limits by binary
 * search and takes means from running sums: O(k·log N) instead of O(N·k).
 */
export function scalarKMeans(problem: ClusteringProblem): Clustering {
  const { k, vectors, importance } = problem;
  const sorted = sortScalars(vectors, importance);
  const centroids = initialCentroids(problem).sort();
  const ends = new Uint32Array(k);
  let before = Number.POSITIVE_INFINITY;
  let iterations = 0;
  while (iterations < problem.iterations) {
    findEnds(sorted.values, centroids, ends);
    const moved = update(sorted, centroids, ends);
    iterations += 1;
    const inertia = inertiaOf(sorted, centroids, ends);
    if (!moved && before - inertia <= problem.tolerance * Math.abs(inertia)) break;
    before = moved ? Number.POSITIVE_INFINITY : inertia;
  }
  return assign(problem, centroids, iterations);
}

/** Where each centre's run ends; a value half-way between two centres belongs to the lower. */
function findEnds(values: Float32Array, centroids: Float32Array, ends: Uint32Array): void {
  const last = centroids.length - 1;
  for (let centre = 0, from = 0; centre < last; centre += 1) {
    const limit = (centroids[centre]! + centroids[centre + 1]!) / 2;
    let [below, above] = [from - 1, values.length];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (values[middle]! <= limit) below = middle;
      else above = middle;
    }
    ends[centre] = above;
    from = above;
  }
  ends[last] = values.length;
}

/** Centres to the means of their runs. Empty runs take over the values farthest from their centres: true if any did. */
function update(sorted: SortedScalars, centroids: Float32Array, ends: Uint32Array): boolean {
  const empty: number[] = [];
  const far: { readonly value: number; readonly distance: number }[] = [];
  for (let centre = 0, from = 0; centre < centroids.length; centre += 1) {
    const end = ends[centre]!;
    const mass = sorted.mass[end]! - sorted.mass[from]!;
    if (end === from) empty.push(centre);
    else if (mass > 0) centroids[centre] = (sorted.first[end]! - sorted.first[from]!) / mass;
    from = end;
  }
  if (empty.length === 0) return false;
  for (let centre = 0, from = 0; centre < centroids.length; centre += 1) {
    const end = ends[centre]!;
    for (const at of end - from > 1 ? [from, end - 1] : []) {
      const value = sorted.values[at]!;
      if (value !== centroids[centre]) far.push({ value, distance: Math.abs(value - centroids[centre]!) });
    }
    from = end;
  }
  far.sort((a, b) => b.distance - a.distance || a.value - b.value);
  const moves = Math.min(empty.length, far.length);
  for (let move = 0; move < moves; move += 1) centroids[empty[move]!] = far[move]!.value;
  centroids.sort();
  return moves > 0;
}

/** Σ m·(x − c)² = Σ m·x² − 2c·Σ m·x + c²·Σ m over each run. */
function inertiaOf({ mass, first, second }: SortedScalars, centroids: Float32Array, ends: Uint32Array): number {
  let inertia = 0;
  for (let centre = 0, from = 0; centre < centroids.length; centre += 1) {
    const [end, c] = [ends[centre]!, centroids[centre]!];
    inertia += second[end]! - second[from]! - 2 * c * (first[end]! - first[from]!) + c * c * (mass[end]! - mass[from]!);
    from = end;
  }
  return inertia;
}

function assign({ vectors, importance }: ClusteringProblem, centroids: Float32Array, iterations: number): Clustering {
  const assignment = new Uint32Array(vectors.length);
  const last = centroids.length - 1;
  let inertia = 0;
  for (let at = 0; at < vectors.length; at += 1) {
    const value = vectors[at]!;
    let [below, above] = [-1, last];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if ((centroids[middle]! + centroids[middle + 1]!) / 2 < value) below = middle;
      else above = middle;
    }
    assignment[at] = above;
    const difference = value - centroids[above]!;
    inertia += difference * difference * (importance === undefined ? 1 : importance[at]!);
  }
  return { centroids, assignment, inertia, iterations };
}
