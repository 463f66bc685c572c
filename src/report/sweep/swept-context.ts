import type { SweepResult } from '../../study/run-sweep.ts';
import { answered } from './answered.ts';

/** What was swept, in a line, and what all cases have in common, in another. */
export function sweptContext(sweep: SweepResult): { readonly question: string; readonly context: string } {
  const cases = answered(sweep);
  const one = (values: readonly (string | number)[], several: string): string => {
    const distinct = [...new Set(values)];
    return distinct.length === 1 ? String(distinct[0]) : `${distinct.length} ${several}`;
  };
  const network = one(
    cases.map(({ result }) => result.workload.name),
    'networks',
  );
  const accelerator = one(
    cases.map(({ result }) => result.hardware.name),
    'accelerators',
  );
  const batch = one(
    cases.map(({ result }) => result.workload.batch),
    'batches',
  );
  const technology = one(
    cases.map(({ result: { hardware } }) => `${hardware.nodeNm} nm, ${hardware.voltageV} V, ${hardware.clockMhz} MHz`),
    'technologies',
  );
  const convention = one(
    cases.map(({ result }) => result.convention),
    'conventions',
  );
  return {
    question: `${cases.length} cases of ${network} on ${accelerator}`,
    context: `Batch: ${batch} · ${technology} · accounting convention: ${convention}`,
  };
}
