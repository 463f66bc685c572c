import { summaryMarkdown } from '../report/markdown/summary.ts';
import { drawCharts } from '../report/render.ts';
import {
  caseTable,
  componentsOf,
  componentTable,
  type SummarisedCase,
  type TableColumn,
} from '../report/rows/case-table.ts';
import { rowSchema } from '../report/rows/row-formats.ts';
import { summaryFrontChart } from '../report/sweep/front-chart.ts';
import { renderSummaryHtml } from '../report/sweep/summary-page.ts';
import type { SweepAxis } from '../study/sweep/expand-sweep.ts';
import type { SweepSummary } from '../study/sweep/summarise-sweep.ts';
import { chartFiles } from './chart-files.ts';
import { replaceFiles } from './replace-files.ts';
import { openRowStream, type StreamForm } from './row-streams.ts';
import type { StagedFile } from './stage-files.ts';
import { readVegaScript } from './vega-script.ts';

export interface SummaryTables {
  readonly axes: readonly SweepAxis[];
  /** Cases of the sweep in their order, some at a time; called once for every file. */
  readonly batches: () => AsyncIterable<readonly SummarisedCase[]>;
  /** Forms of the tables beside CSV. */
  readonly forms: readonly StreamForm[];
  readonly withCharts: boolean;
}

/**
 * Writes `report.html`, `report.md`, `result.json`, `cases.csv` with a row per case, `components.csv` with what each component does in it, and both in further
 * forms; whole or not at all. No table is held in memory.
 */
export async function writeSweepSummary(
  folder: string,
  summary: SweepSummary,
  { axes, batches, forms, withCharts }: SummaryTables,
  extra: readonly StagedFile[] = [],
): Promise<void> {
  const tables = { cases: caseTable(axes), components: componentTable(axes) };
  const streamed = (['csv', ...forms] as const).flatMap((form): StagedFile[] => [
    {
      name: `cases.${form === 'jsonl' ? 'rows.jsonl' : form}`,
      content: streamOf(form, tables.cases, batches, (cases) => cases),
    },
    { name: `components.${form}`, content: streamOf(form, tables.components, batches, componentsOf) },
  ]);
  const schemas = Object.entries(tables).map(([name, columns]) => ({
    name: `${name}.schema.json`,
    content: rowSchema(columns, `kjoule ${name}`),
  }));
  const charts = withCharts ? await drawCharts([summaryFrontChart(summary)]) : [];
  const page = await renderSummaryHtml(summary, charts, withCharts ? await readVegaScript() : null);
  const pages = [
    { name: 'report.html', content: page },
    { name: 'report.md', content: summaryMarkdown(summary) },
    ...(await chartFiles(charts)),
  ];
  const result = { name: 'result.json', content: `${JSON.stringify(summary, null, 2)}\n` };
  await replaceFiles(folder, [...pages, result, ...schemas, ...streamed, ...extra]);
}

function streamOf<Row>(
  form: StreamForm,
  columns: readonly TableColumn<Row>[],
  batches: SummaryTables['batches'],
  rowsOf: (cases: readonly SummarisedCase[]) => readonly Row[],
): (path: string) => Promise<void> {
  return async (path) => {
    const stream = await openRowStream(path, form, columns);
    for await (const cases of batches()) await stream.write(rowsOf(cases));
    await stream.close();
  };
}
