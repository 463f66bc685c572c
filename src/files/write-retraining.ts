import { accuracyAgainstRatio } from '../report/charts/accuracy-against-ratio.ts';
import { renderChart } from '../report/render.ts';
import { retrainingCsv } from '../report/retraining-csv.ts';
import type { RetrainingResult } from '../training/retraining/retraining-result.ts';
import { renderPng } from './render-png.ts';
import { replaceFiles } from './replace-files.ts';

/** Writes `retraining.json`, `retraining.csv` and the chart, all or none; returns the paths. */
export async function writeRetraining(folder: string, result: RetrainingResult): Promise<readonly string[]> {
  const { name, spec, svg } = await renderChart(accuracyAgainstRatio(result));
  return replaceFiles(folder, [
    { name: 'retraining.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'retraining.csv', content: retrainingCsv(result) },
    { name: `${name}.vl.json`, content: `${JSON.stringify(spec, null, 2)}\n` },
    { name: `${name}.svg`, content: svg },
    { name: `${name}.png`, content: await renderPng(svg) },
  ]);
}
