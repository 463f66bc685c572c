import type { CompressedLayer } from '../../compression/compressed-layer.ts';
import type { RetrainingRow } from './retraining-result.ts';
import type { RetrainingTask, SharingCase, Variant } from './retraining-task.ts';

/** One thing to find out: a seed, a case, and a way to re-train or none. */
export interface Point {
  /** The same for the same task, whatever was done before. */
  readonly key: string;
  readonly seed: number;
  readonly case: SharingCase;
  readonly variant: Variant | undefined;
}

/** Weights of the pictured layer before and after they are shared, row-major. */
export interface Picture {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What was found out: plain data, the same after a way through JSON. */
export interface FinishedPoint {
  readonly row: RetrainingRow;
  /** How the weights of each layer are stored. */
  readonly layers: readonly CompressedLayer[];
  readonly picture: Picture | null;
}

/** Keeps what was found out, so that a task that was stopped goes on from there. */
export interface PointLog {
  find(key: string): unknown;
  /** Resolves when it is safe. */
  add(key: string, value: unknown): Promise<void>;
}

/** A log that keeps what it is given as long as the process lives. */
export function memoryLog(): PointLog {
  const known = new Map<string, unknown>();
  return { find: (key) => known.get(key), add: async (key, value) => void known.set(key, value) };
}

/** Every point of a task, seed by seed, in the order they are worked through. */
export function pointsOf({ seeds, cases }: RetrainingTask): Point[] {
  return seeds.flatMap((seed) =>
    cases.flatMap((each, at) =>
      [undefined, ...each.variants].map((variant, way) => ({
        key: `point ${seed} ${at} ${way}`,
        seed,
        case: each,
        variant,
      })),
    ),
  );
}

/** Whether re-training is the same for every case: nothing pulls weights to what the case would make of them. */
export function isPlain({ regulariser, lambda }: Variant): boolean {
  return regulariser === 'none' || lambda === 0;
}
