import type { CompressedLayer } from '../../compression/compressed-layer.ts';
import type { Study } from '../read-study.ts';
import type { ComparisonStudy } from './read-agreement.ts';
import type { MetricInput } from './series.ts';

/** The compressed layers of every case but the first, which has none. */
export function compressedCases({ cases }: Study): ReadonlyMap<string, CompressedLayer>[] {
  return cases.slice(1).map(({ scenario }) => scenario.compression?.layers ?? new Map());
}

/** What the metric is told of a comparison. */
export function metricInput({ given, sweep }: ComparisonStudy): MetricInput {
  const { workload, batch } = sweep.cases[0]!.scenario;
  return { workload, batch, metric: { factor: 6, ...given.metric }, cases: compressedCases(sweep) };
}
