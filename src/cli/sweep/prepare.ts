import { createHash } from 'node:crypto';
import type { ComponentLibrary } from '../../components/library.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { version } from '../../shared/version.ts';
import { attempt } from '../../study/attempt.ts';
import type { OpenStudy } from '../../study/open-study.ts';
import { type SearchPlan, type SearchScope, searchPlan } from '../../study/sweep/search-groups.ts';
import { withoutRepeats } from '../../study/without-repeats.ts';
import { openPool, type Pool } from '../workers/pool.ts';
import { type Checked, type SweepAnswer, type SweepSetup, type SweepTask, sweepTasks } from '../workers/sweep-tasks.ts';

/** A sweep every case of which has been read, with whoever costs them. */
export interface PreparedSweep {
  readonly setup: SweepSetup;
  readonly study: OpenStudy;
  readonly pool: Pool<SweepTask, SweepAnswer>;
  readonly plan: SearchPlan;
  /** A checksum of all that decides the results of the cases. */
  readonly identity: string;
}

export interface Workforce {
  readonly workers: number;
  /** How long everything is done here before threads are started. */
  readonly patienceMs: number;
}

interface Opened {
  readonly study: OpenStudy;
  readonly library: ComponentLibrary;
}

/** More than this many cases are summarised: their results would not fit into memory. */
export const mostWhole = 1000;

const casesPerCheck = 64;

/** Reads every case but its weights. Throws one `InputError` with every fault of every case. */
export async function prepareSweep(
  given: Omit<SweepSetup, 'tasks' | 'detail'>,
  { study, library, workers, patienceMs }: Workforce & Opened,
): Promise<PreparedSweep> {
  const setup: SweepSetup = { tasks: 'sweep', detail: study.count > mostWhole ? 'summary' : 'result', ...given };
  // Told before many cases are read.
  await study.check(0).catch((error: unknown) => {
    if (!(error instanceof InputError) || error.issues.some(({ code }) => code === 'too-many-cases')) throw error;
  });
  const here = sweepTasks(setup, library, study);
  const pool = openPool<SweepTask, SweepAnswer>({ workers, patienceMs, here, setup });
  try {
    return { setup, study, pool, ...(await checked(study, pool, setup)) };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function checked(study: OpenStudy, pool: PreparedSweep['pool'], { text, overrides, detail }: SweepSetup) {
  const answers = (await Promise.all(
    chunks(indices(study.count), casesPerCheck).map((cases) => pool.run({ kind: 'check', cases })),
  )) as readonly Checked[];
  const issues = withoutRepeats(answers.flatMap((each) => each.issues));
  if (issues.length > 0) throw new InputError(issues);
  const scopes: SearchScope[] = answers.flatMap((each) => each.scopes);
  const hash = createHash('sha256').update(JSON.stringify([version, text, overrides, detail]));
  for (const { checksum } of answers) hash.update(checksum);
  return { plan: searchPlan(scopes, study.groupOf), identity: hash.digest('hex') };
}

/** Compresses the weights of the cases that are wanted and of those that are searched, each way once. Throws one `InputError` with every fault. */
export async function compressAll(
  { study, pool, plan }: PreparedSweep,
  wants: (index: number) => boolean = () => true,
): Promise<void> {
  const first = new Map<string, number>();
  const searched = new Set(plan.searched);
  for (let index = 0; index < study.count; index += 1) {
    if (!wants(index) && !searched.has(index)) continue;
    const key = study.compressionOf(index)?.text;
    if (key !== undefined && !first.has(key)) first.set(key, index);
  }
  const issues: Issue[] = [];
  const compress = (index: number) => attempt(issues, () => pool.run({ kind: 'compress', index }));
  await Promise.all([...first.values()].map(compress));
  if (issues.length > 0) throw new InputError(withoutRepeats(issues));
}

export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
