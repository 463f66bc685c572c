import type { CompressedTensor } from '../../compression/engine.ts';
import type { Workload } from '../../workload/workload.ts';
import type { GradientRule } from '../loop/gradient-rule.ts';
import { clustersOf } from './clusters-of.ts';
import { pullToRowSpace, rightSingularVectors } from './row-space.ts';
import { type Sharing, shareNetwork } from './share-network.ts';
import { pullToMeans, tieGradients } from './targets.ts';

/** How F of the regulariser (λ/2)[Tr(WᵀW) − Tr(FᵀWᵀWF)] is made; `none` leaves the regulariser out. */
export type Regulariser = (typeof regularisers)[number];

/** Names of regularisers. */
export const regularisers = ['hard-indicator', 'svd', 'none'] as const;

export interface RegulariserOptions {
  readonly regulariser: Regulariser;
  readonly lambda: number;
  /** Epochs between two refreshes of F. */
  readonly refreshEvery: number;
  readonly workload: Workload;
  readonly sharing: Sharing;
}

type Pull = (weights: Float32Array, gradient: Float32Array) => void;

/**
 * Re-training of Deep k-Means: the layers the engine shares are pulled towards what it would make of them. F is refreshed every few
 * epochs, by the engine itself (hard indicator) or by a singular value decomposition cut off at K.
 */
export function regulariserRule(options: RegulariserOptions): GradientRule | undefined {
  const { regulariser, lambda, refreshEvery, workload, sharing } = options;
  if (regulariser === 'none' || lambda === 0) return undefined;
  let pulls = new Map<string, Pull>();
  return {
    refresh: async (epoch, read) => {
      if (epoch % refreshEvery !== 0) return;
      const parameters = read();
      const { layers } = await shareNetwork(workload, parameters, sharing);
      pulls = new Map(
        layers.flatMap((layer) => {
          const pull = pullOf(layer, parameters.get(`${layer.layer}.weight`)!.data, { regulariser, lambda });
          return pull === undefined ? [] : [[`${layer.layer}.weight`, pull]];
        }),
      );
    },
    concerns: (name) => pulls.has(name),
    change: (name, weights, gradient) => pulls.get(name)!(weights, gradient),
  };
}

function pullOf(
  layer: CompressedTensor,
  weights: Float32Array,
  { regulariser, lambda }: Pick<RegulariserOptions, 'regulariser' | 'lambda'>,
): Pull | undefined {
  const clusters = clustersOf(layer);
  if (clusters === undefined) return undefined;
  if (regulariser === 'hard-indicator') return pullToMeans(clusters, clusters.length, lambda);
  // W has at most `length` singular values: K beyond that cannot be met.
  const rank = Math.min(clusters.count, clusters.length);
  return pullToRowSpace(rightSingularVectors(weights, clusters.length, rank), clusters.length, lambda);
}

/** Fine-tuning of shared weights: vectors of one cluster move together. */
export function tyingRule(layers: readonly CompressedTensor[]): GradientRule {
  const ties = new Map(
    layers.flatMap((layer) => {
      const clusters = clustersOf(layer);
      return clusters === undefined ? [] : [[`${layer.layer}.weight`, tieGradients(clusters, clusters.length)]];
    }),
  );
  return { concerns: (name) => ties.has(name), change: (name, _weights, gradient) => ties.get(name)!(gradient) };
}
