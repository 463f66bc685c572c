/** The loops in time of one mapping that do something, outermost first. */
export class QuickLoops {
  readonly #levels: number;
  readonly #dimensions: number;
  /** `level·D + dimension` of each. */
  readonly row: Int32Array;
  /** `steps[i]`: product of the factors of the first i loops. */
  readonly steps: Float64Array;
  /** Loops that stand above each level; the last counts all. */
  readonly above: Int32Array;

  constructor(levels: number, dimensions: number) {
    this.#levels = levels;
    this.#dimensions = dimensions;
    this.row = new Int32Array(levels * dimensions);
    this.steps = new Float64Array(levels * dimensions + 1).fill(1);
    this.above = new Int32Array(levels + 1);
  }

  read(factors: Int32Array, order: Int32Array): void {
    const dimensions = this.#dimensions;
    const { row, steps, above } = this;
    let count = 0;
    let total = 1;
    for (let level = 0; level < this.#levels; level += 1) {
      const start = level * dimensions;
      const end = start + dimensions;
      const time = 3 * start;
      for (let position = start; position < end; position += 1) {
        const d = order[position]!;
        const factor = factors[time + d]!;
        // Without a branch, which nobody could predict: a factor of 1 is overwritten by the next.
        row[count] = start + d;
        count += (1 - factor) >>> 31;
        total *= factor;
        steps[count] = total;
      }
      above[level + 1] = count;
    }
  }
}
