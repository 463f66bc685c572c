/** The loops in time of one mapping that do something, outermost first. */
export class QuickLoops {
  readonly #levels: number;
  readonly #dimensions: number;
  count = 0;
  /** Steps of all loops together. */
  total = 1;
  readonly dimension: Int32Array;
  readonly level: Int32Array;
  readonly factor: Float64Array;
  /** Product of the factors up to and with each loop. */
  readonly prefix: Float64Array;
  /** Loops that stand above each level. */
  readonly above: Int32Array;

  constructor(levels: number, dimensions: number) {
    this.#levels = levels;
    this.#dimensions = dimensions;
    this.dimension = new Int32Array(levels * dimensions);
    this.level = new Int32Array(levels * dimensions);
    this.factor = new Float64Array(levels * dimensions);
    this.prefix = new Float64Array(levels * dimensions);
    this.above = new Int32Array(levels + 1);
  }

  read(factors: Int32Array, order: Int32Array): void {
    const dimensions = this.#dimensions;
    let count = 0;
    let total = 1;
    for (let level = 0; level < this.#levels; level += 1) {
      this.above[level] = count;
      for (let position = level * dimensions; position < (level + 1) * dimensions; position += 1) {
        const d = order[position]!;
        const factor = factors[level * 3 * dimensions + d]!;
        if (factor === 1) continue;
        total *= factor;
        this.dimension[count] = d;
        this.level[count] = level;
        this.factor[count] = factor;
        this.prefix[count] = total;
        count += 1;
      }
    }
    this.above[this.#levels] = count;
    this.count = count;
    this.total = total;
  }

  /** Index of the innermost loop above `child` over one of the dimensions in `mask`; −1: none. */
  innermostPure(mask: number, child: number): number {
    let i = this.above[child]! - 1;
    while (i >= 0 && (mask & (1 << this.dimension[i]!)) === 0) i -= 1;
    return i;
  }
}
