import type { RetrainingReport } from '../../study/retraining-report.ts';
import type { RetrainingSummary } from '../../training/retraining/retraining-result.ts';
import { safeText } from '../safe-text.ts';
import { type TextColumn, textTable } from '../text-table.ts';
import { frontPoints, pointColumns } from './point-columns.ts';
import { wayName } from './series.ts';

const percent = (share: number) => (100 * share).toFixed(2);

/** What `kjoule retrain` prints: data and backend, the baseline, every case with its spread over the seeds, and what is not beaten. */
export function retrainingText(report: RetrainingReport, width: number): string {
  const columns = Math.max(40, width);
  const { data, backend, reference, points } = report;
  const lines = [
    `${report.title}`,
    '',
    `Data      ${data.name}: ${data.trainingImages} training images, ${data.testImages} test images`,
    `          ${data.source}`,
    `Backend   ${backend.name}: ${backend.reason}`,
    `Baseline  ${baselineText(report)}`,
    ...(points.done < points.total ? [`Stopped   ${partText(report)}`] : []),
    '',
    ...(report.costs === null ? caseTable(report, columns) : pointTables(report, columns)),
    '',
  ];
  if (reference !== null) {
    lines.push(
      `Published: ${reference.source}; ${reference.images} training images there, ${data.trainingImages} here.`,
    );
  }
  return `${lines.map((line) => safeText(line).trimEnd()).join('\n')}\n`;
}

/** The accuracy before anything is shared, with its spread. */
export function baselineText({ baselines }: RetrainingReport): string {
  const accuracies = baselines.map(({ accuracy }) => accuracy);
  const mean = accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length;
  const spread = `${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}`;
  return `${percent(mean)} % (${baselines.length} ${baselines.length === 1 ? 'seed' : `seeds: ${spread}`})`;
}

/** For a task that was stopped. */
export function partText({ points }: RetrainingReport): string {
  return `${points.done} of ${points.total} points are finished; the same command goes on from there`;
}

function caseTable(report: RetrainingReport, width: number): readonly string[] {
  const { columns, rows } = summaryTable(report);
  return textTable(columns, rows, width);
}

/** A line per case: method, way of re-training, compression ratio, accuracy with its spread over the seeds. */
export function summaryTable({ summary, baselines }: RetrainingReport): {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
} {
  return {
    columns: columnsOf(summary),
    rows: summary.map((row) => cellsOf(row, baselines.length, published(summary))),
  };
}

/** Everything, then what is on a front. */
function pointTables(report: RetrainingReport, width: number): readonly string[] {
  const columns = pointColumns(report);
  const table = (points: RetrainingReport['operatingPoints']) =>
    textTable(
      columns,
      points.map((point) => columns.map(({ cell }) => safeText(cell(point)))),
      width,
    );
  return [
    ...table(report.operatingPoints),
    '',
    'Not beaten by another point:',
    '',
    ...table(frontPoints(report)),
    '',
    `Energy of ${report.costs!.layers.join(', ')}, batch ${report.costs!.batch}, on each accelerator. WR: shared without re-training.`,
  ];
}

const published = (summary: readonly RetrainingSummary[]) => summary.some((row) => row.published !== null);

function columnsOf(summary: readonly RetrainingSummary[]): TextColumn[] {
  const figure = (title: string, dispensable: number): TextColumn => ({ title, figure: true, dispensable });
  return [
    { title: 'Method', figure: false, dispensable: 2 },
    { title: 'Case', figure: false, dispensable: 0 },
    { title: 'Re-training', figure: false, dispensable: 0 },
    figure('CR', 0),
    figure('Accuracy %', 0),
    figure('of seeds', 1),
    figure('Loss, points', 0),
    ...(published(summary) ? [figure('Published %', 0)] : []),
  ];
}

function cellsOf(row: RetrainingSummary, seeds: number, withPublished: boolean): string[] {
  return [
    safeText(row.method),
    safeText(row.case),
    wayName(row).replace('re-trained, ', ''),
    row.compressionRatio.toFixed(2),
    percent(row.accuracy),
    seeds === 1 ? '' : `${percent(row.least)} to ${percent(row.most)}`,
    row.lossPoints.toFixed(2),
    ...(withPublished ? [row.published === null ? '' : percent(row.published)] : []),
  ];
}
