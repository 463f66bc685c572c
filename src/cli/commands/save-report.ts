import type { RunResult } from '../../cost/result.ts';
import { mappingsFile } from '../../files/mappings-file.ts';
import { replaceFiles } from '../../files/replace-files.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { type RowFormat, rowFiles } from '../../report/rows/row-formats.ts';
import { rowTable, sweepRowTable } from '../../report/rows/row-table.ts';
import { rowsCsv } from '../../report/rows-csv.ts';
import type { SweepResult } from '../../study/run-sweep.ts';
import { withoutInterruption } from '../without-interruption.ts';

/** What a report has beside its page. */
export interface ReportParts {
  readonly charts: boolean;
  /** Forms of the rows beside CSV. */
  readonly rows: readonly RowFormat[];
}

/** Writes the report of a run, whole or not at all, also when interrupted. */
export async function saveReport(folder: string, result: RunResult, { charts, rows }: ReportParts): Promise<void> {
  const mappings = { name: 'mappings.yaml', content: mappingsFile(result) };
  const extra = [mappings, ...(await rowFiles(rowTable(result.rows), rows))];
  await withoutInterruption(() =>
    translateWriteError(folder, async () => {
      if (!charts) await replaceFiles(folder, [...(await plainFiles(result)), ...extra]);
      else {
        const { writeReport } = await import('../../files/write-report.ts');
        await writeReport(folder, result, extra);
      }
    }),
  );
}

/** The same for a sweep. */
export async function saveSweepReport(
  folder: string,
  sweep: SweepResult,
  { charts, rows }: ReportParts,
): Promise<void> {
  const extra = await rowFiles(sweepRowTable(sweep), rows);
  const { writeSweepReport } = await import('../../files/write-report.ts');
  await withoutInterruption(() =>
    translateWriteError(folder, () => writeSweepReport(folder, sweep, { withCharts: charts, extra })),
  );
}

async function plainFiles(result: RunResult) {
  const [{ renderHtml }, { runMarkdown }] = await Promise.all([
    import('../../report/html.ts'),
    import('../../report/markdown/run.ts'),
  ]);
  return [
    { name: 'report.html', content: await renderHtml(result, [], null) },
    { name: 'report.md', content: runMarkdown(result) },
    { name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'rows.csv', content: rowsCsv(result.rows) },
  ];
}
