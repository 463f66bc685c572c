import { basename, extname, resolve } from 'node:path';
import type { RunResult } from '../../cost/result.ts';
import { checkReportFolder } from '../../files/check-report-folder.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { loadScenario } from '../../files/load-scenario.ts';
import { type FoundFile, resolveReference } from '../../files/resolve-reference.ts';
import { InputError } from '../../shared/issue.ts';
import { simulate } from '../../simulate.ts';
import { attempt } from '../../study/attempt.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { saveReport } from './save-report.ts';

interface RunOptions {
  readonly out?: string;
  readonly batch?: string;
  readonly charts: boolean;
  readonly json?: boolean;
}

/** `kjoule run`: costs a scenario, prints the summary and writes the report. */
export async function run(reference: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const faults = new OptionFaults();
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  if (options.out?.trim() === '') {
    faults.add('--out', 'wrong-value', { message: 'the name of the folder is empty', accepted: 'a folder, or `.`' });
  }
  const { issues } = faults;
  const file = await attempt(issues, () => resolveReference('scenario', reference, { cwd, folder: cwd }));
  // Asked for as data, the answer is on the screen: files only where they are asked for as well.
  const folder = options.out ?? (file === undefined || options.json === true ? null : `reports/${scenarioName(file)}`);
  if (folder !== null) await attempt(issues, () => checkReportFolder(resolve(cwd, folder), folder));
  const library = await loadLibrary(cwd);
  const overrides = batch === undefined ? {} : { batch };
  const scenario = file && (await attempt(issues, () => loadScenario(file, { cwd, library }, overrides)));
  if (issues.length > 0 || scenario === undefined) throw new InputError(issues);
  const command = `kjoule run ${shellWord(reference)}${batch === undefined ? '' : ` --batch ${batch}`}`;
  const progress = startProgress(terminal);
  const result = await simulate({ ...scenario, library, command, onProgress: progress.report }).finally(progress.stop);
  if (folder !== null) await saveReport(resolve(cwd, folder), result, options.charts);
  if (options.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else terminal.out(await summary(result, folder, terminal));
}

function scenarioName(file: FoundFile): string {
  return basename(file.path, extname(file.path));
}

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

async function summary(result: RunResult, reportFolder: string | null, terminal: Terminal): Promise<string> {
  const { terminalSummary } = await import('../../report/terminal.ts');
  return terminalSummary(result, { columns: terminal.columns, colour: terminal.outColour, reportFolder });
}
