import { basename, extname, resolve } from 'node:path';
import type { ComponentLibrary } from '../../components/library.ts';
import { checkReportFolder } from '../../files/check-report-folder.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { loadRunnable } from '../../files/load-runnable.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import { type FoundFile, resolveReference } from '../../files/resolve-reference.ts';
import type { MappingCache } from '../../mapper/mapping-cache.ts';
import { type RowFormat, rowFormats } from '../../report/rows/row-formats.ts';
import { InputError } from '../../shared/issue.ts';
import { simulate } from '../../simulate.ts';
import { attempt } from '../../study/attempt.ts';
import type { Study } from '../../study/read-study.ts';
import { runSweep } from '../../study/run-sweep.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import type { Terminal } from '../terminal.ts';
import { runAgreement } from './run-agreement.ts';
import { type ReportParts, saveReport, saveSweepReport } from './save-report.ts';

interface RunOptions {
  readonly out?: string;
  readonly batch?: string;
  readonly charts: boolean;
  readonly cache: boolean;
  readonly json?: boolean;
  readonly rows?: string;
}

/** `kjoule run`: costs a scenario, prints the summary and writes the report. */
export async function run(reference: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const faults = new OptionFaults();
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  if (options.out?.trim() === '') {
    faults.add('--out', 'wrong-value', { message: 'the name of the folder is empty', accepted: 'a folder, or `.`' });
  }
  const rows = rowsAsked(options, faults);
  const { issues } = faults;
  const file = await attempt(issues, () => resolveReference('scenario', reference, { cwd, folder: cwd }));
  // Asked for as data, the answer is on the screen: files only where they are asked for as well.
  const folder = options.out ?? (file === undefined || options.json === true ? null : `reports/${scenarioName(file)}`);
  if (folder !== null) await attempt(issues, () => checkReportFolder(resolve(cwd, folder), folder));
  const library = await loadLibrary(cwd);
  const overrides = batch === undefined ? {} : { batch };
  const study = file && (await attempt(issues, () => loadRunnable(file, { cwd, library }, overrides)));
  if (study !== undefined && 'comparisons' in study && batch !== undefined) {
    faults.add('--batch', 'conflicting-keys', { message: 'the scenario names the batch of each comparison itself' });
  }
  if (study !== undefined && 'comparisons' in study && rows.length > 0)
    faults.add('--rows', 'conflicting-keys', { message: 'an agreement has series and fits, and no rows' });
  if (issues.length > 0 || study === undefined) throw new InputError(issues);
  const command = `kjoule run ${shellWord(reference)}${batch === undefined ? '' : ` --batch ${batch}`}`;
  const { cacheFolder } = terminal;
  const cache = options.cache && cacheFolder !== undefined ? mappingFolder(cacheFolder) : undefined;
  if ('comparisons' in study)
    return runAgreement({ agreement: study, library, command, cache, folder, options }, terminal);
  const given: Job = { study, library, command, cache, folder, options, parts: { charts: options.charts, rows } };
  await (study.axes.length > 0 ? runCases(given, terminal) : runOnce(given, terminal));
}

interface Job {
  readonly study: Study;
  readonly library: ComponentLibrary;
  readonly command: string;
  readonly cache: MappingCache | undefined;
  readonly folder: string | null;
  readonly options: RunOptions;
  readonly parts: ReportParts;
}

/** `--rows parquet,arrow`; with --json they need a folder to go to. */
function rowsAsked({ rows, json, out }: RunOptions, faults: OptionFaults): readonly RowFormat[] {
  if (rows === undefined) return [];
  const names = rows.split(',').map((name) => name.trim());
  const found = names.map((name) => (name === 'csv' ? undefined : faults.oneOf('--rows', name, rowFormats)));
  if (json === true && out === undefined) {
    const accepted = '--out FOLDER';
    faults.add('--rows', 'missing-option', { message: 'with --json files are written only with --out', accepted });
  }
  return found.filter((name) => name !== undefined);
}

async function runOnce(
  { study, library, command, cache, folder, options, parts }: Job,
  terminal: Terminal,
): Promise<void> {
  const progress = await startProgress(terminal);
  const { scenario } = study.cases[0]!;
  const result = await simulate({ ...scenario, library, command, cache, onProgress: progress.report }).finally(
    progress.stop,
  );
  if (folder !== null) await saveReport(resolve(terminal.cwd, folder), result, parts);
  if (options.json === true) return terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  const { terminalSummary } = await import('../../report/terminal.ts');
  terminal.out(terminalSummary(result, looks(folder, terminal)));
}

async function runCases(
  { study, library, command, cache, folder, options, parts }: Job,
  terminal: Terminal,
): Promise<void> {
  const progress = await startProgress(terminal);
  const sweep = await runSweep({ study, library, command, cache, onProgress: progress.report }).finally(progress.stop);
  if (folder !== null) await saveSweepReport(resolve(terminal.cwd, folder), sweep, parts);
  if (options.json === true) return terminal.out(`${JSON.stringify(sweep, null, 2)}\n`);
  const { sweepSummary } = await import('../../report/sweep/terminal.ts');
  terminal.out(sweepSummary(sweep, looks(folder, terminal)));
}

function looks(reportFolder: string | null, terminal: Terminal) {
  return { columns: terminal.columns, colour: terminal.outColour, reportFolder };
}

function scenarioName(file: FoundFile): string {
  return basename(file.path, extname(file.path));
}
