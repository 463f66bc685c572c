import type { RetrainingReport } from '../../study/retraining-report.ts';
import { accuracyAgainstRatio } from '../charts/accuracy-against-ratio.ts';
import type { Chart } from '../charts/chart.ts';
import { clusterSizes } from '../charts/cluster-sizes.ts';
import { filterPictures } from '../charts/filter-pictures.ts';
import { paretoFront } from '../charts/pareto-front.ts';

/** Every chart of a re-training, the broadest answer first. */
export function retrainingCharts(report: RetrainingReport): readonly Chart[] {
  const front = report.costs === null ? null : paretoFront(report);
  const charts = [front, accuracyAgainstRatio(report), filterPictures(report), clusterSizes(report)];
  return charts.filter((chart) => chart !== null);
}
