import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import { distinctProblems } from '../../mapper/layer-mapper.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from '../../mapper/mapper.ts';
import {
  findMapping,
  type MappingCache,
  mappingQuestion,
  mayBeKept,
  type RememberedMapping,
  toRemember,
} from '../../mapper/mapping-cache.ts';
import { proofSize } from '../../mapper/proof-size.ts';
import { attempt } from '../../study/attempt.ts';
import type { Scenario } from '../../study/scenario.ts';
import type { Workforce } from '../sweep/prepare.ts';
import { aTeam } from './long-proofs.ts';
import { asTask, type MapTask, mapTask } from './map-tasks.ts';
import { openPool } from './pool.ts';
import { Threads } from './threads.ts';

export interface MapAhead extends Workforce {
  readonly scenario: Scenario;
  readonly library: ComponentLibrary;
  readonly cache: MappingCache;
  readonly onProgress: (done: number, total: number, layer: string) => void;
}

/**
 * Searches the mappings of a network, its shapes shared by threads, and gives back a cache that has them: what is costed with it is the
 * same as without. Where there are fewer shapes than threads, all of them search each that is long. A layer that fits nowhere, or
 * cannot be searched, is left to whoever costs it, and says why.
 */
export async function mapAhead(given: MapAhead): Promise<MappingCache> {
  const { scenario, library, cache, workers, patienceMs, onProgress } = given;
  const { workload, hardware, mapper } = scenario;
  const convention = conventions.find(({ name }) => name === scenario.convention);
  if (workers === 1 || convention === undefined) return cache;
  const found = new Map<string, RememberedMapping>();
  const problems = distinctProblems({ ...scenario, convention, prices: priceHardware(hardware, library) }, workload);
  const questions = problems.flatMap((problem) => {
    const question = mappingQuestion(problem, mapper);
    return question === undefined || findMapping(question, { problem, choice: mapper }, cache)
      ? []
      : [{ problem, question }];
  });
  const threads = openMapThreads({ workers, patienceMs }, questions.length < workers);
  let done = problems.length - questions.length;
  const search = async ({ problem, question }: (typeof questions)[number]) => {
    const outcome = await attempt([], () => threads.map(problem, mapper));
    done += 1;
    onProgress(done, problems.length, problem.layer.name);
    if (!outcome?.found) return;
    const mapping = toRemember(outcome);
    found.set(question, mapping);
    if (mayBeKept(outcome)) cache.keep(question, mapping);
  };
  await Promise.all(questions.map(search)).finally(() => threads.close());
  return { find: (question) => found.get(question) ?? cache.find(question), keep: cache.keep };
}

interface MapThreads {
  readonly map: (problem: MappingProblem, choice: MapperChoice) => Promise<MappingOutcome | null>;
  readonly close: () => Promise<void>;
}

/** A thread for each search, or all of them for one after another. */
function openMapThreads({ workers, patienceMs }: Workforce, few: boolean): MapThreads {
  const setup = { tasks: 'map' };
  if (!few) {
    const pool = openPool<MapTask, MappingOutcome | null>({ workers, patienceMs, here: mapTask, setup });
    return { map: (problem, choice) => pool.run(asTask(problem, choice)), close: pool.close };
  }
  let team: Threads | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const map = (problem: MappingProblem, choice: MapperChoice): Promise<MappingOutcome | null> => {
    const own = last.then(() => {
      const task = asTask(problem, choice);
      if (proofSize(problem, choice) < aTeam) return mapTask(task);
      team ??= new Threads(workers, setup);
      return team.together(task).answer as Promise<MappingOutcome | null>;
    });
    last = own.catch(() => undefined);
    return own;
  };
  return { map, close: async () => team?.close() };
}
