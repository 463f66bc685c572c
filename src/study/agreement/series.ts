import type { CompressedLayer } from '../../compression/compressed-layer.ts';
import type { RunResult } from '../../cost/result.ts';
import { crossCheck } from '../../cross-check/cross-check.ts';
import type { ReferenceData, StyleName } from '../../cross-check/reference-data.ts';
import { type WeightEncodingName, weightEncodings, withCompressedWeights } from '../../cross-check/shared-weights.ts';
import type { ToolLayer } from '../../cross-check/tool-layer.ts';
import { networkMetrics } from '../../metrics/network-metrics.ts';
import { normalisedTotal, type TotalReading } from '../../metrics/normalised-total.ts';
import type { Workload } from '../../workload/workload.ts';
import type { Series } from './agreement-result.ts';

type ByLayer = ReadonlyMap<string, CompressedLayer>;
const none: ByLayer = new Map();

export interface MetricInput {
  readonly workload: Workload;
  readonly batch: number;
  readonly metric: { readonly weightBits: number; readonly activationBits: number; readonly factor: number };
  readonly cases: readonly ByLayer[];
}

/**
 * The paper's total under every reading of "about 6 times", with computation at a bound or estimated, and with or without the
 * indices its footnote leaves out: `per-access, lower, indices`.
 */
export function metricSeries({ workload, batch, metric, cases }: MetricInput): Series[] {
  const layersOf = (compressed: ByLayer) => networkMetrics({ workload, precision: metric, compressed }).layers;
  const dense = layersOf(none);
  const all = cases.map(layersOf);
  return readings(metric.factor).map((reading) => ({
    kind: 'metric' as const,
    name: readingName(reading),
    uncompressed: normalisedTotal(dense, reading) / batch,
    values: all.map((layers) => normalisedTotal(layers, reading) / batch),
  }));
}

function readings(factor: number): Required<TotalReading>[] {
  const computations = ['lower', 'estimate', 'upper'] as const;
  return (['per-access', 'per-mac'] as const).flatMap((reading) =>
    computations.flatMap((computation) => [false, true].map((indices) => ({ reading, factor, computation, indices }))),
  );
}

function readingName({ reading, computation, indices }: Required<TotalReading>): string {
  return `${reading}, ${computation}${indices ? ', indices' : ''}`;
}

export interface ToolInput {
  /** As the tool takes them, with zeros and batch. */
  readonly layers: readonly ToolLayer[];
  readonly data: ReferenceData;
  readonly cases: readonly ByLayer[];
}

/** The tool's total in both of its styles, under every way to enter compressed weights. */
export function toolSeries({ layers, data, cases }: ToolInput): Series[] {
  const total = (style: StyleName, given: readonly ToolLayer[]) => crossCheck(given, style, data).totals.total;
  const entered = (compressed: ByLayer, encoding: WeightEncodingName) =>
    layers.map((layer) => {
      const found = compressed.get(layer.name);
      return found === undefined ? layer : withCompressedWeights(layer, found, encoding);
    });
  return (Object.keys(data.styles) as StyleName[]).flatMap((style) => {
    const uncompressed = total(style, layers);
    return weightEncodings.map((encoding) => ({
      kind: 'tool' as const,
      name: `tool ${style}, ${encoding}`,
      uncompressed,
      values: cases.map((compressed) => total(style, entered(compressed, encoding))),
    }));
  });
}

/** The simulator's own answer in MACs of its array: what an uncompressed multiplication costs there. */
export function simulatorSeries(dense: RunResult, cases: readonly RunResult[]): Series {
  const arithmetic = dense.rows
    .filter(({ componentClass }) => componentClass === 'compute')
    .reduce((sum, { energyPj }) => sum + energyPj, 0);
  const perMac = arithmetic / dense.totals.macs;
  const inMacs = ({ totals }: RunResult) => totals.energyPj / perMac / dense.workload.batch;
  return { kind: 'simulator', name: 'kjoule', uncompressed: inMacs(dense), values: cases.map(inMacs) };
}
