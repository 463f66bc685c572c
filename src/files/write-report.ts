import type { RunResult } from '../cost/result.ts';
import { renderHtml } from '../report/html.ts';
import { runMarkdown } from '../report/markdown/run.ts';
import { sweepMarkdown } from '../report/markdown/sweep.ts';
import { drawCharts, renderCharts } from '../report/render.ts';
import { rowsCsv, sweepRowsCsv } from '../report/rows-csv.ts';
import { sweepCharts } from '../report/sweep/charts.ts';
import { renderSweepHtml } from '../report/sweep/page.ts';
import type { SweepResult } from '../study/run-sweep.ts';
import { chartFiles, type ReportFile } from './chart-files.ts';
import { replaceFiles } from './replace-files.ts';
import { readVegaScript } from './vega-script.ts';

/**
 * Writes `report.html`, `report.md`, `result.json`, `rows.csv` and every chart as `.vl.json`, `.svg` and `.png`; returns the paths. Everything is
 * made before the folder is touched, and a failure leaves the folder as it was.
 */
export async function writeReport(
  folder: string,
  result: RunResult,
  extra: readonly ReportFile[] = [],
): Promise<readonly string[]> {
  const charts = await renderCharts(result);
  return replaceFiles(folder, [
    { name: 'report.html', content: await renderHtml(result, charts, await readVegaScript()) },
    { name: 'report.md', content: runMarkdown(result) },
    { name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'rows.csv', content: rowsCsv(result.rows) },
    ...(await chartFiles(charts)),
    ...extra,
  ]);
}

/** As `writeReport`, for a sweep; without charts when they are not wanted. */
export async function writeSweepReport(
  folder: string,
  sweep: SweepResult,
  { withCharts, extra = [] }: { readonly withCharts: boolean; readonly extra?: readonly ReportFile[] },
): Promise<readonly string[]> {
  const charts = withCharts ? await drawCharts(sweepCharts(sweep)) : [];
  const script = withCharts ? await readVegaScript() : null;
  return replaceFiles(folder, [
    { name: 'report.html', content: await renderSweepHtml(sweep, charts, script) },
    { name: 'report.md', content: sweepMarkdown(sweep) },
    { name: 'result.json', content: `${JSON.stringify(withoutRows(sweep), null, 2)}\n` },
    { name: 'rows.csv', content: sweepRowsCsv(sweep) },
    ...(await chartFiles(charts)),
    ...extra,
  ]);
}

/** Rows of all cases stand in `rows.csv`. */
export function withoutRows(sweep: SweepResult) {
  const cases = sweep.cases.map(({ result, ...rest }) => {
    if (result === null) return { ...rest, result };
    const { rows: _, ...kept } = result;
    return { ...rest, result: kept };
  });
  return { ...sweep, cases };
}
