import type { CostRow, LayerResult, RunResult } from '../../cost/result.ts';
import type { FullMemory } from './fullest-memory.ts';

/** One layer of a result, with what sets it in relation to the rest. */
export interface Explanation {
  readonly title: string;
  readonly workload: RunResult['workload'];
  readonly hardware: RunResult['hardware'];
  readonly convention: string;
  readonly layer: LayerResult;
  /** Of the whole result, 0…1. */
  readonly energyShare: number;
  /** Of the whole result, 0…1. */
  readonly cyclesShare: number;
  /** Null where no memory of limited size holds anything. */
  readonly fullestMemory: FullMemory | null;
  /** How many instances of each level the accelerator has; levels without memory are left out. */
  readonly built: Readonly<Record<string, number>>;
  /** What the layer's energy is made of, dearest first. */
  readonly rows: readonly CostRow[];
}
