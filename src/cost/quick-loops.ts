/** The loops in time of one mapping that do something, outermost first. */
export class QuickLoops {
  readonly #levels: number;
  readonly #dimensions: number;
  readonly dimension: Int32Array;
  /** `level·D + dimension`. */
  readonly row: Int32Array;
  readonly factor: Float64Array;
  /** `steps[i]`: product of the factors of the first i loops. */
  readonly steps: Float64Array;
  /** Loops that stand above each level; the last counts all. */
  readonly above: Int32Array;

  constructor(levels: number, dimensions: number) {
    this.#levels = levels;
    this.#dimensions = dimensions;
    this.dimension = new Int32Array(levels * dimensions);
    this.row = new Int32Array(levels * dimensions);
    this.factor = new Float64Array(levels * dimensions);
    this.steps = new Float64Array(levels * dimensions + 1).fill(1);
    this.above = new Int32Array(levels + 1);
  }

  /** Returns the steps of all loops together. */
  read(factors: Int32Array, order: Int32Array): number {
    const dimensions = this.#dimensions;
    const { dimension, row, factor, steps, above } = this;
    let count = 0;
    let total = 1;
    for (let level = 0; level < this.#levels; level += 1) {
      const start = level * dimensions;
      const end = start + dimensions;
      for (let position = start; position < end; position += 1) {
        const d = order[position]!;
        const times = factors[start * 3 + d]!;
        if (times === 1) continue;
        total *= times;
        dimension[count] = d;
        row[count] = start + d;
        factor[count] = times;
        count += 1;
        steps[count] = total;
      }
      above[level + 1] = count;
    }
    return total;
  }
}
