import { aboveText } from '../../mapper/above-text.ts';
import { mapLayer } from '../../mapper/map-layer.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from '../../mapper/mapper.ts';
import { type MappingCache, recallMapping } from '../../mapper/mapping-cache.ts';
import { proofSize } from '../../mapper/proof-size.ts';
import type { SearchProgress } from '../../mapper/search-watch.ts';
import { type Progress, startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { aTeam, aThread, aWhileMs } from '../workers/long-proofs.ts';
import { asTask } from '../workers/map-tasks.ts';
import type { Threads } from '../workers/threads.ts';

export interface SearchMeans {
  readonly cache: MappingCache | undefined;
  readonly threads: Threads;
  readonly terminal: Terminal;
  /** What Ctrl-C is to do from now on; until then nothing but be noticed. */
  readonly onStop: (stop: () => void) => void;
}

/**
 * Searches one layer. What may take long is searched in threads: Ctrl-C then ends the search with the best mapping so far.
 */
export async function searchLayer(
  problem: MappingProblem,
  choice: MapperChoice,
  { cache, threads, terminal, onStop }: SearchMeans,
): Promise<MappingOutcome> {
  const { outcome: known, keep } = recallMapping(problem, choice, cache);
  if (known !== undefined) return known;
  const size = proofSize(problem, choice);
  const progress = await startProgress(terminal, 'tiles');
  const onProgress = reportTo(progress);
  const isProof = choice.strategy === 'optimal';
  if (!isLong(choice, size)) {
    const outcome = mapLayer(problem, choice, { watch: { onProgress } });
    progress.stop();
    keep(outcome);
    return outcome;
  }
  const search = threads.together(asTask(problem, choice), {
    onProgress: onProgress as (progress: unknown) => void,
    members: isProof ? threads.count : 1,
    lateMs: size < aTeam ? aWhileMs : 0,
  });
  const interrupted = new Promise<never>((_, giveUp) => {
    onStop(() => {
      // Other searches have nothing to show before they are done.
      if (!isProof) giveUp(new Error('interrupted'));
      search.cancel();
      terminal.err(isProof ? `Stopping with the best mapping found so far. ${again}` : 'Stopping.\n');
    });
  });
  const outcome = (await Promise.race([search.answer, interrupted]).finally(() => progress.stop())) as MappingOutcome;
  keep(outcome);
  return outcome;
}

/** Searches several, large ones in threads, each by one; Ctrl-C ends that, and leaves out what is not found by then (null). */
export async function searchAside(
  problems: readonly MappingProblem[],
  choice: MapperChoice,
  { cache, threads, terminal, onStop }: SearchMeans,
): Promise<(MappingOutcome | null)[]> {
  const recalled = problems.map((problem) => recallMapping(problem, choice, cache));
  const outcomes = recalled.map(({ outcome }) => outcome ?? null);
  const open = [...problems.keys()].filter((at) => outcomes[at] === null);
  const keep = (at: number, outcome: MappingOutcome): void => {
    outcomes[at] = outcome;
    recalled[at]!.keep(outcome);
  };
  const large = open.filter((at) => isLong(choice, proofSize(problems[at]!, choice)));
  for (const at of open) if (!large.includes(at)) keep(at, mapLayer(problems[at]!, choice));
  if (large.length === 0) return outcomes;
  const progress = await startProgress(terminal, 'layers');
  const stopped = new Promise<void>((resolve) => {
    onStop(() => {
      terminal.err(`Stopping without what is not mapped anew yet. ${again}`);
      resolve();
    });
  });
  let done = 0;
  const all = large.map(async (at) => {
    keep(at, (await threads.run(asTask(problems[at]!, choice))) as MappingOutcome);
    done += 1;
    progress.report(done, large.length, 'with a memory twice as large');
  });
  await Promise.race([Promise.all(all), stopped]).finally(() => progress.stop());
  return outcomes;
}

const again = 'Ctrl-C again ends at once.\n';

/** It leaves the thread that listens to the user. `size`: `proofSize`. */
function isLong({ strategy }: MapperChoice, size: number): boolean {
  return strategy === 'templates' || size >= aThread;
}

function reportTo(progress: Progress) {
  return ({ tiles, evaluated, gap }: SearchProgress): void => {
    const above = gap === null ? '' : `, ${aboveText(gap)} the best`;
    progress.report(tiles, tiles, `${evaluated} mappings evaluated${above}`);
  };
}
