import type { RetrainingResult, RetrainingRow } from '../training/retraining/retraining-result.ts';
import type { PointCost, RetrainingCosts } from './retraining-costs.ts';

/** A way to compress the network, over all seeds: what is gained for what is lost. */
export interface OperatingPoint extends Pick<RetrainingRow, 'case' | 'regulariser' | 'lambda' | 'compressionRatio'> {
  /** null: not compressed. */
  readonly method: string | null;
  /** Mean, least and most of the seeds, 0…1. */
  readonly accuracy: number;
  readonly least: number;
  readonly most: number;
  /** Means of the seeds, one per accelerator. */
  readonly costs: readonly PointCost[];
}

/** Points none of the others beats: no less accurate and further on, or no less far on and more accurate. */
export interface Front {
  /** null: the compression ratio; else the accelerator whose energy counts. */
  readonly accelerator: string | null;
  /** Places in the list of operating points, the least accurate first. */
  readonly points: readonly number[];
}

/** The uncompressed network first, then every point of the summary. Empty where ratios are of single layers, which do not compare. */
export function operatingPoints(result: RetrainingResult, costs: RetrainingCosts | null): OperatingPoint[] {
  const { baselines, rows, summary } = result;
  if (baselines.length === 0 || summary.length === 0 || rows.some(({ layer }) => layer !== null)) return [];
  const accuracies = baselines.map(({ accuracy }) => accuracy);
  const uncompressed: OperatingPoint = {
    method: null,
    case: '',
    regulariser: null,
    lambda: null,
    compressionRatio: 1,
    accuracy: mean(accuracies),
    least: Math.min(...accuracies),
    most: Math.max(...accuracies),
    costs: costs?.accelerators.map((each) => each.uncompressed) ?? [],
  };
  const compressed = summary.map((each) => {
    const { method, regulariser, lambda, compressionRatio, accuracy, least, most } = each;
    const places = rows.flatMap((row, at) => (isOf(row, each) ? [at] : []));
    const means = costs?.accelerators.map(({ points }) => meanCost(places.map((at) => points[at]!))) ?? [];
    return { method, case: each.case, regulariser, lambda, compressionRatio, accuracy, least, most, costs: means };
  });
  return [uncompressed, ...compressed];
}

/** Accuracy against compression ratio, and against energy on each accelerator. */
export function frontsOf(points: readonly OperatingPoint[], costs: RetrainingCosts | null): Front[] {
  if (points.length === 0) return [];
  const names = costs?.accelerators.map(({ accelerator }) => accelerator) ?? [];
  return [
    { accelerator: null, points: nonDominated(points, ({ compressionRatio }) => compressionRatio) },
    ...names.map((accelerator, at) => ({
      accelerator,
      points: nonDominated(points, (point) => -(point.costs[at]?.energyPj ?? Number.POSITIVE_INFINITY)),
    })),
  ];
}

/** `gain` is better where it is greater; points without one (−∞) do not take part. Of equal points the first stays. */
export function nonDominated(
  points: readonly OperatingPoint[],
  gain: (point: OperatingPoint) => number,
): readonly number[] {
  const gains = points.map(gain);
  const order = points.map((_, at) => at).filter((at) => Number.isFinite(gains[at]!));
  order.sort((a, b) => gains[b]! - gains[a]! || points[b]!.accuracy - points[a]!.accuracy || a - b);
  let best = Number.NEGATIVE_INFINITY;
  return order.filter((at) => {
    const { accuracy } = points[at]!;
    if (accuracy <= best) return false;
    best = accuracy;
    return true;
  });
}

function isOf(
  row: RetrainingRow,
  { method, case: name, regulariser, lambda }: Omit<RetrainingRow, 'seed' | 'unshared' | 'fineTuned'>,
) {
  return row.method === method && row.case === name && row.regulariser === regulariser && row.lambda === lambda;
}

function meanCost(costs: readonly PointCost[]): PointCost {
  const of = (pick: (cost: PointCost) => number | null) => {
    const values = costs.map(pick);
    return values.some((value) => value === null) ? null : mean(values as number[]);
  };
  return { energyPj: of(({ energyPj }) => energyPj), latencyMs: of(({ latencyMs }) => latencyMs) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
