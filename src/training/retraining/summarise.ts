import type { RetrainingResult, RetrainingRow, RetrainingSummary } from './retraining-result.ts';
import type { Reference } from './retraining-task.ts';

/** Rows of all seeds drawn together, in the order of the first seed. */
export function summarise(
  rows: readonly RetrainingRow[],
  baselines: RetrainingResult['baselines'],
  reference: Reference | undefined,
): RetrainingSummary[] {
  const groups = new Map<string, RetrainingRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.method, row.case, row.regulariser, row.lambda]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const baseline = new Map(baselines.map(({ seed, accuracy }) => [seed, accuracy]));
  return [...groups.values()].map((group) => {
    const { seed: _seed, unshared: _unshared, fineTuned: _fineTuned, ...first } = group[0]!;
    const final = group.map((row) => row.fineTuned ?? row.accuracy);
    const losses = group.map((row, at) => 100 * (baseline.get(row.seed)! - final[at]!));
    const point = reference?.points.find(({ layer, k }) => layer === first.layer && k === first.k);
    return {
      ...first,
      compressionRatio: mean(group.map(({ compressionRatio }) => compressionRatio)),
      accuracy: mean(final),
      least: Math.min(...final),
      most: Math.max(...final),
      lossPoints: mean(losses),
      published: point === undefined ? null : point.accuracy,
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
