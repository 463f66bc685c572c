import type { FinishedPoint, Picture } from '../training/retraining/points.ts';
import type { Retrained } from '../training/retraining/retrain.ts';
import type { RetrainingResult, RetrainingRow } from '../training/retraining/retraining-result.ts';
import { type Front, frontsOf, type OperatingPoint, operatingPoints } from './operating-points.ts';
import type { RetrainingCosts } from './retraining-costs.ts';

/** A pictured case: its filters, and how many vectors each table entry of each layer stands for. */
export interface PicturedCase extends Pick<RetrainingRow, 'method' | 'case' | 'regulariser' | 'lambda' | 'seed'> {
  readonly filters: Picture;
  readonly histograms: readonly { readonly layer: string; readonly vectors: readonly number[] }[];
}

/** All `kjoule retrain` reports: the accuracies, what they cost, and what is worth having. */
export interface RetrainingReport extends RetrainingResult {
  /** The command that makes it again. */
  readonly command: string;
  readonly costs: RetrainingCosts | null;
  readonly operatingPoints: readonly OperatingPoint[];
  readonly fronts: readonly Front[];
  readonly pictures: readonly PicturedCase[];
}

/** Puts the results of training and their costs together. */
export function retrainingReport(
  { result, finished }: Pick<Retrained, 'result' | 'finished'>,
  { costs, command }: Pick<RetrainingReport, 'costs' | 'command'>,
): RetrainingReport {
  const points = operatingPoints(result, costs);
  return {
    ...result,
    command,
    costs,
    operatingPoints: points,
    fronts: frontsOf(points, costs),
    pictures: finished.flatMap(picturedCase),
  };
}

function picturedCase({ row, layers, picture }: FinishedPoint): PicturedCase[] {
  if (picture === null) return [];
  const { method, case: name, regulariser, lambda, seed } = row;
  const histograms = layers.flatMap(({ layer, indices }) =>
    indices === undefined ? [] : [{ layer, vectors: indices.histogram }],
  );
  return [{ method, case: name, regulariser, lambda, seed, filters: picture, histograms }];
}
