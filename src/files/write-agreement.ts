import { agreementCharts } from '../report/agreement/charts.ts';
import { fitsCsv, seriesCsv } from '../report/agreement/csv.ts';
import { renderAgreementHtml } from '../report/agreement/page.ts';
import { agreementMarkdown } from '../report/markdown/agreement.ts';
import { drawCharts } from '../report/render.ts';
import type { AgreementResult } from '../study/agreement/agreement-result.ts';
import { chartFiles } from './chart-files.ts';
import { replaceFiles } from './replace-files.ts';
import { readVegaScript } from './vega-script.ts';

/** Writes `report.html`, `report.md`, `result.json`, `series.csv`, `fits.csv` and the charts, all or none; without charts when not wanted. */
export async function writeAgreement(
  folder: string,
  result: AgreementResult,
  withCharts: boolean,
): Promise<readonly string[]> {
  const charts = withCharts ? await drawCharts(agreementCharts(result)) : [];
  const script = withCharts ? await readVegaScript() : null;
  return replaceFiles(folder, [
    { name: 'report.html', content: await renderAgreementHtml(result, charts, script) },
    { name: 'report.md', content: agreementMarkdown(result) },
    { name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'series.csv', content: seriesCsv(result) },
    { name: 'fits.csv', content: fitsCsv(result) },
    ...(await chartFiles(charts)),
  ]);
}
