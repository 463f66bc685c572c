import type { LayerMetrics } from './layer-metrics.ts';

/** How one total is made of the three metrics. */
export interface TotalReading {
  /**
   * The paper says representational cost is "about 6 times a MAC", and not of what: of each of the two accesses
   * (`per-access`), or of both together (`per-mac`).
   */
  readonly reading: 'per-access' | 'per-mac';
  /** An access to the global buffer, in MACs; 6 in the paper. */
  readonly factor?: number;
  /** Which figure for computation under sharing; `estimate` unless given. */
  readonly computation?: keyof LayerMetrics['computation'];
  /** Whether indices count; they do not in the paper. */
  readonly indices?: boolean;
}

/**
 * Computation and representation together, in MACs of the uncompressed layer: that layer itself costs 1 + 2·factor per MAC
 * (`per-access`) or 1 + factor (`per-mac`). No DRAM, register file, network or partial sums are in it.
 */
export function normalisedTotal(layers: readonly LayerMetrics[], reading: TotalReading): number {
  return layers.reduce((total, layer) => total + layerTotal(layer, reading), 0);
}

function layerTotal(layer: LayerMetrics, { reading, factor = 6, computation, indices }: TotalReading): number {
  const { uncompressed, dot } = layer;
  const weightBits = indices === true ? layer.weightBitsWithIndices : layer.weightBits;
  const compute = layer.computation[computation ?? 'estimate'] / uncompressed.fullAdders;
  const accesses = weightBits / uncompressed.weightBits + layer.activationBits / uncompressed.activationBits;
  return dot.macs * (compute + accesses * (reading === 'per-access' ? factor : factor / 2));
}
