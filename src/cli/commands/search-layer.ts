import { mapLayer } from '../../mapper/map-layer.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from '../../mapper/mapper.ts';
import { type MappingCache, recallMapping } from '../../mapper/mapping-cache.ts';
import { proofSize } from '../../mapper/proof-size.ts';
import type { SearchProgress } from '../../mapper/search-watch.ts';
import { type Progress, startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { aTeam, aThread } from '../workers/long-proofs.ts';
import { asTask } from '../workers/map-tasks.ts';
import { Threads } from '../workers/threads.ts';

interface LayerSearch {
  readonly problem: MappingProblem;
  readonly choice: MapperChoice;
  readonly cache: MappingCache | undefined;
  readonly workers: number;
  readonly terminal: Terminal;
}

/**
 * Searches one layer and hands on what was found. What may take long is searched in threads: Ctrl-C then ends the search with the
 * best mapping so far (`isStopped`), and the command after that.
 */
export async function searchLayer(
  { problem, choice, cache, workers, terminal }: LayerSearch,
  done: (outcome: MappingOutcome, isStopped: boolean) => void,
): Promise<void> {
  const { outcome: known, keep } = recallMapping(problem, choice, cache);
  if (known !== undefined) return done(known, false);
  const size = proofSize(problem, choice);
  const progress = await startProgress(terminal, 'tiles');
  if (size < aThread) {
    const watch = { onProgress: reportTo(progress) };
    const outcome = mapLayer(problem, choice, { watch });
    progress.stop();
    keep(outcome);
    return done(outcome, false);
  }
  const threads = new Threads(size < aTeam ? 1 : workers, { tasks: 'map' });
  const onProgress = reportTo(progress) as (progress: unknown) => void;
  const search = threads.together(asTask(problem, choice), { onProgress });
  const stop = () => {
    search.cancel();
    terminal.err('Stopping with the best mapping found so far. Ctrl-C again ends at once.\n');
  };
  await untilInterrupted(async ({ isStopped }) => {
    const outcome = (await search.answer.finally(() => {
      progress.stop();
      return threads.close();
    })) as MappingOutcome;
    keep(outcome);
    done(outcome, isStopped());
  }, stop);
}

function reportTo(progress: Progress) {
  return ({ tiles, evaluated, gap }: SearchProgress): void => {
    const above = gap === null ? '' : `, at most ${(100 * gap).toFixed(2)} % above the best`;
    progress.report(tiles, tiles, `${evaluated} mappings evaluated${above}`);
  };
}
