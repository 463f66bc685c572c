import type { SweepResult } from '../../study/run-sweep.ts';
import { groupBy } from '../group-by.ts';
import { answered } from './answered.ts';

/** Most cases of one warning that are named. */
const most = 6;

export interface SweptWarning {
  readonly code: string;
  readonly message: string;
  /** `k = 4; k = 8 and 3 more`, or `every case`. */
  readonly cases: string;
}

/** What the results warn of, each once with the cases it is told of. */
export function sweptWarnings(sweep: SweepResult): readonly SweptWarning[] {
  const cases = answered(sweep);
  const told = cases.flatMap(({ at, label, result }) =>
    result.warnings.map(({ code, message }) => ({ at, label, code, message })),
  );
  return [...groupBy(told, ({ code, message }) => JSON.stringify([code, message])).values()].map((same) => {
    const { code, message } = same[0]!;
    const labels = [...new Map(same.map(({ at, label }) => [at, label])).values()];
    const more = labels.length > most ? ` and ${labels.length - most} more` : '';
    const named = `${labels.slice(0, most).join('; ')}${more}`;
    return { code, message, cases: cases.length > 1 && labels.length === cases.length ? 'every case' : named };
  });
}
