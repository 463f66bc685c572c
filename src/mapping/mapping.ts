/** One loop of a mapping: how many tiles of a dimension are walked in time, or laid out along an axis of the array. */
export interface Loop {
  readonly dimension: string;
  /** May be imperfect: the last tile is smaller when factors do not divide the dimension. */
  readonly factor: number;
}

/** What one level does: its loops in time (outermost first), its loops in space, and the operands it keeps. */
export interface LevelMapping {
  readonly level: string;
  /** Operand names. */
  readonly keep: readonly string[];
  readonly temporal: readonly Loop[];
  /** Laid out along the columns of the fan-out below this level. */
  readonly x: readonly Loop[];
  /** Laid out along the rows of the fan-out below this level. */
  readonly y: readonly Loop[];
}

/** Levels outermost (DRAM) first, one entry per hardware level. */
export interface Mapping {
  readonly levels: readonly LevelMapping[];
}
