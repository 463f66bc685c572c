/** Prices are all that is known about energy; they know nothing of dataflow. */
export interface ActionPrice {
  readonly energyPj: number;
  /** Bits one priced action moves or computes on; a narrower action costs in proportion (memories, networks). */
  readonly bits: number;
  /** Multipliers: bits of the other operand, and the part of the energy that follows neither (the adder's). */
  readonly multiplier?: { readonly otherBits: number; readonly adderPj: number };
  /** Where the figure comes from, scaling included. */
  readonly source: string;
}

export interface ComponentPrice {
  /** Memory name, `<level> network`, MAC array or vector unit name. */
  readonly component: string;
  /** In the whole chip. */
  readonly instances: number;
  /**
   * Memories: `read`, `write`, `update`. Networks: `deliver`, `reduce`. MAC array: `mac`. Adder: `add`. Vector unit: `max`, `add`,
   * `multiply`, `activation`, `copy`.
   */
  readonly actions: Readonly<Record<string, ActionPrice>>;
  /** Per instance; null when no source gives it (reported as unknown, never as zero). */
  readonly areaUm2: number | null;
  readonly areaSource: string;
  /** Per instance. */
  readonly leakageMw: number;
}

/** By component name. */
export type PriceTable = ReadonlyMap<string, ComponentPrice>;
