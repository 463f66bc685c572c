import { InputError, type Issue } from '../shared/issue.ts';
import { plainValue } from '../shared/located.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import { attempt } from './attempt.ts';
import { readScenario, type ScenarioOverrides } from './read-scenario.ts';
import type { Scenario, ScenarioSources } from './scenario.ts';
import { expandSweep, type SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';
import { withoutRepeats } from './without-repeats.ts';

/** A scenario file: one case, or the cases of its sweep. */
export interface Study {
  /** Empty without a sweep. */
  readonly axes: readonly SweepAxis[];
  readonly cases: readonly StudyCase[];
  /** The case the others are held against. */
  readonly baseline: number;
}

export interface StudyCase {
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly scenario: Scenario;
}

/**
 * Reads a scenario and, case by case, everything it names; what several cases name is read once. Throws one `InputError`
 * with every fault of every case.
 */
export async function readStudy(
  { file, text }: { readonly file: string; readonly text: string },
  sources: ScenarioSources,
  overrides: ScenarioOverrides = {},
): Promise<Study> {
  const { axes, cases, baseline } = await expandSweep(parseYaml(file, text));
  const once = rememberSources(sources);
  const issues: Issue[] = [];
  const read: StudyCase[] = [];
  for (const { values, parsed } of cases) {
    const scenario = await attempt(issues, () => readScenario(parsed, once, overrides));
    if (scenario !== undefined) read.push({ values, scenario });
  }
  if (issues.length > 0) throw new InputError(withoutRepeats(issues));
  return { axes, cases: read, baseline };
}

function rememberSources(sources: ScenarioSources): ScenarioSources {
  return {
    workload: remember(sources.workload),
    weights: remember(sources.weights),
    namedWeights: sources.namedWeights,
    engine: remember(sources.engine),
    artefact: remember(sources.artefact),
    activity: remember(sources.activity),
    hardware: remember(sources.hardware, ([name, changes]) => [name, changes && plainValue(changes)]),
    mapping: remember(sources.mapping),
  };
}

/** A failure is remembered as well. */
function remember<Arguments extends unknown[], Result>(
  fetch: (...given: Arguments) => Promise<Result>,
  keyOf: (given: Arguments) => unknown = (given) => given,
): (...given: Arguments) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (...given) => {
    const key = JSON.stringify(keyOf(given));
    const result = known.get(key) ?? fetch(...given);
    known.set(key, result);
    return result;
  };
}
