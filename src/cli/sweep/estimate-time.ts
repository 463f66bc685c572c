import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import { TransferMemo } from '../../dataflow/transfer-memo.ts';
import { distinctProblems } from '../../mapper/layer-mapper.ts';
import { mapLayer } from '../../mapper/map-layer.ts';
import type { MappingCache } from '../../mapper/mapping-cache.ts';
import type { OpenStudy } from '../../study/open-study.ts';
import type { PendingSearch } from '../../study/plan.ts';
import { costCase, searchCase } from '../../study/sweep/case-runner.ts';

/** How long a run takes on this machine, and what was timed for it. */
export interface TimeEstimate {
  readonly seconds: number;
  readonly workers: number;
  readonly searchesLeft: number;
  /** Mean of a few searches; null: there is none to do. */
  readonly searchMs: number | null;
  readonly casesLeft: number;
  readonly caseMs: number;
}

export interface TimedWork {
  readonly study: OpenStudy;
  readonly library: ComponentLibrary;
  readonly pending: readonly PendingSearch[];
  readonly searchesLeft: number;
  readonly casesLeft: number;
  readonly workers: number;
}

const mostMs = 2000;
const mostTimed = 12;
const mostShapes = 4;

/**
 * Searches a few of the mappings that are to be searched and costs shapes of one case, here and now; the rest takes as long each, shared by the
 * threads. Nothing of it is kept.
 */
export async function estimateTime(work: TimedWork): Promise<TimeEstimate> {
  const { pending, searchesLeft, casesLeft, workers } = work;
  const searchMs = pending.length === 0 ? null : timeSearches(pending);
  const caseMs = casesLeft === 0 ? 0 : await timeCase(work);
  const seconds = ((searchMs ?? 0) * searchesLeft + caseMs * casesLeft) / 1000 / workers;
  return { seconds, workers, searchesLeft, searchMs, casesLeft, caseMs };
}

/** Spread over all of them; the first warms up, and does not count where there is another. */
function timeSearches(pending: readonly PendingSearch[]): number {
  const stride = Math.max(1, Math.floor(pending.length / mostTimed));
  const some = pending.filter((_, at) => at % stride === 0).slice(0, mostTimed);
  const start = performance.now();
  const times: number[] = [];
  for (const { problem, mapper } of some) {
    const before = performance.now();
    mapLayer(problem, mapper);
    times.push(performance.now() - before);
    if (performance.now() - start > mostMs) break;
  }
  const counted = times.length > 1 ? times.slice(1) : times;
  return counted.reduce((sum, each) => sum + each, 0) / counted.length;
}

/**
 * The last case: read, and its first few shapes costed with their mappings at hand, the second time; its other shapes take as long.
 */
async function timeCase({ study, library }: TimedWork): Promise<number> {
  const { scenario } = await study.read(study.count - 1);
  const { hardware, workload } = scenario;
  const convention = conventions.find(({ name }) => name === scenario.convention)!;
  const shapes = distinctProblems({ ...scenario, convention, prices: priceHardware(hardware, library) }, workload);
  const layers = shapes.slice(0, mostShapes).map(({ layer }) => layer);
  const few = { ...scenario, workload: { ...workload, layers } };
  const context = { library, command: '', cache: inMemory(), transfers: new TransferMemo() };
  const candidates = searchCase(few, context);
  await costCase(few, candidates, context);
  const start = performance.now();
  await study.read(study.count - 1);
  const read = performance.now();
  await costCase(few, candidates, context);
  const costed = performance.now();
  return read - start + ((costed - read) * shapes.length) / Math.max(1, layers.length);
}

function inMemory(): MappingCache {
  const known = new Map<string, Parameters<MappingCache['keep']>[1]>();
  return { find: (question) => known.get(question), keep: (question, mapping) => void known.set(question, mapping) };
}
