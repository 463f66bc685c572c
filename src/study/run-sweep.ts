import type { RunResult } from '../cost/result.ts';
import type { Issue } from '../shared/issue.ts';
import { NoAnswerError } from '../shared/issue.ts';
import { version } from '../shared/version.ts';
import { type SimulationInput, simulate } from '../simulate.ts';
import type { SweepAxis, SweepValue } from './expand-sweep.ts';
import type { Study } from './read-study.ts';

/** The cases of a sweep side by side. Deterministic, like the results in it. */
export interface SweepResult {
  readonly schema: 'kjoule-sweep/1';
  readonly kjouleVersion: string;
  readonly title: string;
  readonly command: string;
  readonly axes: readonly SweepAxis[];
  /** In the order of the axes, the last fastest; the case without compression, if there is one, first. */
  readonly cases: readonly SweptCase[];
}

export interface SweptCase {
  /** `k = 64`; what pictures call the case. */
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
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** Costs every case. One without an answer is recorded with its reason; NoAnswerError when none has one. */
export async function runSweep({ study, library, command, onProgress }: SweepRun): Promise<SweepResult> {
  const cases: SweptCase[] = [];
  const steps = study.cases.map(({ scenario }) => scenario.workload.layers.length);
  const total = steps.reduce((sum, count) => sum + count, 0);
  for (const [index, { values, scenario }] of study.cases.entries()) {
    const label = labelOf(values);
    const before = steps.slice(0, index).reduce((sum, count) => sum + count, 0);
    const progress = (done: number, _: number, layer: string) =>
      onProgress?.(before + done, total, `${label} ${layer}`);
    try {
      const result = await simulate({ ...scenario, library, command, onProgress: progress });
      cases.push({ label, values, result, reasons: [] });
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      cases.push({ label, values, result: null, reasons: error.issues });
    }
  }
  if (cases.every(({ result }) => result === null)) throw new NoAnswerError(cases.flatMap(({ reasons }) => reasons));
  const { title } = study.cases[0]!.scenario;
  return { schema: 'kjoule-sweep/1', kjouleVersion: version, title, command, axes: study.axes, cases };
}

/** `k = 64, hardware = edge-small`: the last step of a path says what varies. */
function labelOf(values: SweptCase['values']): string {
  const entries = Object.entries(values);
  if (entries.every(([, value]) => value === null)) return 'uncompressed';
  return entries.map(([path, value]) => `${path.split('.').at(-1)} = ${value}`).join(', ');
}
