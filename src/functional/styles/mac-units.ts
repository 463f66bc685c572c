import type { Nest } from '../../dataflow/nest.ts';
import type { Accumulator } from '../accumulator.ts';
import type { WeightCodes } from '../weight-codes.ts';

/** What the MAC units did. */
export interface ArithmeticCounts {
  multiplications: number;
  /** Into sums, bins and groups. */
  additions: number;
  /** Words of look-up tables read by the units themselves; 0 when words reach them decoded. */
  tableReads: number;
  /** Registers beside each unit: sums by table word, or products by table entry. */
  binReads: number;
  binWrites: number;
}

/** One step: the units at work, and where their words stand. */
export interface ArithmeticStep {
  count: number;
  readonly unit: Int32Array;
  /** Addresses in the values below, by position in `unit`. */
  readonly weightAt: Int32Array;
  readonly inputAt: Int32Array;
  readonly sumAt: Int32Array;
  readonly weights: Float64Array;
  readonly inputs: Float64Array;
  readonly sums: Float64Array;
  /** Where the loops in time stand, per dimension. */
  readonly point: Int32Array;
}

/** All MAC units of an accelerator, multiplying in one style. */
export interface MacUnits {
  step(step: ArithmeticStep): void;
  /** A unit goes on to another output, or its sum leaves: what is pending belongs at `sumAt`. */
  endVisit(unit: number, sums: Float64Array, sumAt: number): void;
  /** The tile of the innermost level changes; `point`: where it starts. */
  startTile(point: Int32Array): void;
}

export interface MacUnitsInput {
  readonly nest: Nest;
  readonly units: number;
  readonly codes: WeightCodes;
  readonly accumulator: Accumulator;
  readonly counts: ArithmeticCounts;
  /** Distance, in the memory that feeds the units, between inputs of neighbouring taps of a filter row. */
  readonly inputPitch: number;
}

/** One way to form products; `obstacle` says why it cannot be used, if so. */
export interface MacStyleExecution {
  readonly obstacle?: (input: Pick<MacUnitsInput, 'nest' | 'units' | 'codes'>) => string | undefined;
  readonly create: (input: MacUnitsInput) => MacUnits;
}
