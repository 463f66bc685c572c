import type { Initialisation } from './clustering/clustering-problem.ts';
import { distinctVectors } from './distinct-vectors.ts';
import { kMeans } from './k-means.ts';
import type { PinRule } from './pin.ts';

export interface TableProblem {
  readonly vectors: Float32Array;
  readonly length: number;
  /** Entries wanted, the pinned one included. */
  readonly k: number;
  readonly pin: PinRule | undefined;
  readonly importance: Float32Array | undefined;
  readonly init: Initialisation;
  readonly iterations: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** Vectors that are not pinned, and where they stood; without positions: all of them. */
interface Free {
  readonly free: Float32Array;
  readonly rest: Uint32Array | undefined;
}

/** One table: its entries, the pinned one first, and an index per vector. */
export interface Table {
  readonly entries: Float32Array;
  readonly indices: Uint32Array;
  readonly warning?: string;
}

/** Clusters what is not pinned. Entries never outnumber different vectors; what was clamped is said. */
export function makeTable(problem: TableProblem): Table {
  const { vectors, length, k, pin } = problem;
  const pinned = pin?.(vectors, length);
  const rest = pinned === undefined ? undefined : indicesOf(pinned.mask);
  const free = rest === undefined ? vectors : gather(vectors, length, rest);
  const fixed = pinned === undefined ? 0 : 1;
  const wanted = Math.max(k - fixed, free.length > 0 ? 1 : 0);
  const least = Math.min(wanted, free.length / length);
  const clusters = least === 0 ? 0 : distinctVectors(free, length, least);
  const warning = clampWarning(k, clusters + fixed, free.length / length + fixed);
  const found = clusters === 0 ? undefined : cluster(problem, clusters, { free, rest });
  const entries = new Float32Array((clusters + fixed) * length);
  if (pinned !== undefined) entries.set(pinned.value);
  if (found !== undefined) entries.set(found.centroids, fixed * length);
  const indices = rest === undefined ? found!.assignment : new Uint32Array(vectors.length / length);
  rest?.forEach((vector, at) => {
    indices[vector] = found!.assignment[at]! + 1;
  });
  return { entries, indices, ...(warning !== undefined && { warning }) };
}

function cluster(problem: TableProblem, k: number, { free, rest }: Free) {
  const { length, importance, init, iterations, tolerance, seed } = problem;
  const weights = importance && (rest === undefined ? importance : gather(importance, 1, rest));
  return kMeans({ vectors: free, length, k, importance: weights, init, iterations, tolerance, seed });
}

function clampWarning(wanted: number, used: number, available: number): string | undefined {
  if (used === wanted) return undefined;
  if (used > wanted) return `K raised from ${wanted} to ${used}: one entry is fixed, and the other vectors need one`;
  if (available < wanted) return `K lowered from ${wanted} to ${used}: there are only ${available} vectors to share`;
  return `K lowered from ${wanted} to ${used}: there are no more different vectors`;
}

/** Positions of the zeros of a mask. */
function indicesOf(mask: Uint8Array): Uint32Array {
  const free = new Uint32Array(mask.reduce((count, pinned) => count + 1 - pinned, 0));
  let to = 0;
  for (let vector = 0; vector < mask.length; vector += 1) {
    if (mask[vector] !== 0) continue;
    free[to] = vector;
    to += 1;
  }
  return free;
}

function gather(vectors: Float32Array, length: number, chosen: Uint32Array): Float32Array {
  const gathered = new Float32Array(chosen.length * length);
  for (let at = 0; at < chosen.length; at += 1) {
    for (let d = 0; d < length; d += 1) gathered[at * length + d] = vectors[chosen[at]! * length + d]!;
  }
  return gathered;
}
