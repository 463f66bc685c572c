import type { Assigner } from './assigner.ts';

/**
 * Gives every empty cluster the vector that is farthest from its centre (importance counted), so that no table entry is
 * wasted. Clusters stay empty only when fewer vectors than that differ from their centres.
 */
export function repairEmpty(assigner: Assigner, members: Uint32Array, importance?: Float32Array): void {
  const empty = [...members.keys()].filter((cluster) => members[cluster] === 0);
  if (empty.length === 0) return;
  const { assignment, distances } = assigner;
  const costs = importance === undefined ? distances.slice() : distances.map((d, at) => d * importance[at]!);
  const threshold = costs.slice().sort().at(-empty.length)!;
  // those above the threshold first, then as many as are needed of those at it
  for (const strict of [true, false]) {
    for (let vector = 0; vector < costs.length && empty.length > 0; vector += 1) {
      const cost = costs[vector]!;
      if (cost <= 0 || (strict ? cost <= threshold : cost !== threshold)) continue;
      if (members[assignment[vector]!] === 1) continue;
      const cluster = empty.pop()!;
      members[assignment[vector]!]! -= 1;
      members[cluster] = 1;
      assignment[vector] = cluster;
      distances[vector] = 0;
      costs[vector] = 0;
    }
  }
}
