import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { makeFolder } from '../../files/make-folder.ts';
import { InputError } from '../../shared/issue.ts';
import { shellWord } from '../shell-word.ts';
import { shardLockName } from './shards.ts';

const execute = promisify(execFile);

/** Jobs that were submitted for a folder. */
const jobsSchema = Type.Object({
  of: Type.Integer(),
  jobs: Type.Array(Type.Object({ id: Type.String(), shards: Type.Array(Type.Integer()) })),
  merge: Type.Union([Type.String(), Type.Null()]),
});
const jobsFile = 'slurm.json';

interface Jobs {
  readonly of: number;
  readonly jobs: readonly { readonly id: string; readonly shards: readonly number[] }[];
  readonly merge: string | null;
}

export interface Submission {
  readonly name: string;
  readonly cwd: string;
  readonly folder: string;
  readonly of: number;
  /** Further options of sbatch. */
  readonly options: readonly string[];
  /** What runs kjoule on a node, without the words that name the part. */
  readonly command: readonly string[];
}

export interface Submitted {
  /** null: nothing was left to submit. */
  readonly job: string | null;
  readonly merge: string | null;
  readonly shards: readonly number[];
  /** Shards of earlier submissions that wait or run. */
  readonly active: readonly number[];
}

/** Submits a job array for these shards, but for those that wait or run already, and a job that merges when all have ended. */
export async function submitShards(submission: Submission, unfinished: readonly number[]): Promise<Submitted> {
  const { folder, of } = submission;
  const before = await readJobs(folder, of);
  const active = await activeShards(before);
  const shards = unfinished.filter((number) => !active.includes(number));
  if (shards.length === 0) return { job: null, merge: before.merge, shards, active };
  // Of jobs that Slurm has given up: what held them is gone, on whichever node.
  for (const number of shards) await rm(join(folder, shardLockName({ number, of })), { force: true });
  await makeFolder(join(folder, 'slurm'));
  const job = await sbatch(
    submission,
    'shard-%a',
    ['--requeue', `--array=${ranges(shards)}`],
    [
      '--shard',
      `"$SLURM_ARRAY_TASK_ID"/${of}`,
      '--workers',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell of the job fills it in
      '"${SLURM_CPUS_PER_TASK:-1}"',
    ],
  );
  const jobs = [...before.jobs, { id: job, shards }];
  const after = jobs.map(({ id }) => id).join(':');
  if (before.merge !== null) await execute('scancel', [before.merge]).catch(() => {});
  const merge = await sbatch(submission, 'merge', [`--dependency=afterany:${after}`], ['--merge', String(of)]);
  await writeFile(join(folder, jobsFile), `${JSON.stringify({ of, jobs, merge } satisfies Jobs)}\n`);
  return { job, merge, shards, active };
}

/** Once all is merged. */
export async function forgetJobs(folder: string): Promise<void> {
  await rm(join(folder, jobsFile), { force: true });
}

async function sbatch(
  { name, cwd, folder, options, command }: Submission,
  log: string,
  own: readonly string[],
  part: readonly string[],
): Promise<string> {
  const words = [...command.map(shellWord), ...part];
  const output = join(folder, 'slurm', `${log}.txt`);
  const common = [
    '--parsable',
    `--job-name=kjoule-${name}`,
    `--chdir=${cwd}`,
    `--output=${output}`,
    '--open-mode=append',
  ];
  const args = [...common, ...own, ...options, `--wrap=exec ${words.join(' ')}`];
  try {
    const { stdout } = await execute('sbatch', args);
    return stdout.trim().split(';')[0]!;
  } catch (error) {
    throw failed(error as NodeJS.ErrnoException & { readonly stderr?: string });
  }
}

/** Shards of array jobs that Slurm still knows: waiting, running, or to be run again. */
async function activeShards({ jobs }: Jobs): Promise<readonly number[]> {
  const active: number[] = [];
  for (const { id } of jobs) {
    // A job that has left the queue is an error to squeue: none of it is active.
    const found = await execute('squeue', ['--noheader', '--array', `--jobs=${id}`, '--format=%K %T']).catch(
      () => null,
    );
    for (const line of found?.stdout.trim().split('\n') ?? []) {
      const [task = '', state = ''] = line.trim().split(/\s+/);
      if (/^\d+$/.test(task) && !/^(COMPLETED|FAILED|CANCELLED|TIMEOUT)/.test(state)) active.push(Number(task));
    }
  }
  return active;
}

async function readJobs(folder: string, of: number): Promise<Jobs> {
  const none = { of, jobs: [], merge: null };
  const text = await readFile(join(folder, jobsFile), 'utf8').catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    return Check(jobsSchema, value) && value.of === of ? value : none;
  } catch {
    return none;
  }
}

/** `1-4,7,9-12`. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

function failed(error: NodeJS.ErrnoException & { readonly stderr?: string }): InputError {
  const missing = error.code === 'ENOENT';
  const reason = (error.stderr?.trim() || error.message).split('\n')[0];
  const message = missing ? 'there is no sbatch here' : `sbatch refuses the job: ${reason}`;
  const hint = missing
    ? 'run this where jobs of the cluster are submitted'
    : 'see --sbatch for options of your cluster';
  return new InputError([{ code: 'slurm-failed', severity: 'error', message, path: '--engine', hint }]);
}
