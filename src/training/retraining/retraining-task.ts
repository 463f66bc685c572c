import type { CompressionEngine } from '../../compression/engine.ts';
import type { Workload } from '../../workload/workload.ts';
import type { TrainingData } from '../data/image-set.ts';
import type { Schedule } from '../loop/schedule.ts';
import type { Parameters } from '../network/parameters.ts';
import type { Regulariser } from '../share/sharing-rules.ts';

/** One way to share the weights. */
export interface SharingCase {
  readonly name: string;
  /** Entries of the table where the case is about one layer. */
  readonly layer?: string;
  readonly k?: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One way to re-train. */
export interface Variant {
  readonly regulariser: Regulariser;
  readonly lambda: number;
}

/** Accuracies published for a case, for comparison. */
export interface Reference {
  readonly source: string;
  readonly images: number;
  readonly points: readonly { readonly layer: string; readonly k: number; readonly accuracy: number }[];
}

/** A question about re-training: every seed × case × variant is tried, and every seed × case without re-training. */
export interface RetrainingTask {
  readonly title: string;
  readonly workload: Workload;
  readonly data: TrainingData;
  readonly seeds: readonly number[];
  /** Trained weights to start from; without them each seed trains its own. */
  readonly start?: Parameters;
  readonly pretrain: Schedule;
  readonly retrain: Schedule;
  readonly refreshEvery: number;
  readonly fineTune: Schedule;
  readonly engine: CompressionEngine;
  readonly cases: readonly SharingCase[];
  readonly variants: readonly Variant[];
  readonly reference?: Reference;
}
