/** All that prices need to know of dataflow. */
export interface ActionCount {
  /** Memory, `<level> network`, MAC array or vector unit. */
  readonly component: string;
  /** `read`, `write`, `update`, `deliver`, `reduce`, `mac`… */
  readonly action: string;
  /** `-` for arithmetic. */
  readonly operand: string;
  /** Words moved, or operations done. */
  readonly count: number;
  readonly bitsPerAction: number;
  /** Multiplications: bits of the operand that is not a weight. */
  readonly otherBits?: number;
}
