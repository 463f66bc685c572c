import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import type { RunResult } from '../../cost/result.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import type { TransferMemo } from '../../dataflow/transfer-memo.ts';
import { layerMapper, mappingProblems, sameMapping } from '../../mapper/layer-mapper.ts';
import type { Candidate } from '../../mapper/mapper.ts';
import type { MappingCache } from '../../mapper/mapping-cache.ts';
import { bestCandidate, type CandidateMemo } from '../../mapper/shortlist.ts';
import { printMapping } from '../../mapping/print.ts';
import { type Issue, NoAnswerError } from '../../shared/issue.ts';
import { simulate } from '../../simulate.ts';
import type { Scenario } from '../scenario.ts';

/** Mappings to choose among, by layer name. */
export type LayerCandidates = ReadonlyMap<string, readonly Candidate[]>;

/** What becomes of one case. */
export interface CaseOutcome {
  /** null: the case has no answer. */
  readonly result: RunResult | null;
  /** Why it has none. */
  readonly reasons: readonly Issue[];
}

export interface CaseContext {
  readonly library: ComponentLibrary;
  readonly command: string;
  readonly cache?: MappingCache | undefined;
  /** Transfers counted before, shared by all cases. */
  readonly transfers?: TransferMemo | undefined;
  readonly onProgress?: (done: number, total: number, layer: string) => void;
}

/** A mapping for every layer of a case; layers that fit nowhere are left out. */
export function searchCase(scenario: Scenario, { library, cache, onProgress }: CaseContext): LayerCandidates {
  const { hardware, workload } = scenario;
  const convention = conventions.find(({ name }) => name === scenario.convention)!;
  const context = { ...scenario, convention, prices: priceHardware(hardware, library), cache };
  const mapLayer = layerMapper(context);
  const found = new Map<string, readonly Candidate[]>();
  const problems = mappingProblems(context, workload);
  for (const [index, { layer, hardware: running }] of problems.entries()) {
    onProgress?.(index, problems.length, layer.name);
    const answer = answerOf(() => mapLayer(layer, running));
    if (answer !== undefined) found.set(layer.name, [{ text: printMapping(answer.mapping), mapper: answer.mapper }]);
  }
  return found;
}

/** Costs a case; what was searched before is chosen among. */
export async function costCase(
  scenario: Scenario,
  candidates: LayerCandidates | undefined,
  context: CaseContext,
): Promise<CaseOutcome> {
  const { mapper } = scenario;
  const chosen = mapper.strategy === 'templates' && candidates !== undefined ? { ...mapper, candidates } : mapper;
  try {
    return { result: await simulate({ ...scenario, mapper: chosen, ...context }), reasons: [] };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return { result: null, reasons: error.issues };
  }
}

/** Of many mappings, the best for each layer of a case; layers that none fits are left out. */
export function shortlistCase(
  scenario: Scenario,
  pool: LayerCandidates,
  { library, transfers, memo }: CaseContext & { readonly memo: CandidateMemo },
): LayerCandidates {
  const { hardware, workload } = scenario;
  const convention = conventions.find(({ name }) => name === scenario.convention)!;
  const context = { ...scenario, convention, prices: priceHardware(hardware, library), transfers };
  const best = new Map<string, Candidate | undefined>();
  const found = new Map<string, readonly Candidate[]>();
  for (const problem of mappingProblems(context, workload)) {
    const { name } = problem.layer;
    const key = sameMapping(context, problem.layer);
    if (!best.has(key)) best.set(key, bestCandidate(problem, pool.get(name) ?? [], memo));
    const candidate = best.get(key);
    if (candidate !== undefined) found.set(name, [{ text: candidate.text, mapper: candidate.mapper }]);
  }
  return found;
}

/** Every mapping found, by layer, each once. */
export function together(found: readonly LayerCandidates[]): LayerCandidates {
  const all = new Map<string, Map<string, Candidate>>();
  for (const [name, candidates] of found.flatMap((each) => [...each])) {
    const known = all.get(name) ?? new Map<string, Candidate>();
    for (const each of candidates) known.set(each.text, each);
    all.set(name, known);
  }
  return new Map([...all].map(([name, known]) => [name, [...known.values()]]));
}

function answerOf<T>(answer: () => T): T | undefined {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return undefined;
  }
}
