import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import { distinctProblems } from '../../mapper/layer-mapper.ts';
import { type MappingCache, mappingQuestion, type RememberedMapping } from '../../mapper/mapping-cache.ts';
import { attempt } from '../../study/attempt.ts';
import type { Scenario } from '../../study/scenario.ts';
import type { Workforce } from '../sweep/prepare.ts';
import { type MapTask, mapTask } from './map-tasks.ts';
import { openPool } from './pool.ts';

export interface MapAhead extends Workforce {
  readonly scenario: Scenario;
  readonly library: ComponentLibrary;
  readonly cache: MappingCache;
  readonly onProgress: (done: number, total: number, layer: string) => void;
}

/**
 * Searches the mappings of a network, its shapes shared by threads, and gives back a cache that has them: what is costed with it is the
 * same as without. A layer that fits nowhere, or cannot be searched, is left to whoever costs it, and says why.
 */
export async function mapAhead(given: MapAhead): Promise<MappingCache> {
  const { scenario, library, cache, workers, patienceMs, onProgress } = given;
  const { workload, hardware, mapper } = scenario;
  const convention = conventions.find(({ name }) => name === scenario.convention);
  if (workers === 1 || convention === undefined) return cache;
  const found = new Map<string, RememberedMapping>();
  const pool = openPool<MapTask, RememberedMapping | null>({
    workers,
    patienceMs,
    here: mapTask,
    setup: { tasks: 'map' },
  });
  const problems = distinctProblems({ ...scenario, convention, prices: priceHardware(hardware, library) }, workload);
  let done = 0;
  const search = async (problem: (typeof problems)[number]) => {
    const question = mappingQuestion(problem, mapper);
    if (question === undefined || cache.find(question) !== undefined) return;
    const task = { problem: { ...problem, convention: convention.name }, choice: mapper };
    const mapping = await attempt([], () => pool.run(task));
    done += 1;
    onProgress(done, problems.length, problem.layer.name);
    if (!mapping) return;
    found.set(question, mapping);
    // What a clock ended another run may find better.
    if ((mapping.proof?.stopped ?? 'tiles') === 'tiles') cache.keep(question, mapping);
  };
  await Promise.all(problems.map(search)).finally(() => pool.close());
  return { find: (question) => found.get(question) ?? cache.find(question), keep: cache.keep };
}
