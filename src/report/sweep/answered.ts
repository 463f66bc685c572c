import type { RunResult } from '../../cost/result.ts';
import type { SweepResult, SweptCase } from '../../study/run-sweep.ts';

/** A case with an answer. */
export type AnsweredCase = SweptCase & {
  readonly result: RunResult;
  /** Its place among all cases of the sweep. */
  readonly at: number;
  /** Inferences its energy and latency are divided by before cases are compared: 1, or its batch where batches differ. */
  readonly inferences: number;
  /** pJ of the run, or of one inference where batches differ. */
  readonly energyPj: number;
  /** Likewise. */
  readonly latencyMs: number;
};

/** Cases with an answer, in their order. */
export function answered(sweep: SweepResult): readonly AnsweredCase[] {
  const perInference = batchesDiffer(sweep);
  return sweep.cases.flatMap((each, at) => {
    const { result } = each;
    if (result === null) return [];
    const inferences = perInference ? result.workload.batch : 1;
    const { energyPj, latencyMs } = result.totals;
    return [{ ...each, result, at, inferences, energyPj: energyPj / inferences, latencyMs: latencyMs / inferences }];
  });
}

/** Runs of different batches do different work: they are compared per inference. */
export function batchesDiffer({ cases }: SweepResult): boolean {
  return new Set(cases.flatMap(({ result }) => (result === null ? [] : [result.workload.batch]))).size > 1;
}

/** ` per inference` where cases are compared so. */
export function basisOf(sweep: SweepResult): '' | ' per inference' {
  return batchesDiffer(sweep) ? ' per inference' : '';
}

/** The case the others are held against; the first with an answer where it has none itself. */
export function baselineOf(sweep: SweepResult): AnsweredCase {
  const cases = answered(sweep);
  return cases.find(({ at }) => at === sweep.baseline) ?? cases[0]!;
}

/** Bits before over bits after, of the layers that are compressed; null without compression. */
export function ratioOf({ result }: AnsweredCase): number | null {
  return result.compression === null ? null : result.compression.bitsBefore / result.compression.bitsAfter;
}

/** The case of least energy; of equal ones the first. */
export function leastOf(sweep: SweepResult): AnsweredCase {
  return answered(sweep).reduce((least, each) => (each.energyPj < least.energyPj ? each : least));
}
