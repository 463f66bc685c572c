import type { RunResult } from '../cost/result.ts';
import { TransferMemo } from '../dataflow/transfer-memo.ts';
import { CandidateMemo } from '../mapper/shortlist.ts';
import type { Issue } from '../shared/issue.ts';
import { NoAnswerError } from '../shared/issue.ts';
import { version } from '../shared/version.ts';
import type { SimulationInput } from '../simulate.ts';
import type { StudyCase } from './open-study.ts';
import type { Study } from './read-study.ts';
import {
  type CaseOutcome,
  costCase,
  type LayerCandidates,
  searchCase,
  shortlistCase,
  together,
} from './sweep/case-runner.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';
import { type SearchGroup, type SearchPlan, scopeOf, searchPlan } from './sweep/search-groups.ts';

/** The cases of a sweep side by side. Deterministic, like the results in it. */
export interface SweepResult {
  readonly schema: 'kjoule-sweep/1';
  readonly kjouleVersion: string;
  readonly title: string;
  readonly command: string;
  readonly axes: readonly SweepAxis[];
  /** In the order of the axes, the last fastest; the case without compression, if there is one, first. */
  readonly cases: readonly SweptCase[];
  /** The case the others are held against, by its place. */
  readonly baseline: number;
}

export interface SweptCase {
  /** `k = 64`, `edge-small`; what pictures call the case. */
  readonly label: string;
  readonly values: Readonly<Record<string, SweepValue>>;
  /** null: the case has no answer. */
  readonly result: RunResult | null;
  /** Why it has none. */
  readonly reasons: readonly Issue[];
}

export interface SweepRun {
  readonly study: Study;
  readonly library: SimulationInput['library'];
  readonly command: string;
  readonly cache?: SimulationInput['cache'];
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * Costs every case. Mappings are searched case by case; then each case takes the best of all that were found, so that
 * cases differ by what the sweep varies and not by the luck of a search. A case without an answer is recorded with
 * its reason; NoAnswerError when none has one.
 */
export async function runSweep(run: SweepRun): Promise<SweepResult> {
  const { study, command, onProgress } = run;
  const shared = { ...run, transfers: new TransferMemo(), memo: new CandidateMemo() };
  const outcomes = new Map<number, CaseOutcome>();
  const steps = sweepSteps(study);
  let before = 0;
  const step = async <T>(index: number, action: (each: StudyCase, report: Report) => T | Promise<T>): Promise<T> => {
    const each = study.cases[index]!;
    const label = labelOf(each.values);
    const done = await action(each, (layers, _, layer) => onProgress?.(before + layers, steps, `${label} ${layer}`));
    before += each.scenario.workload.layers.length;
    return done;
  };
  const found: LayerCandidates[] = [];
  const { searched, groups } = planOf(study);
  for (const index of searched) {
    found.push(await step(index, ({ scenario }, report) => searchCase(scenario, { ...shared, onProgress: report })));
  }
  const pool = together(found);
  const scenarioOf = (index: number) => study.cases[index]!.scenario;
  for (const { cases, among } of groups) {
    const candidates = candidatesOf(among, pool, (index) => shortlistCase(scenarioOf(index), pool, shared));
    for (const index of cases) {
      const cost = ({ scenario }: StudyCase, report: Report) =>
        costCase(scenario, candidates, { ...shared, onProgress: report });
      outcomes.set(index, await step(index, cost));
    }
  }
  return sweepResult(study, command, (index) => outcomes.get(index)!);
}

type Report = (done: number, total: number, layer: string) => void;

function candidatesOf(
  among: SearchGroup['among'],
  pool: LayerCandidates,
  shortlist: (index: number) => LayerCandidates,
): LayerCandidates | undefined {
  if (among === 'none') return undefined;
  return among === 'all' ? pool : together(among.map(shortlist));
}

/** Layers to be searched and to be costed, over all cases. */
export function sweepSteps(study: Study): number {
  const layers = (index: number) => study.cases[index]!.scenario.workload.layers.length;
  const { searched } = planOf(study);
  return [...searched, ...study.cases.keys()].reduce((sum, index) => sum + layers(index), 0);
}

function planOf({ cases }: Study): SearchPlan {
  return searchPlan(
    cases.map(({ scenario }) => scopeOf(scenario.mapper)),
    (index) => cases[index]!.group,
  );
}

interface SweptStudy extends Pick<SweepResult, 'axes' | 'baseline'> {
  readonly cases: readonly Pick<SweptCase, 'values'>[];
}

/** The cases with what became of them. Throws NoAnswerError when none has an answer. */
export function sweepResult(
  { axes, baseline, cases: given }: SweptStudy,
  command: string,
  outcomeOf: (index: number) => CaseOutcome,
): SweepResult {
  const cases = given.map(({ values }, index) => ({ label: labelOf(values), values, ...outcomeOf(index) }));
  const answered = cases.find(({ result }) => result !== null);
  if (answered === undefined) throw new NoAnswerError(cases.flatMap(({ reasons }) => reasons));
  const { title } = cases[0]?.result ?? answered.result!;
  return { schema: 'kjoule-sweep/1', kjouleVersion: version, title, command, axes, cases, baseline };
}

/** `edge-small, k = 64`: a name says itself what it is, a figure is told by the last step of its path. */
export function labelOf(values: SweptCase['values']): string {
  const entries = Object.entries(values);
  if (entries.every(([, value]) => value === null)) return 'uncompressed';
  const part = (path: string, value: SweepValue): string =>
    typeof value === 'string' ? value : `${path.split('.').at(-1)} = ${value}`;
  return entries.map(([path, value]) => part(path, value)).join(', ');
}
