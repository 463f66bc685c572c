import { basename, extname, resolve } from 'node:path';
import { checkReportFolder } from '../../files/check-report-folder.ts';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { type LoadedRetraining, loadRetraining } from '../../files/load-retraining.ts';
import { openPointFile, type PointFile, pointFileName } from '../../files/point-file.ts';
import { resolveReference } from '../../files/resolve-reference.ts';
import { taskIdentity } from '../../files/task-identity.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { writeRetraining } from '../../files/write-retraining.ts';
import { retrainingText } from '../../report/retraining/text.ts';
import { costRetraining } from '../../study/retraining-costs.ts';
import { type RetrainingReport, retrainingReport } from '../../study/retraining-report.ts';
import { type Backend, openBackend } from '../../training/backend/backend.ts';
import { writeCheckpoint } from '../../training/network/checkpoint.ts';
import { pointsOf } from '../../training/retraining/points.ts';
import { type Retrained, retrain } from '../../training/retraining/retrain.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { withoutInterruption } from '../without-interruption.ts';

export interface RetrainOptions {
  readonly data?: string;
  readonly seeds?: string;
  readonly weights?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `kjoule retrain`: re-trains, shares and judges as a scenario asks; prints a table and writes a report. */
export async function retrainCommand(reference: string, options: RetrainOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const seeds = seedsOf(options);
  const file = await resolveReference('retraining', reference, { cwd, folder: cwd });
  const folder = options.out ?? (options.json === true ? null : `reports/${basename(file.path, extname(file.path))}`);
  if (folder !== null) await checkReportFolder(resolve(cwd, folder), folder);
  const { weights } = options;
  const target = weights === undefined ? undefined : { path: resolve(cwd, weights), shown: weights, overwrite: false };
  if (target !== undefined) await checkNewFile(target);
  const loaded = await loadRetraining(file, cwd, { data: options.data, seeds });
  const job: Job = { loaded, backend: await openBackend(), folder, keepLast: target !== undefined, terminal };
  const command = commandOf(reference, options);
  const stopping = () => terminal.err('Stopping; what is finished is kept. Ctrl-C again ends at once.\n');
  await untilInterrupted(async ({ isStopped }) => {
    const points = await pointsFile(job);
    const retrained = await trained(job, points, isStopped).finally(() => points?.close());
    if (retrained.finished.length === 0) return terminal.err('No point was finished.\n');
    const report = retrainingReport(retrained, { command, costs: await costsOf(job, retrained) });
    await withoutInterruption(async () => {
      if (folder !== null) await translateWriteError(folder, () => writeRetraining(resolve(cwd, folder), report));
      if (target !== undefined && retrained.parameters !== undefined) {
        const about = { kjoule: JSON.stringify({ title: report.title }) };
        await createFile(target, writeCheckpoint(retrained.parameters, about));
      }
      if (report.points.done === report.points.total) await points?.remove();
    });
    print(report, job, options);
  }, stopping);
}

interface Job {
  readonly loaded: LoadedRetraining;
  readonly backend: Backend;
  /** Where the report goes, if anywhere. */
  readonly folder: string | null;
  readonly keepLast: boolean;
  readonly terminal: Terminal;
}

/** Points of an earlier run that was stopped, if they are of the same task. */
async function pointsFile({ loaded, backend, folder, terminal }: Job): Promise<PointFile | undefined> {
  if (folder === null) return undefined;
  const identity = taskIdentity(loaded.task, backend);
  const path = resolve(terminal.cwd, folder);
  const file = await translateWriteError(folder, () => openPointFile(path, folder, identity));
  const shown = `${folder}/${pointFileName}`;
  if (file.found === null)
    terminal.err(`Starting anew: scenario, seeds or data have changed since ${shown} was written\n`);
  const done = pointsOf(loaded.task).filter(({ key }) => file.log.find(key) !== undefined).length;
  if (done > 0) terminal.err(`Going on from ${shown}: ${done} points are finished\n`);
  return file;
}

async function trained(
  { loaded, backend, keepLast, terminal }: Job,
  points: PointFile | undefined,
  isStopped: () => boolean,
): Promise<Retrained> {
  const progress = await startProgress(terminal, 'steps');
  const log = points && { log: points.log };
  const options = { ...log, isStopped, keepLast, onProgress: progress.report };
  return retrain(backend, loaded.task, options).finally(progress.stop);
}

async function costsOf(
  { loaded: { costs }, terminal }: Job,
  { finished }: Retrained,
): Promise<RetrainingReport['costs']> {
  if (costs === undefined || finished.length === 0) return null;
  const progress = await startProgress(terminal);
  return costRetraining({ ...costs, onProgress: progress.report }, finished).finally(progress.stop);
}

function print(report: RetrainingReport, { folder, terminal }: Job, { json }: RetrainOptions): void {
  const place = folder === null ? '' : `\nReport: ${folder}/report.html\n`;
  if (json === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  else terminal.out(retrainingText(report, terminal.columns) + place);
}

/** What makes the report again, wherever it is written. */
function commandOf(reference: string, { data, seeds }: RetrainOptions): string {
  const given = [...(data === undefined ? [] : ['--data', data]), ...(seeds === undefined ? [] : ['--seeds', seeds])];
  return ['kjoule', 'retrain', reference, ...given].map(shellWord).join(' ');
}

function seedsOf({ seeds }: RetrainOptions): readonly number[] | undefined {
  if (seeds === undefined) return undefined;
  const faults = new OptionFaults();
  const read = seeds.split(',').map((seed) => faults.seed('--seeds', seed));
  faults.throwIfAny();
  return read;
}
