import type { ComponentLibrary } from '../components/library.ts';
import { priceHardware } from '../components/price-hardware.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { distinctProblems } from '../mapper/layer-mapper.ts';
import type { MapperChoice, MappingProblem } from '../mapper/mapper.ts';
import { findMapping, type MappingCache, mappingQuestion } from '../mapper/mapping-cache.ts';
import type { OpenStudy } from './open-study.ts';
import type { Scenario } from './scenario.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';
import type { SearchPlan } from './sweep/search-groups.ts';

/** What a scenario would do, before anything is costed. */
export interface Plan {
  readonly title: string;
  readonly axes: readonly SweepAxis[];
  /** Of them, the first thousand at most. */
  readonly cases: readonly PlannedCase[];
  readonly count: number;
  /** The case the others are held against, by its place. */
  readonly baseline: number;
  /** Mappings to be found, the same shape on the same accelerator once per case. */
  readonly searches: number;
  /** Of these, found before. */
  readonly remembered: number;
}

export interface PlannedCase {
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly workload: string;
  readonly hardware: string;
  readonly batch: number;
  readonly layers: number;
  /** 0 for a case that chooses among the mappings of others. */
  readonly searches: number;
  readonly remembered: number;
}

export interface PlanInput {
  readonly study: OpenStudy;
  readonly searches: SearchPlan;
  readonly library: ComponentLibrary;
  readonly cache?: MappingCache | undefined;
}

/** A search that is to be done. */
export interface PendingSearch {
  readonly problem: MappingProblem;
  readonly mapper: MapperChoice;
}

/** Cases that are told one by one. */
const mostTold = 1000;
/** Searches that are told to whoever wants to time some. */
const mostPending = 1000;

/** The cases of a study whose weights have been compressed; what is planned can be run. */
export async function planOf(
  input: PlanInput,
): Promise<{ readonly plan: Plan; readonly pending: readonly PendingSearch[] }> {
  const { study, searches: searchPlan } = input;
  const { axes, count, baseline } = study;
  const own = searchPlan.groups.flatMap(({ cases, among }) => (among === 'none' ? cases : []));
  const searched = new Set([...searchPlan.searched, ...own]);
  const pending: PendingSearch[] = [];
  const cases: PlannedCase[] = [];
  let [searches, remembered] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    if (index >= mostTold && !searched.has(index)) continue;
    const { values, scenario } = await study.read(index);
    const asked = searched.has(index) ? questionsOf(scenario, input.library) : new Map<string, MappingProblem>();
    const { cache } = input;
    const found = [...asked].flatMap(([question, problem]) => {
      return cache && findMapping(question, { problem, choice: scenario.mapper }, cache) ? [question] : [];
    });
    for (const [question, problem] of asked) {
      if (!found.includes(question) && pending.length < mostPending) pending.push({ problem, mapper: scenario.mapper });
    }
    searches += asked.size;
    remembered += found.length;
    const told = { values, searches: asked.size, remembered: found.length };
    if (index < mostTold) cases.push({ ...told, ...namesOf(scenario) });
  }
  const { title } = await study.check(0);
  return { plan: { title, axes, cases, count, baseline, searches, remembered }, pending };
}

function namesOf({ workload, hardware, batch }: Scenario) {
  return { workload: workload.name, hardware: hardware.name, batch, layers: workload.layers.length };
}

/** What would be searched; layers that nothing runs, and those fused into others, ask nothing. */
function questionsOf(scenario: Scenario, library: ComponentLibrary): ReadonlyMap<string, MappingProblem> {
  const { workload, hardware, convention: name, mapper, compression } = scenario;
  const prices = priceHardware(hardware, library);
  const convention = conventions.find((each) => each.name === name)!;
  const context = { hardware, prices, convention, mapper, ...(compression && { compression }) };
  const asked = new Map<string, MappingProblem>();
  for (const problem of distinctProblems(context, workload)) {
    const question = mappingQuestion(problem, mapper);
    if (question !== undefined) asked.set(question, problem);
  }
  return asked;
}
