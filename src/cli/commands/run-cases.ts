import { rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lockFolder } from '../../files/folder-lock.ts';
import { withWorkFolder } from '../../files/work-folder.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import { startProgress } from '../progress.ts';
import { type CaseRecords, caseFileName, openCaseRecords } from '../sweep/case-records.ts';
import { type CostingOptions, costCases } from '../sweep/cost-cases.ts';
import { finishSweep, type SweepOutput } from '../sweep/finish-sweep.ts';
import { compressAll, type PreparedSweep } from '../sweep/prepare.ts';
import type { Terminal } from '../terminal.ts';

export interface CasesJob extends SweepOutput {
  readonly sweep: PreparedSweep;
  /** Done with the records before anything is costed. */
  readonly before?: (records: CaseRecords) => Promise<void>;
}

/** Costs the cases of a sweep, or those that are not done yet, and writes the report. */
export async function runCases(job: CasesJob, terminal: Terminal): Promise<void> {
  const { sweep, folder } = job;
  try {
    await compressAll(sweep);
    if (folder === null) return await withWorkFolder(undefined, (path) => runIn(job, { path, shown: path }, terminal));
    const path = resolve(terminal.cwd, folder);
    const release = await translateWriteError(folder, () => lockFolder(path, folder));
    await runIn(job, { path, shown: folder }, terminal).finally(async () => {
      await release();
      // Where there was nothing to write.
      await rmdir(path).catch(() => {});
    });
  } finally {
    await sweep.pool.close();
  }
}

interface Folder {
  readonly path: string;
  readonly shown: string;
}

async function runIn(job: CasesJob, folder: Folder, terminal: Terminal): Promise<void> {
  const { sweep } = job;
  const records = await openRecords(sweep, folder, terminal);
  // Summaries stay: the report says less than they do.
  let isObsolete = false;
  try {
    await job.before?.(records);
    await costWithProgress(sweep, { wants: () => true }, records, terminal);
    await finishSweep(job, records, terminal);
    isObsolete = sweep.setup.detail === 'result';
  } catch (error) {
    isObsolete = error instanceof NoAnswerError;
    throw error;
  } finally {
    await records.close();
    if (isObsolete) await rm(join(folder.path, caseFileName), { force: true });
  }
}

export async function openRecords(
  { study: { count }, identity }: PreparedSweep,
  { path, shown }: Folder,
  terminal: Terminal,
  name = caseFileName,
): Promise<CaseRecords> {
  const task = { folder: path, shown, name, identity, count };
  const records = await translateWriteError(shown, () => openCaseRecords(task));
  if (records.replaced) terminal.err(`Starting anew: something has changed since ${shown}/${name} was written\n`);
  if (records.found > 0) {
    terminal.err(`Going on from ${shown}/${name}: ${records.found} of ${count} cases are done\n`);
  }
  return records;
}

/** Costs what is missing of these cases. */
export async function costWithProgress(
  sweep: PreparedSweep,
  part: Pick<CostingOptions, 'wants' | 'start'>,
  records: CaseRecords,
  terminal: Terminal,
): Promise<void> {
  const progress = await startProgress(terminal, 'cases');
  const { has, add } = records;
  await costCases(sweep, { ...part, has, add, onProgress: progress.report }).finally(progress.stop);
}
