import type { StallCause } from '../cost/result.ts';

/** What one layer costs under one mapping, level by level; energies are dynamic (no leakage, no clock network). */
export interface LayerCount {
  readonly layer: string;
  readonly kind: string;
  readonly workload: string;
  readonly hardware: string;
  /** `port`, `timeloop` or `eyeriss`. */
  readonly convention: string;
  /** Text form, with every default written out. */
  readonly mapping: string;
  readonly dimensions: Readonly<Record<string, number>>;
  /** So many times the layer stands in the network: all figures but capacities are of all of them. */
  readonly repeat: number;
  readonly macs: number;
  readonly operations: number;
  /** `run` applies the layer to the outputs of the one before: there it costs its operations alone. */
  readonly fused: boolean;
  /** Why it is not multiplied in the style of the array; null: it is. */
  readonly styleNotUsed: string | null;
  readonly cycles: number;
  readonly latencyMs: number;
  /** Share of the array's cycles that do useful work, 0…1. */
  readonly utilisation: number;
  readonly stalls: readonly StallCause[];
  readonly energyPj: number;
  readonly levels: readonly LevelCount[];
  readonly networks: readonly NetworkCount[];
  readonly arithmetic: ArithmeticCount;
}

export interface LevelCount {
  readonly level: string;
  /** Instances the mapping uses. */
  readonly instances: number;
  /** Of one instance, all memories of the level together; null: not limited. */
  readonly capacityBits: number | null;
  readonly capacityUsedBits: number;
  readonly energyPj: number;
  readonly operands: readonly OperandCount[];
}

/** Words of one operand at one level; totals over all instances unless the name says otherwise. */
export interface OperandCount {
  readonly operand: string;
  readonly memory: string;
  readonly instances: number;
  readonly reads: number;
  /** `fills` and `updates` together. */
  readonly writes: number;
  /** Written from the level above: tiles, and partial sums that come back. */
  readonly fills: number;
  /** Written from below: outputs and partial sums. */
  readonly updates: number;
  readonly readsPerInstance: number;
  readonly writesPerInstance: number;
  readonly fillsPerInstance: number;
  readonly updatesPerInstance: number;
  /** Largest tile one instance holds. */
  readonly capacityUsedElements: number;
  readonly capacityUsedBits: number;
  /** Of one instance of the memory, all its operands together; null: not limited. */
  readonly capacityBits: number | null;
  readonly energyPj: number;
}

export interface NetworkCount {
  /** The level whose fan-out it serves. */
  readonly level: string;
  readonly operand: string;
  /** Words handed to, or taken from, the instances below. */
  readonly delivered: number;
  /** Additions of partial sums on the way up. */
  readonly reduced: number;
  readonly energyPj: number;
}

export interface ArithmeticCount {
  readonly component: string;
  readonly action: string;
  readonly operations: number;
  /** Units the mapping uses. */
  readonly instances: number;
  readonly energyPj: number;
}
