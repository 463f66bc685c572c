import { basename, extname, join, resolve } from 'node:path';
import { lockFolder } from '../../files/folder-lock.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import { compressAll, type PreparedSweep } from '../sweep/prepare.ts';
import {
  casesOfShard,
  mergeShards,
  removeShards,
  type Shard,
  shardFileName,
  shardLockName,
  unfinishedShards,
} from '../sweep/shards.ts';
import { forgetJobs, submitShards } from '../sweep/slurm.ts';
import type { Terminal } from '../terminal.ts';
import { type CasesJob, costWithProgress, openRecords, runCases } from './run-cases.ts';

/** What is to be done with the parts of a sweep. */
export type ShardTask =
  | { readonly kind: 'shard'; readonly shard: Shard }
  | { readonly kind: 'merge'; readonly of: number }
  | { readonly kind: 'submit'; readonly of: number; readonly options: readonly string[] };

export interface ShardJob extends CasesJob {
  readonly folder: string;
  readonly task: ShardTask;
  /** The scenario and options, as given. */
  readonly words: readonly string[];
}

/** A part of a sweep, all parts to a cluster, or all parts together. */
export async function runShards(job: ShardJob, terminal: Terminal): Promise<void> {
  const { task, sweep } = job;
  if (task.kind === 'shard') return runShard(job, task.shard, terminal).finally(() => sweep.pool.close());
  if (task.kind === 'merge') return merge(job, task.of, terminal);
  return submit(job, task, terminal).finally(() => sweep.pool.close());
}

/** Costs the cases of a shard; another shard may be at work in the same folder. */
async function runShard({ sweep, folder }: ShardJob, shard: Shard, terminal: Terminal): Promise<void> {
  const cases = casesOfShard(sweep, shard);
  await compressAll(sweep, (index) => cases.has(index));
  const path = resolve(terminal.cwd, folder);
  const release = await translateWriteError(folder, () =>
    lockFolder(path, folder, { name: shardLockName(shard), owner: jobOf(process.env) }),
  );
  try {
    const records = await openRecords(sweep, { path, shown: folder }, terminal, shardFileName(shard));
    const start = Math.floor((sweep.plan.searched.length * (shard.number - 1)) / shard.of);
    await costWithProgress(sweep, { wants: (index) => cases.has(index), start }, records, terminal).finally(() =>
      records.close(),
    );
  } finally {
    await release();
  }
  terminal.out(`Shard ${shard.number} of ${shard.of}: all ${cases.size} cases are done.\n`);
}

/** Slurm runs a job again under its number, and only when nothing of it is left. */
function jobOf({ SLURM_JOB_ID: id }: NodeJS.ProcessEnv): string | undefined {
  return id === undefined || id === '' ? undefined : `slurm ${id}`;
}

async function merge(job: ShardJob, of: number, terminal: Terminal): Promise<void> {
  const { sweep, folder } = job;
  const path = resolve(terminal.cwd, folder);
  const unfinished = await unfinishedShards(sweep, path, of);
  if (unfinished.length > 0) {
    await sweep.pool.close();
    throw notFinished(unfinished, of);
  }
  await runCases({ ...job, before: (records) => mergeShards(sweep, records, { folder: path, of }) }, terminal);
  await removeShards(path);
  await forgetJobs(path);
}

function notFinished(unfinished: readonly number[], of: number): NoAnswerError {
  const some = unfinished.slice(0, 20).join(', ');
  const message = `${unfinished.length} of ${of} shards are not finished: ${some}${unfinished.length > 20 ? ', …' : ''}`;
  const hint = `run with --engine slurm --shards ${of} again: it submits only these`;
  return new NoAnswerError([{ code: 'shards-unfinished', severity: 'error', message, hint }]);
}

async function submit(
  { sweep, folder, words }: ShardJob,
  { of, options }: Extract<ShardTask, { readonly kind: 'submit' }>,
  terminal: Terminal,
): Promise<void> {
  const path = resolve(terminal.cwd, folder);
  await translateWriteError(folder, () => makeFolder(path));
  const release = await lockFolder(path, folder);
  try {
    const command = [process.execPath, ...process.execArgv, process.argv[1]!, 'run', ...words, '--out', path];
    const name = basename(sweep.setup.path, extname(sweep.setup.path));
    const submission = { name, cwd: terminal.cwd, folder: path, of, options, command };
    const unfinished = await unfinishedShards(sweep, path, of);
    if (unfinished.length === 0) return terminal.out(finishedText(of));
    const { job, merge: merging, shards, active } = await submitShards(submission, unfinished);
    const running = active.length === 0 ? '' : `${active.length} shards wait or run already.\n`;
    if (job === null) return terminal.out(`${running}Job ${merging} merges when they have ended.\n`);
    terminal.out(
      `${running}Job ${job}: ${shards.length} of ${of} shards, in ${join(folder, 'slurm')} what they say. Job ${merging} merges when all have ended.\n` +
        'The same command again submits what is not finished by then.\n',
    );
  } finally {
    await release();
  }
}

function finishedText(of: number): string {
  return `All ${of} shards are finished. Their report: the same command with --merge ${of} in place of --engine and --shards.\n`;
}

export function shardOf(text: string): Shard | undefined {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  return shard.number >= 1 && shard.number <= shard.of ? shard : undefined;
}

/** More parts than cases would leave some with nothing. */
export function fitsShards({ study: { count } }: PreparedSweep, task: ShardTask): boolean {
  return (task.kind === 'shard' ? task.shard.of : task.of) <= count;
}
