import type { CompressionEngine } from '../../compression/engine.ts';
import type { Workload } from '../../workload/workload.ts';
import type { TrainingData } from '../data/image-set.ts';
import type { Schedule } from '../loop/schedule.ts';
import type { Parameters } from '../network/parameters.ts';
import type { Regulariser } from '../share/sharing-rules.ts';

/** One way to compress the weights, and the ways to re-train for it. Without re-training it is always judged. */
export interface SharingCase {
  /** Cases of one method differ by their name; methods may use the same names. */
  readonly name: string;
  readonly method: string;
  readonly engine: CompressionEngine;
  /** The one layer it is about, if it is. */
  readonly layer?: string;
  /** Entries of the tables, where there are any. */
  readonly k?: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly variants: readonly Variant[];
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

/** A question about re-training: every seed × case is tried without re-training and with each variant of the case. */
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
  readonly cases: readonly SharingCase[];
  /** The layers whose bits make the compression ratio of cases that are not about one layer; all when absent. */
  readonly layers?: readonly string[];
  /** The layer whose weights are kept for pictures, of cases with this k, for the first seed. */
  readonly pictures?: { readonly layer: string; readonly k: number };
  readonly reference?: Reference;
}
