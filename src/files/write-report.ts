import type { RunResult } from '../cost/result.ts';
import { renderHtml } from '../report/html.ts';
import { renderCharts } from '../report/render.ts';
import { rowsCsv } from '../report/rows-csv.ts';
import { renderPng } from './render-png.ts';
import { replaceFiles } from './replace-files.ts';
import { readVegaScript } from './vega-script.ts';

/** A further file of a report, e.g. the mappings in the form the mapper reads back. */
export interface ReportFile {
  /** A plain file name. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes `report.html`, `result.json`, `rows.csv` and every chart as `.vl.json`, `.svg` and `.png`; returns the paths. Everything is
 * made before the folder is touched, and a failure leaves the folder as it was.
 */
export async function writeReport(
  folder: string,
  result: RunResult,
  extra: readonly ReportFile[] = [],
): Promise<readonly string[]> {
  const files = [...(await reportFiles(result)), ...extra];
  return replaceFiles(folder, files);
}

async function reportFiles(result: RunResult): Promise<readonly ReportFile[]> {
  const charts = await renderCharts(result);
  const files: ReportFile[] = [
    { name: 'report.html', content: await renderHtml(result, charts, await readVegaScript()) },
    { name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'rows.csv', content: rowsCsv(result.rows) },
  ];
  for (const chart of charts) {
    files.push(
      { name: `${chart.name}.vl.json`, content: `${JSON.stringify(chart.spec, null, 2)}\n` },
      { name: `${chart.name}.svg`, content: chart.svg },
      { name: `${chart.name}.png`, content: await renderPng(chart.svg) },
    );
  }
  return files;
}
