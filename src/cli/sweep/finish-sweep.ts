import { resolve } from 'node:path';
import { translateWriteError } from '../../files/write-error.ts';
import type { SummarisedCase } from '../../report/rows/case-table.ts';
import type { RowFormat } from '../../report/rows/row-formats.ts';
import { type Issue, NoAnswerError } from '../../shared/issue.ts';
import { labelOf, sweepResult } from '../../study/run-sweep.ts';
import type { CaseOutcome } from '../../study/sweep/case-runner.ts';
import type { CaseSummary } from '../../study/sweep/case-summary.ts';
import { SweepSummariser, type SweepSummary } from '../../study/sweep/summarise-sweep.ts';
import { saveSweepReport } from '../commands/save-report.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';
import type { CaseRecords } from './case-records.ts';
import { chunks, indices, type PreparedSweep } from './prepare.ts';

/** Where the report of a sweep goes, and what is in it. */
export interface SweepOutput {
  /** null: nowhere. */
  readonly folder: string | null;
  readonly charts: boolean;
  /** Forms of the rows beside CSV. */
  readonly rows: readonly RowFormat[];
  readonly json: boolean;
}

interface Finished {
  readonly sweep: PreparedSweep;
}

const casesAtOnce = 500;

/** Makes the report of a sweep whose cases are all there, and prints it. Throws NoAnswerError when no case has an answer. */
export async function finishSweep(
  job: SweepOutput & Finished,
  records: CaseRecords,
  terminal: Terminal,
): Promise<void> {
  const finish = job.sweep.setup.detail === 'summary' ? finishSummary : finishWhole;
  await finish(job, records, terminal);
}

async function finishWhole({ sweep, ...output }: SweepOutput & Finished, records: CaseRecords, terminal: Terminal) {
  const { study, setup } = sweep;
  const { axes, baseline, count } = study;
  const outcomes: CaseOutcome[] = [];
  for (const index of indices(count)) {
    const { result, reasons } = (await records.read(index)) as CaseOutcome;
    outcomes.push({ result, reasons });
  }
  const cases = indices(count).map((index) => ({ values: study.valuesOf(index) }));
  const result = sweepResult({ axes, baseline, cases }, setup.command, (index) => outcomes[index]!);
  const { folder, charts, rows } = output;
  if (folder !== null) await saveSweepReport(resolve(terminal.cwd, folder), result, { charts, rows });
  if (output.json) return terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  const { sweepSummary } = await import('../../report/sweep/terminal.ts');
  terminal.out(sweepSummary(result, looks(folder, terminal)));
}

async function finishSummary({ sweep, ...output }: SweepOutput & Finished, records: CaseRecords, terminal: Terminal) {
  const { study } = sweep;
  const batches = () => summarisedCases(sweep, records);
  const summary = await summariseAll(sweep, batches);
  const { folder, rows, json, charts } = output;
  if (folder !== null) {
    const { writeSweepSummary } = await import('../../files/write-sweep-summary.ts');
    const forms = rows.filter((form) => form !== 'arrow');
    const tables = { axes: study.axes, batches, forms, withCharts: charts };
    await withoutInterruption(() =>
      translateWriteError(folder, () => writeSweepSummary(resolve(terminal.cwd, folder), summary, tables)),
    );
  }
  if (json) return terminal.out(`${JSON.stringify(summary, null, 2)}\n`);
  const { summaryText } = await import('../../report/sweep/summary-text.ts');
  terminal.out(summaryText(summary, looks(folder, terminal)));
}

/** Throws NoAnswerError when no case has an answer. */
async function summariseAll(
  { study, setup }: PreparedSweep,
  batches: () => AsyncIterable<readonly SummarisedCase[]>,
): Promise<SweepSummary> {
  const { axes, baseline, count, valuesOf } = study;
  const { title } = await study.check(0);
  const told = { title, command: setup.command, axes, count, baseline };
  const summariser = new SweepSummariser({ ...told, valuesOf, labelOf: (index) => labelOf(valuesOf(index)) });
  const reasons: Issue[] = [];
  for await (const cases of batches()) {
    for (const each of cases) {
      summariser.add(each);
      if (reasons.length === 0) reasons.push(...each.reasons);
    }
  }
  const summary = summariser.finish();
  if (summary === null) throw new NoAnswerError(reasons);
  return summary;
}

/** In the order of the sweep, some at a time. */
async function* summarisedCases(
  { study: { count, valuesOf } }: PreparedSweep,
  records: CaseRecords,
): AsyncGenerator<readonly SummarisedCase[]> {
  for (const some of chunks(indices(count), casesAtOnce)) {
    const cases: SummarisedCase[] = [];
    for (const index of some) {
      const { result, reasons } = (await records.read(index)) as {
        readonly result: CaseSummary | null;
        readonly reasons: readonly Issue[];
      };
      const values = valuesOf(index);
      cases.push({ index, label: labelOf(values), values, summary: result, reasons });
    }
    yield cases;
  }
}

function looks(reportFolder: string | null, terminal: Terminal) {
  return { columns: terminal.columns, colour: terminal.outColour, reportFolder };
}
