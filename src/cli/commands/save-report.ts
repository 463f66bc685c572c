import type { RunResult } from '../../cost/result.ts';
import { mappingsFile } from '../../files/mappings-file.ts';
import { replaceFiles } from '../../files/replace-files.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { rowsCsv } from '../../report/rows-csv.ts';
import type { SweepResult } from '../../study/run-sweep.ts';
import { withoutInterruption } from '../without-interruption.ts';

/** Writes the report of a run, whole or not at all, also when interrupted. */
export async function saveReport(folder: string, result: RunResult, charts: boolean): Promise<void> {
  const mappings = { name: 'mappings.yaml', content: mappingsFile(result) };
  await withoutInterruption(() =>
    translateWriteError(folder, async () => {
      if (!charts) await replaceFiles(folder, [...(await plainFiles(result)), mappings]);
      else {
        const { writeReport } = await import('../../files/write-report.ts');
        await writeReport(folder, result, [mappings]);
      }
    }),
  );
}

/** The same for a sweep. */
export async function saveSweepReport(folder: string, sweep: SweepResult, charts: boolean): Promise<void> {
  const { writeSweepReport } = await import('../../files/write-report.ts');
  await withoutInterruption(() => translateWriteError(folder, () => writeSweepReport(folder, sweep, charts)));
}

async function plainFiles(result: RunResult) {
  const { renderHtml } = await import('../../report/html.ts');
  return [
    { name: 'report.html', content: await renderHtml(result, [], null) },
    { name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` },
    { name: 'rows.csv', content: rowsCsv(result.rows) },
  ];
}
