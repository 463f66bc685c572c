import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { Workload } from '../workload/workload.ts';
import type { Precision } from './full-adders.ts';
import { type LayerMetrics, layerMetrics } from './layer-metrics.ts';

/** Sums over layers: a product of network-wide sums would count twice. */
export interface NetworkMetrics {
  readonly layers: readonly LayerMetrics[];
  readonly macs: number;
  /** full adders */
  readonly computation: LayerMetrics['computation'];
  readonly weightBits: number;
  readonly weightBitsWithIndices: number;
  readonly activationBits: number;
}

export interface MetricsInput {
  readonly workload: Workload;
  /** Of every layer, unless it stands in `precisionOf`. */
  readonly precision: Precision;
  readonly precisionOf?: ReadonlyMap<string, Precision>;
  /** By layer name; layers that are absent are dense. */
  readonly compressed?: ReadonlyMap<string, CompressedLayer>;
}

/** The paper's metrics of a network, for the batch of the workload. Layers without multiplications have none. */
export function networkMetrics({ workload, precision, precisionOf, compressed }: MetricsInput): NetworkMetrics {
  const layers = workload.layers.flatMap((layer) => {
    const own = precisionOf?.get(layer.name) ?? precision;
    const metrics = layerMetrics(layer, own, compressed?.get(layer.name));
    return metrics === undefined ? [] : [metrics];
  });
  const sum = (pick: (layer: LayerMetrics) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  return {
    layers,
    macs: sum(({ dot }) => dot.macs),
    computation: {
      lower: sum(({ computation }) => computation.lower),
      estimate: sum(({ computation }) => computation.estimate),
      additionsKept: sum(({ computation }) => computation.additionsKept),
      upper: sum(({ computation }) => computation.upper),
    },
    weightBits: sum(({ weightBits }) => weightBits),
    weightBitsWithIndices: sum(({ weightBitsWithIndices }) => weightBitsWithIndices),
    activationBits: sum(({ activationBits }) => activationBits),
  };
}
