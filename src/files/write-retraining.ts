import { retrainingMarkdown } from '../report/markdown/retraining.ts';
import { drawCharts } from '../report/render.ts';
import { retrainingCharts } from '../report/retraining/charts.ts';
import { retrainingCsv } from '../report/retraining/csv.ts';
import { renderRetrainingHtml } from '../report/retraining/page.ts';
import type { RetrainingReport } from '../study/retraining-report.ts';
import { chartFiles } from './chart-files.ts';
import { replaceFiles } from './replace-files.ts';
import { readVegaScript } from './vega-script.ts';

/** Writes `report.html`, `report.md`, `retraining.json`, `retraining.csv` and the charts, all or none; returns the paths. */
export async function writeRetraining(folder: string, report: RetrainingReport): Promise<readonly string[]> {
  const charts = await drawCharts(retrainingCharts(report));
  return replaceFiles(folder, [
    { name: 'report.html', content: await renderRetrainingHtml(report, charts, await readVegaScript()) },
    { name: 'report.md', content: retrainingMarkdown(report) },
    { name: 'retraining.json', content: `${JSON.stringify(report, null, 2)}\n` },
    { name: 'retraining.csv', content: retrainingCsv(report) },
    ...(await chartFiles(charts)),
  ]);
}
