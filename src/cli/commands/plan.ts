import { availableParallelism } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { loadLibrary } from '../../files/load-library.ts';
import { openStudyFile } from '../../files/load-study.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import { readInputText } from '../../files/read-input.ts';
import { resolveReference } from '../../files/resolve-reference.ts';
import { withWorkFolder } from '../../files/work-folder.ts';
import { planOf } from '../../study/plan.ts';
import { caseFileName, readCaseRecords } from '../sweep/case-records.ts';
import { estimateTime } from '../sweep/estimate-time.ts';
import { compressAll, prepareSweep } from '../sweep/prepare.ts';
import type { Terminal } from '../terminal.ts';
import { planText } from './plan-text.ts';

interface PlanOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** How long cases are read here before threads are started. */
const patienceMs = 1000;

/** `kjoule plan`: the cases of a scenario, everything it names read, what is done already, how long the rest takes. */
export async function plan(reference: string, options: PlanOptions, terminal: Terminal): Promise<void> {
  const { cwd, cacheFolder } = terminal;
  const library = await loadLibrary(cwd);
  const found = await resolveReference('scenario', reference, { cwd, folder: cwd });
  const file = { ...found, text: await readInputText(found.path, found.shown) };
  const folder = options.out ?? `reports/${basename(file.path, extname(file.path))}`;
  const workers = availableParallelism();
  await withWorkFolder(cacheFolder, async (work) => {
    const study = await openStudyFile(file, { cwd, library, remembered: work }, {});
    const setup = { ...file, cwd, overrides: {}, command: '', folder: work };
    const sweep = await prepareSweep(setup, { study, library, workers, patienceMs });
    await compressAll(sweep).finally(() => sweep.pool.close());
    const cache = mappingFolder(work);
    const { plan: planned, pending } = await planOf({ study, searches: sweep.plan, library, cache });
    const { identity } = sweep;
    const recorded = new Set<number>();
    const path = join(resolve(cwd, folder), caseFileName);
    if (study.axes.length > 0) await readCaseRecords(path, identity, (index) => recorded.add(index));
    const done = recorded.size;
    const casesLeft = study.count - done;
    const searchesLeft = casesLeft === 0 ? 0 : planned.searches - planned.remembered;
    const timed = casesLeft === 0 ? [] : pending;
    const time = await estimateTime({ study, library, pending: timed, searchesLeft, casesLeft, workers });
    const told = { ...planned, done, time };
    terminal.out(options.json === true ? `${JSON.stringify(told, null, 2)}\n` : planText(told, terminal));
  });
}
