import { allMerged, mostMerged, neededShare } from './copies.ts';
import type { Edges } from './edges.ts';
import type { SearchOperand } from './index-space.ts';
import type { Spread } from './spreads.ts';

// What charges of one level are multiplied by, for each of its spreads.

export function instancesOf(spreads: readonly Spread[]): Float64Array {
  const factors = new Float64Array(spreads.length);
  for (let s = 0; s < spreads.length; s += 1) factors[s] = spreads[s]!.instances;
  return factors;
}

/** Steps each instance takes, as a share of all points: of the only level that spreads, idle ones at its edges included. */
export function stepShares(spreads: readonly Spread[], edges: Edges, points: number): Float64Array {
  const factors = new Float64Array(spreads.length);
  for (let s = 0; s < spreads.length; s += 1) factors[s] = edges.steps(spreads[s]!.both) / points;
  return factors;
}

/** Words a merging network takes in, as a share of those it hands out, at least (`mostMerged`). */
export function mergedShares(spreads: readonly Spread[], operand: SearchOperand, idleWeights: number): Float64Array {
  const factors = new Float64Array(spreads.length);
  for (let s = 0; s < spreads.length; s += 1) factors[s] = neededShare(mostMerged(operand, spreads[s]!), idleWeights);
  return factors;
}

/** The same if all windows overlapped. */
export function overlappedShares(spreads: readonly Spread[], operand: SearchOperand): Float64Array {
  const factors = new Float64Array(spreads.length);
  for (let s = 0; s < spreads.length; s += 1) factors[s] = 1 / allMerged(operand, spreads[s]!);
  return factors;
}

export function ones(count: number): Float64Array {
  return new Float64Array(count).fill(1);
}

export function divided(factors: Float64Array, by: Float64Array): Float64Array {
  const shares = new Float64Array(factors.length);
  for (let s = 0; s < factors.length; s += 1) shares[s] = factors[s]! / by[s]!;
  return shares;
}
