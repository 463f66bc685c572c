/** Ways to choose the first centres. */
export const initialisations = ['k-means++', 'uniform', 'density', 'random'] as const;

export type Initialisation = (typeof initialisations)[number];

export interface ClusteringProblem {
  /** N vectors one after another; finite numbers. */
  readonly vectors: Float32Array;
  /** Numbers per vector. */
  readonly length: number;
  /** Centres wanted, 1…N. */
  readonly k: number;
  /** One weight ≥ 0 per vector; all equal when absent. */
  readonly importance?: Float32Array | undefined;
  readonly init: Initialisation;
  /** Most updates of the centres. */
  readonly iterations: number;
  /** Stop when an update lowers the inertia by no more than this share of it. */
  readonly tolerance: number;
  readonly seed: number;
}

export interface Clustering {
  /** k × length, in no particular order for vectors, ascending for scalars. */
  readonly centroids: Float32Array;
  /** Nearest centre of every vector; of equally near ones the first. */
  readonly assignment: Uint32Array;
  /** Σ importance · squared distance to the nearest centre. */
  readonly inertia: number;
  readonly iterations: number;
}
