import type { RetrainingResult, RetrainingSummary } from '../training/retraining/retraining-result.ts';
import { waySeries } from './charts/accuracy-against-ratio.ts';
import { safeText } from './safe-text.ts';
import { type TextColumn, textTable } from './text-table.ts';

const percent = (share: number) => (100 * share).toFixed(2);

/** What `kjoule retrain` prints: data and backend, the baseline, and every case with its spread over the seeds. */
export function retrainingText(result: RetrainingResult, columns: number): string {
  const { data, backend, baselines, reference, summary } = result;
  const accuracies = baselines.map(({ accuracy }) => accuracy);
  const mean = accuracies.reduce((sum, each) => sum + each, 0) / accuracies.length;
  const spread = `${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}`;
  const lines = [
    `${result.title}`,
    '',
    `Data      ${data.name}: ${data.trainingImages} training images, ${data.testImages} test images`,
    `          ${data.source}`,
    `Backend   ${backend.name}: ${backend.reason}`,
    `Baseline  ${percent(mean)} % (${baselines.length} ${baselines.length === 1 ? 'seed' : `seeds: ${spread}`})`,
    '',
    ...textTable(
      columnsOf(summary),
      summary.map((row) => cellsOf(row, baselines.length, published(summary))),
      columns,
    ),
    '',
  ];
  if (reference !== null) {
    lines.push(
      `Published: ${reference.source}; ${reference.images} training images there, ${data.trainingImages} here.`,
    );
  }
  return `${lines.map((line) => safeText(line).trimEnd()).join('\n')}\n`;
}

const published = (summary: readonly RetrainingSummary[]) => summary.some((row) => row.published !== null);

function columnsOf(summary: readonly RetrainingSummary[]): TextColumn[] {
  const figure = (title: string, dispensable: number): TextColumn => ({ title, figure: true, dispensable });
  return [
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
    safeText(row.case),
    waySeries(row).replace('re-trained, ', ''),
    row.compressionRatio.toFixed(2),
    percent(row.accuracy),
    seeds === 1 ? '' : `${percent(row.least)} to ${percent(row.most)}`,
    row.lossPoints.toFixed(2),
    ...(withPublished ? [row.published === null ? '' : percent(row.published)] : []),
  ];
}
