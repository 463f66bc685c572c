import type { Assigner } from './assigner.ts';
import type { Clustering, ClusteringProblem } from './clustering-problem.ts';
import { initialCentroids } from './initial-centroids.ts';
import { repairEmpty } from './repair-empty.ts';

/** Lloyd's algorithm. Memory is O(N + k·length); nothing is allocated in the loop unless a cluster runs empty. */
export function vectorKMeans(problem: ClusteringProblem, assigner: Assigner): Clustering {
  const { vectors, length, importance, k } = problem;
  const centroids = initialCentroids(problem);
  const members = new Uint32Array(k);
  const sums = new Float64Array(k * length);
  const masses = new Float64Array(k);
  let before = Number.POSITIVE_INFINITY;
  let iterations = 0;
  assigner.assign(centroids);
  while (iterations < problem.iterations) {
    countMembers(assigner.assignment, members);
    repairEmpty(assigner, members, importance);
    addUp({ vectors, length, importance, assignment: assigner.assignment, sums, masses });
    for (let at = 0; at < centroids.length; at += 1) {
      const mass = masses[Math.floor(at / length)]!;
      if (mass > 0) centroids[at] = sums[at]! / mass;
    }
    iterations += 1;
    assigner.assign(centroids);
    const inertia = inertiaOf(assigner.distances, importance);
    if (before - inertia <= problem.tolerance * inertia) break;
    before = inertia;
  }
  return {
    centroids,
    assignment: assigner.assignment.slice(),
    inertia: inertiaOf(assigner.distances, importance),
    iterations,
  };
}

function countMembers(assignment: Uint32Array, members: Uint32Array): void {
  members.fill(0);
  for (let vector = 0; vector < assignment.length; vector += 1) members[assignment[vector]!]! += 1;
}

interface Sums {
  readonly vectors: Float32Array;
  readonly length: number;
  readonly importance: Float32Array | undefined;
  readonly assignment: Uint32Array;
  readonly sums: Float64Array;
  readonly masses: Float64Array;
}

function addUp({ vectors, length, importance, assignment, sums, masses }: Sums): void {
  sums.fill(0);
  masses.fill(0);
  for (let vector = 0, from = 0; vector < assignment.length; vector += 1, from += length) {
    const cluster = assignment[vector]!;
    const mass = importance === undefined ? 1 : importance[vector]!;
    masses[cluster]! += mass;
    const to = cluster * length;
    for (let d = 0; d < length; d += 1) sums[to + d]! += mass * vectors[from + d]!;
  }
}

function inertiaOf(distances: Float32Array, importance: Float32Array | undefined): number {
  let inertia = 0;
  for (let vector = 0; vector < distances.length; vector += 1) {
    inertia += importance === undefined ? distances[vector]! : distances[vector]! * importance[vector]!;
  }
  return inertia;
}
