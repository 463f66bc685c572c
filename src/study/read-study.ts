import { InputError, type Issue } from '../shared/issue.ts';
import { attempt } from './attempt.ts';
import { type OpenStudy, openStudy, type StudyCase } from './open-study.ts';
import type { ScenarioOverrides } from './read-scenario.ts';
import type { ScenarioSources } from './scenario.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import { withoutRepeats } from './without-repeats.ts';

/** A scenario file, all read: one case, or the cases of its sweep. */
export interface Study {
  /** Empty without a sweep. */
  readonly axes: readonly SweepAxis[];
  readonly cases: readonly StudyCase[];
  /** The case the others are held against. */
  readonly baseline: number;
}

/** Reads a scenario with all its cases. Throws one `InputError` with every fault of every case. */
export async function readStudy(
  file: { readonly file: string; readonly text: string },
  sources: ScenarioSources,
  overrides: ScenarioOverrides = {},
): Promise<Study> {
  return readAll(await openStudy(file, sources, overrides));
}

/** Every case of a study. Throws one `InputError` with every fault of every case. */
export async function readAll(study: OpenStudy): Promise<Study> {
  const { axes, baseline, count } = study;
  await study.check(0).catch((error: unknown) => rethrowIf(error, 'too-many-cases'));
  const issues: Issue[] = [];
  const cases: StudyCase[] = [];
  for (let index = 0; index < count; index += 1) {
    const read = await attempt(issues, () => study.read(index));
    if (read !== undefined) cases.push(read);
  }
  if (issues.length > 0) throw new InputError(withoutRepeats(issues));
  return { axes, cases, baseline };
}

/** Before many cases are read in vain. */
function rethrowIf(error: unknown, code: string): void {
  if (!(error instanceof InputError) || error.issues.some((issue) => issue.code === code)) throw error;
}
