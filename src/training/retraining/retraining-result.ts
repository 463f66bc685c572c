import type { BackendName } from '../backend/backend.ts';
import type { Schedule } from '../loop/schedule.ts';
import type { Regulariser } from '../share/sharing-rules.ts';
import type { RetrainingTask } from './retraining-task.ts';

/** What one seed gives for one case. Accuracies are shares, 0…1. */
export interface RetrainingRow {
  readonly seed: number;
  readonly method: string;
  readonly case: string;
  readonly layer: string | null;
  readonly k: number | null;
  /**
   * Bits before over bits after: of the layers the task names; else of the layer as in Fig. 1 of Wu et al. 2018 where one is shared, else
   * of the network.
   */
  readonly compressionRatio: number;
  /** `null`: shared without re-training (WR). */
  readonly regulariser: Regulariser | null;
  readonly lambda: number | null;
  /** Before the weights are shared. */
  readonly unshared: number;
  readonly accuracy: number;
  /** After the centroids are fine-tuned; null when they are not. */
  readonly fineTuned: number | null;
}

/** One case and variant over all seeds. */
export interface RetrainingSummary extends Omit<RetrainingRow, 'seed' | 'unshared' | 'fineTuned'> {
  /** Mean, and the least and most of the seeds. */
  readonly least: number;
  readonly most: number;
  /** Mean of what each seed loses against its own baseline, in percentage points. */
  readonly lossPoints: number;
  /** What was published for this layer and k, 0…1. */
  readonly published: number | null;
}

export interface RetrainingResult {
  readonly title: string;
  readonly version: string;
  readonly network: string;
  /** Points worked out, of those asked for; fewer when the task was stopped. */
  readonly points: { readonly done: number; readonly total: number };
  readonly backend: { readonly name: BackendName; readonly reason: string };
  readonly data: {
    readonly name: string;
    readonly source: string;
    readonly trainingImages: number;
    readonly testImages: number;
  };
  readonly schedules: {
    readonly pretrain: Schedule | null;
    readonly retrain: Schedule;
    readonly refreshEvery: number;
    readonly fineTune: Schedule | null;
  };
  readonly reference: Omit<NonNullable<RetrainingTask['reference']>, 'points'> | null;
  readonly baselines: readonly { readonly seed: number; readonly accuracy: number }[];
  readonly rows: readonly RetrainingRow[];
  readonly summary: readonly RetrainingSummary[];
}
