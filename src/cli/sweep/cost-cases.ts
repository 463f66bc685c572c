import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkFolder } from '../../files/work-folder.ts';
import { together } from '../../study/sweep/case-runner.ts';
import type { SearchGroup } from '../../study/sweep/search-groups.ts';
import type { Candidates } from '../workers/sweep-tasks.ts';
import { chunks, type PreparedSweep } from './prepare.ts';

export interface CostingOptions {
  /** The cases in question. */
  readonly wants: (index: number) => boolean;
  readonly has: (index: number) => boolean;
  readonly add: (records: readonly string[]) => Promise<void>;
  readonly onProgress?: (done: number, total: number, what: string) => void;
  /** Where in the list of cases to be searched this run begins. */
  readonly start?: number;
}

/** Groups under way at once: enough for every thread, and no more than that in memory. */
const mostOpenGroups = 64;
/** Cases a thread is given at once; summaries are small. */
const casesAtOnce = { result: 1, summary: 8 } as const;

/** Costs the cases that are wanted and not there yet, and adds a record of each. */
export async function costCases(sweep: PreparedSweep, options: CostingOptions): Promise<void> {
  const { wants, has, add } = options;
  const missing = sweep.plan.groups.map(({ cases, among }) => ({
    cases: cases.filter((index) => wants(index) && !has(index)),
    among,
  }));
  const open = missing.filter(({ cases }) => cases.length > 0);
  if (open.length === 0) return;
  const meter = progressOf(sweep, options);
  const found = open.some(({ among }) => among !== 'none') ? await searchAll(sweep, meter, options.start ?? 0) : [];
  const write = inBatches(add);
  await withWorkFolder(undefined, async (folder) => {
    const path = join(folder, 'mappings.json');
    await writeFile(path, JSON.stringify(found));
    await eachOf(open, mostOpenGroups, async ({ cases, among }) => {
      const candidates = await candidatesOf(sweep, among, { found, path });
      const cost = async (own: readonly number[]) => {
        const records = (await sweep.pool.run({ kind: 'cost', cases: own, candidates })) as readonly string[];
        await write(records);
        meter.costed(own.length);
      };
      await Promise.all(chunks(cases, casesAtOnce[sweep.setup.detail]).map(cost));
    });
  });
}

interface FoundMappings {
  readonly found: Candidates;
  /** The same in a file. */
  readonly path: string;
}

async function candidatesOf(
  { pool }: PreparedSweep,
  among: SearchGroup['among'],
  { found, path }: FoundMappings,
): Promise<Candidates | undefined> {
  if (among === 'none') return undefined;
  if (among === 'all') return found;
  return (await pool.run({ kind: 'shortlist', cases: among, found: path })) as Candidates;
}

/** Every mapping that is searched, in the order of the cases, wherever the search begins. */
async function searchAll({ pool, plan }: PreparedSweep, meter: Meter, start: number): Promise<Candidates> {
  const { searched } = plan;
  const found: Candidates[] = [];
  const search = async (at: number) => {
    found[at] = (await pool.run({ kind: 'search', index: searched[at]! })) as Candidates;
    meter.searched();
  };
  await Promise.all(searched.map((_, at) => search((at + start) % searched.length)));
  return [...together(found.map((each) => new Map(each)))];
}

interface Meter {
  searched(): void;
  costed(cases: number): void;
}

function progressOf({ plan, study }: PreparedSweep, { wants, has, onProgress }: CostingOptions): Meter {
  const all = Array.from({ length: study.count }, (_, index) => index).filter(wants);
  let done = all.filter(has).length;
  let searches = 0;
  const report = () => {
    const most = plan.searched.length;
    onProgress?.(done, all.length, searches < most ? `${searches} of ${most} cases searched` : '');
  };
  return {
    searched: () => {
      searches += 1;
      report();
    },
    costed: (cases) => {
      done += cases;
      report();
    },
  };
}

/** At most so many at once, begun in order. */
async function eachOf<T>(items: readonly T[], most: number, action: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const run = async () => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, run));
}

/** One write at a time; what comes up during one goes to the disk together with the next. */
function inBatches(add: CostingOptions['add']): (records: readonly string[]) => Promise<void> {
  let waiting: string[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  return (records) => {
    waiting.push(...records);
    next ??= last.then(() => {
      const batch = waiting;
      waiting = [];
      next = undefined;
      last = add(batch);
      return last;
    });
    return next;
  };
}
