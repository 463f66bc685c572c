import type { QuickPlan } from './quick-plan.ts';

/** Tiles of every level of one mapping, and how they are laid out in space. */
export class QuickTiles {
  readonly levels: number;
  readonly dimensions: number;
  /**
   * `values[level·D + dimension]`: points one instance of a level works through; row `levels` is the arithmetic (all 1).
   * `values[space + level·D + dimension]`: instances below one of a level, along X and Y together.
   */
  readonly values: Float64Array;
  readonly space: number;
  /** Levels that lead to more than one instance. */
  readonly spreading: readonly number[];
  readonly #spreads: Uint8Array;
  readonly #fanout: Float64Array;

  constructor(plan: QuickPlan) {
    this.levels = plan.nest.levelCount;
    this.dimensions = plan.nest.sizes.length;
    this.space = (this.levels + 1) * this.dimensions;
    this.values = new Float64Array(this.space + this.levels * this.dimensions).fill(1);
    this.#fanout = Float64Array.from(plan.fanouts.flatMap(({ x, y }) => [x, y]));
    this.#spreads = Uint8Array.from(plan.fanouts, ({ x, y }) => Number(x * y > 1));
    this.spreading = [...this.#spreads.keys()].filter((level) => this.#spreads[level] === 1);
  }

  /** Where the factors in space of a level stand, all or those of some dimensions. */
  spaceAt(level: number, dimensions: readonly number[] = [...Array(this.dimensions).keys()]): number[] {
    return dimensions.map((dimension) => this.space + level * this.dimensions + dimension);
  }

  /** Fills in `values`; false when a level takes more instances than there are. */
  read(factors: Int32Array): boolean {
    const { dimensions, values } = this;
    for (let level = this.levels - 1; level >= 0; level -= 1) {
      if (this.#spreads[level] === 1) {
        if (!this.#readSpread(factors, level)) return false;
        continue;
      }
      const start = level * dimensions;
      const end = start + dimensions;
      const time = 2 * start;
      for (let row = start; row < end; row += 1) values[row] = values[row + dimensions]! * factors[row + time]!;
    }
    return true;
  }

  #readSpread(factors: Int32Array, level: number): boolean {
    const { dimensions, values, space } = this;
    const start = level * dimensions;
    const end = start + dimensions;
    const time = 2 * start;
    const onX = time + dimensions;
    const onY = onX + dimensions;
    let x = 1;
    let y = 1;
    for (let row = start; row < end; row += 1) {
      const alongX = factors[row + onX]!;
      const alongY = factors[row + onY]!;
      const across = alongX * alongY;
      x *= alongX;
      y *= alongY;
      values[row + space] = across;
      values[row] = values[row + dimensions]! * factors[row + time]! * across;
    }
    return x <= this.#fanout[level * 2]! && y <= this.#fanout[level * 2 + 1]!;
  }
}
