import type { RunResult } from '../cost/result.ts';
import type { Candidate } from '../mapper/mapper.ts';
import type { Issue } from '../shared/issue.ts';
import { NoAnswerError } from '../shared/issue.ts';
import { version } from '../shared/version.ts';
import { type SimulationInput, simulate } from '../simulate.ts';
import type { Study, StudyCase } from './read-study.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';

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
  const searched = await runCases(run, run.study.cases, 0);
  const found = mappingsOf(searched);
  const again = run.study.cases.map((each) => withCandidates(each, found));
  const cases = await runCases(run, again, 1);
  if (cases.every(({ result }) => result === null)) throw new NoAnswerError(cases.flatMap(({ reasons }) => reasons));
  const { study, command } = run;
  const { title } = study.cases[0]!.scenario;
  return {
    schema: 'kjoule-sweep/1',
    kjouleVersion: version,
    title,
    command,
    axes: study.axes,
    cases,
    baseline: study.baseline,
  };
}

/** `pass` 0 or 1 of two, for progress. */
async function runCases(
  { library, command, cache, onProgress }: SweepRun,
  cases: readonly StudyCase[],
  pass: number,
): Promise<SweptCase[]> {
  const swept: SweptCase[] = [];
  const total = cases.reduce((sum, { scenario }) => sum + scenario.workload.layers.length, 0);
  let before = pass * total;
  for (const { values, scenario } of cases) {
    const label = labelOf(values);
    const start = before;
    const progress = (done: number, _: number, layer: string) =>
      onProgress?.(start + done, 2 * total, `${label} ${layer}`);
    try {
      const result = await simulate({ ...scenario, library, command, cache, onProgress: progress });
      swept.push({ label, values, result, reasons: [] });
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      swept.push({ label, values, result: null, reasons: error.issues });
    }
    before += scenario.workload.layers.length;
  }
  return swept;
}

/** Every mapping found, by layer, each once. */
function mappingsOf(cases: readonly SweptCase[]): ReadonlyMap<string, readonly Candidate[]> {
  const found = new Map<string, Map<string, Candidate>>();
  for (const { name, mapping, mapper } of cases.flatMap(({ result }) => result?.layers ?? [])) {
    if (mapping === '') continue;
    const known = found.get(name) ?? new Map<string, Candidate>();
    found.set(name, known.set(mapping, { text: mapping, mapper }));
  }
  return new Map([...found].map(([name, candidates]) => [name, [...candidates.values()]]));
}

/** Only what was searched is chosen again. */
function withCandidates(each: StudyCase, candidates: ReadonlyMap<string, readonly Candidate[]>): StudyCase {
  const { mapper } = each.scenario;
  if (mapper.strategy !== 'templates') return each;
  return { ...each, scenario: { ...each.scenario, mapper: { ...mapper, candidates } } };
}

/** `edge-small, k = 64`: a name says itself what it is, a figure is told by the last step of its path. */
function labelOf(values: SweptCase['values']): string {
  const entries = Object.entries(values);
  if (entries.every(([, value]) => value === null)) return 'uncompressed';
  const part = (path: string, value: SweepValue): string =>
    typeof value === 'string' ? value : `${path.split('.').at(-1)} = ${value}`;
  return entries.map(([path, value]) => part(path, value)).join(', ');
}
