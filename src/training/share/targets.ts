/** Vectors of a layer and the cluster each belongs to. */
export interface Clusters {
  /** One per vector. */
  readonly assignment: Uint32Array;
  readonly count: number;
  /** 1 for a cluster that is fixed at zero, whatever its members are. */
  readonly zero: Uint8Array;
}

/** Adds λ·(wᵢ − mean of the cluster of i) to the gradient: λ·W(I − FFᵀ) with Fᵢⱼ = 1/√nⱼ. Vectors stand one after another. */
export function pullToMeans(clusters: Clusters, length: number, lambda: number) {
  const { assignment, count, zero } = clusters;
  const members = new Uint32Array(count);
  for (let vector = 0; vector < assignment.length; vector += 1) members[assignment[vector]!]! += 1;
  const means = new Float64Array(count * length);
  return (weights: Float32Array, gradient: Float32Array): void => {
    clusterMeans(weights, { assignment, members, zero, length, means });
    for (let vector = 0, at = 0; vector < assignment.length; vector += 1) {
      const mean = assignment[vector]! * length;
      for (let d = 0; d < length; d += 1, at += 1) gradient[at]! += lambda * (weights[at]! - means[mean + d]!);
    }
  };
}

/** (λ/2)·Σ |wᵢ − mean of its cluster|²: what `pullToMeans` is the gradient of. */
export function withinClusterScatter(clusters: Clusters, length: number, weights: Float32Array): number {
  const gradient = new Float32Array(weights.length);
  pullToMeans(clusters, length, 1)(weights, gradient);
  return gradient.reduce((sum, difference) => sum + difference * difference, 0) / 2;
}

/** Replaces each vector's gradient by its cluster's mean gradient, so that equal vectors stay equal. Zero stays zero. */
export function tieGradients({ assignment, count, zero }: Clusters, length: number) {
  const members = new Uint32Array(count);
  for (let vector = 0; vector < assignment.length; vector += 1) members[assignment[vector]!]! += 1;
  const means = new Float64Array(count * length);
  return (gradient: Float32Array): void => {
    clusterMeans(gradient, { assignment, members, zero, length, means });
    for (let vector = 0, at = 0; vector < assignment.length; vector += 1) {
      const mean = assignment[vector]! * length;
      // The table entry moves by the sum over its members: that is its gradient.
      const size = members[assignment[vector]!]!;
      for (let d = 0; d < length; d += 1, at += 1) gradient[at] = means[mean + d]! * size;
    }
  };
}

interface Means {
  readonly assignment: Uint32Array;
  readonly members: Uint32Array;
  readonly zero: Uint8Array;
  readonly length: number;
  readonly means: Float64Array;
}

function clusterMeans(values: Float32Array, { assignment, members, zero, length, means }: Means): void {
  means.fill(0);
  for (let vector = 0, at = 0; vector < assignment.length; vector += 1) {
    const to = assignment[vector]! * length;
    for (let d = 0; d < length; d += 1, at += 1) means[to + d]! += values[at]!;
  }
  for (let cluster = 0, at = 0; cluster < members.length; cluster += 1) {
    const share = zero[cluster] === 1 ? 0 : 1 / Math.max(1, members[cluster]!);
    for (let d = 0; d < length; d += 1, at += 1) means[at]! *= share;
  }
}
