import type { Nest, NestLoop } from '../dataflow/nest.ts';

/** Steps through the loops in time of a nest, all instances in lockstep; positions that lie outside are passed over. */
export class TimeWalk {
  /** Where the loops in time stand, per dimension, for the instance at the origin. */
  readonly point: Int32Array;
  /** Turn of each loop in time, outermost first. */
  readonly turns: Int32Array;
  readonly loops: readonly NestLoop[];
  /** Level of the outermost loop that moved with the last step; −1 at the first. Loops further in start over. */
  movedLevel = -1;
  readonly #sizes: readonly number[];

  constructor(nest: Nest) {
    this.loops = nest.loops.filter((loop) => !loop.spatial);
    this.point = new Int32Array(nest.sizes.length);
    this.turns = new Int32Array(this.loops.length);
    this.#sizes = nest.sizes;
  }

  /** Takes the next step; false when there is none. */
  advance(): boolean {
    for (let index = this.loops.length - 1; index >= 0; index -= 1) {
      const { dimension, factor, step, level } = this.loops[index]!;
      const turn = this.turns[index]! + 1;
      if (turn < factor && this.point[dimension]! + step < this.#sizes[dimension]!) {
        this.turns[index] = turn;
        this.point[dimension]! += step;
        this.movedLevel = level;
        return true;
      }
      this.point[dimension]! -= this.turns[index]! * step;
      this.turns[index] = 0;
    }
    return false;
  }
}
