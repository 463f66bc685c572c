import { availableParallelism } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import type { ComponentLibrary } from '../../components/library.ts';
import { checkReportFolder } from '../../files/check-report-folder.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { openRunnable } from '../../files/load-runnable.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import { readInputText } from '../../files/read-input.ts';
import { type FoundFile, resolveReference } from '../../files/resolve-reference.ts';
import { withWorkFolder } from '../../files/work-folder.ts';
import type { MappingCache } from '../../mapper/mapping-cache.ts';
import { type RowFormat, rowFormats } from '../../report/rows/row-formats.ts';
import { InputError } from '../../shared/issue.ts';
import { simulate } from '../../simulate.ts';
import type { AgreementStudy } from '../../study/agreement/read-agreement.ts';
import { attempt } from '../../study/attempt.ts';
import type { ScenarioOverrides } from '../../study/read-scenario.ts';
import type { Scenario } from '../../study/scenario.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import { type PreparedSweep, prepareSweep, type Workforce } from '../sweep/prepare.ts';
import { type ShardOptions, shardTask } from '../sweep/shard-options.ts';
import { sharedWorkName } from '../sweep/shards.ts';
import type { Terminal } from '../terminal.ts';
import { mapAhead } from '../workers/map-ahead.ts';
import { runAgreement } from './run-agreement.ts';
import { runCases } from './run-cases.ts';
import { fitsShards, runShards, type ShardTask } from './run-shards.ts';
import { type ReportParts, saveReport } from './save-report.ts';

interface RunOptions extends ShardOptions {
  readonly batch?: string;
  readonly charts: boolean;
  readonly cache: boolean;
  readonly rows?: string;
  readonly workers?: string;
}

/** How long a run does everything itself before it starts threads. */
const patienceMs = 1000;

/** `kjoule run`: costs a scenario, prints the summary and writes the report. */
export async function run(reference: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const faults = new OptionFaults();
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  const workers = faults.count('--workers', options.workers, availableParallelism());
  if (options.out?.trim() === '') {
    faults.add('--out', 'wrong-value', { message: 'the name of the folder is empty', accepted: 'a folder, or `.`' });
  }
  const rows = rowsAsked(options, faults);
  const part = shardTask(options, faults);
  const { issues } = faults;
  const file = await attempt(issues, () => resolveReference('scenario', reference, { cwd, folder: cwd }));
  // Asked for as data, the answer is on the screen: files only where they are asked for as well.
  const folder = options.out ?? (file === undefined || options.json === true ? null : `reports/${scenarioName(file)}`);
  if (folder !== null) await attempt(issues, () => checkReportFolder(resolve(cwd, folder), folder));
  const command = `kjoule run ${shellWord(reference)}${batch === undefined ? '' : ` --batch ${batch}`}`;
  const overrides = batch === undefined ? {} : { batch };
  // Jobs on other machines may not see the user's own folders.
  const shared = part === undefined || folder === null ? undefined : join(resolve(cwd, folder), sharedWorkName);
  await withWorkFolder(shared ?? (options.cache ? terminal.cacheFolder : undefined), async (work) => {
    const library = await loadLibrary(cwd);
    const workforce = { workers, patienceMs: options.workers === undefined ? patienceMs : 0 };
    const context = { library, command, overrides, work, workforce };
    const task = file && (await attempt(issues, () => readTask(file, context, cwd)));
    if (task?.kind === 'agreement') refuseForAgreement(batch, rows, faults);
    if (task?.kind === 'sweep') refuseForSweep(task.sweep, { rows, part }, faults);
    if (task !== undefined && task.kind !== 'sweep' && part !== undefined)
      faults.add('--shards', 'conflicting-keys', { message: 'only a sweep has parts' });
    if (issues.length > 0 || task === undefined) {
      if (task?.kind === 'sweep') await task.sweep.pool.close();
      throw new InputError(issues);
    }
    const { charts, json = false } = options;
    const output = { folder, charts, rows, json };
    if (task.kind === 'sweep' && part !== undefined && folder !== null) {
      const words = [reference, ...wordsOf(options)];
      return runShards({ sweep: task.sweep, ...output, folder, task: part, words }, terminal);
    }
    if (task.kind === 'sweep') return runCases({ sweep: task.sweep, ...output }, terminal);
    const cache = mappingFolder(work);
    if (task.kind === 'once') return runOnce({ ...context, cache, scenario: task.scenario, ...output }, terminal);
    const { agreement } = task;
    return runAgreement({ agreement, library, command, cache, folder, options: { charts, json } }, terminal);
  });
}

/** What holds for every part of a sweep. */
function wordsOf({ batch, rows, charts }: RunOptions): readonly string[] {
  const given = Object.entries({ '--batch': batch, '--rows': rows });
  const valued = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  return [...valued, ...(charts ? [] : ['--no-charts'])];
}

interface TaskContext {
  readonly library: ComponentLibrary;
  readonly command: string;
  readonly overrides: ScenarioOverrides;
  /** Where mappings and compressed weights are remembered. */
  readonly work: string;
  readonly workforce: Workforce;
}

type RunTask =
  | { readonly kind: 'once'; readonly scenario: Scenario }
  | { readonly kind: 'sweep'; readonly sweep: PreparedSweep }
  | { readonly kind: 'agreement'; readonly agreement: AgreementStudy };

async function readTask(found: FoundFile, context: TaskContext, cwd: string): Promise<RunTask> {
  const { library, command, overrides, work, workforce } = context;
  const file = { ...found, text: await readInputText(found.path, found.shown) };
  const study = await openRunnable(file, { cwd, library, remembered: work }, overrides);
  if ('comparisons' in study) return { kind: 'agreement', agreement: study };
  if (study.axes.length === 0) return { kind: 'once', scenario: (await study.read(0)).scenario };
  const setup = { ...file, cwd, overrides, command, folder: work };
  return { kind: 'sweep', sweep: await prepareSweep(setup, { study, library, ...workforce }) };
}

function refuseForAgreement(batch: number | undefined, rows: readonly RowFormat[], faults: OptionFaults): void {
  if (batch !== undefined)
    faults.add('--batch', 'conflicting-keys', { message: 'the scenario names the batch of each comparison itself' });
  if (rows.length > 0)
    faults.add('--rows', 'conflicting-keys', { message: 'an agreement has series and fits, and no rows' });
}

function refuseForSweep(
  sweep: PreparedSweep,
  { rows, part }: { readonly rows: readonly RowFormat[]; readonly part: ShardTask | undefined },
  faults: OptionFaults,
): void {
  const { setup, study } = sweep;
  if (part !== undefined && !fitsShards(sweep, part)) {
    const message = 'there are fewer cases than parts';
    faults.add('--shards', 'wrong-value', { message, accepted: `at most ${study.count}` });
  }
  if (setup.detail === 'result' || !rows.includes('arrow')) return;
  const message = 'this form holds all rows in memory, and is not written for so many cases';
  faults.add('--rows', 'wrong-value', { message, found: 'arrow', accepted: 'csv, jsonl, parquet' });
}

interface OnceJob extends ReportParts {
  readonly workforce: Workforce;
  readonly scenario: Scenario;
  readonly library: ComponentLibrary;
  readonly command: string;
  readonly cache: MappingCache;
  readonly folder: string | null;
  readonly json: boolean;
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
  { scenario, library, command, cache: given, workforce, folder, json, ...parts }: OnceJob,
  terminal: Terminal,
): Promise<void> {
  const progress = await startProgress(terminal);
  const ahead = { scenario, library, cache: given, ...workforce, onProgress: progress.report };
  const cache = await mapAhead(ahead);
  const result = await simulate({ ...scenario, library, command, cache, onProgress: progress.report }).finally(
    progress.stop,
  );
  if (folder !== null) await saveReport(resolve(terminal.cwd, folder), result, parts);
  if (json) return terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  const { terminalSummary } = await import('../../report/terminal.ts');
  terminal.out(terminalSummary(result, looks(folder, terminal)));
}

function looks(reportFolder: string | null, terminal: Terminal) {
  return { columns: terminal.columns, colour: terminal.outColour, reportFolder };
}

function scenarioName(file: FoundFile): string {
  return basename(file.path, extname(file.path));
}
