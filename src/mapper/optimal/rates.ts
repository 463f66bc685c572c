/** What a bound counts: so much of the energy, and so many pJ for each cycle of the arithmetic, of every port, and of ramp and drain. */
export interface Rates {
  /** 1: energy counts; 0: cycles alone. */
  readonly energy: number;
  readonly arithmeticPj: number;
  /** By port of the plan. */
  readonly portPj: readonly number[];
  readonly exposedPj: number;
  /** Layouts over the array with which the arithmetic takes longer than this are left out. */
  readonly mostCycles: number;
}
