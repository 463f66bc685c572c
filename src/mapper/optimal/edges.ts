import type { Lattice } from './lattice.ts';

/**
 * What is known of counts when the last tile of a dimension may be smaller than the others: the lattice divides a size a little
 * larger than the layer's own (docs/decisions/0010). Where both are the same, everything here is exact.
 */
export class Edges {
  readonly #lattice: Lattice;
  readonly #own: readonly number[];

  constructor(lattice: Lattice, own: readonly number[]) {
    this.#lattice = lattice;
    this.#own = own;
  }

  /** No tile is smaller than others. */
  get none(): boolean {
    return this.#own.every((_, d) => this.#lacking(d) === 0);
  }

  /** Fills in, per node, how many tiles there are in some dimensions: the last one of each may be smaller. */
  tiles(dimensions: readonly number[], tiles: Float64Array): void {
    tiles.fill(1);
    for (const d of dimensions) {
      const values = this.#lattice.values[d]!;
      const own = this.#own[d]!;
      for (let node = 0; node < tiles.length; node += 1) tiles[node] = tiles[node]! * Math.ceil(own / values[node]!);
    }
  }

  /** Points of some dimensions. */
  points(dimensions: readonly number[]): number {
    return dimensions.reduce((product, d) => product * this.#own[d]!, 1);
  }

  /** Steps of tiles of so many points side by side, the last one included. */
  steps(factors: readonly number[]): number {
    let steps = 1;
    for (let d = 0; d < factors.length; d += 1) steps *= Math.ceil(this.#own[d]! / factors[d]!);
    return steps;
  }

  /** Share of the points of some dimensions that are the layer's own: of tiles side by side at least as many are at work. */
  share(dimensions: readonly number[]): number {
    let share = 1;
    for (let i = 0; i < dimensions.length; i += 1) share *= this.shareOf(dimensions[i]!);
    return share;
  }

  /** The same of one dimension. */
  shareOf(dimension: number): number {
    return this.#own[dimension]! / this.#sizeOf(dimension);
  }

  /**
   * Per node, the share of words into a tile that moves at least, as against words in proportion to points. An instance that
   * has one step where others have two takes its tile in once, however often a loop that does not index it goes round; what
   * it holds is at most what the steps it lacks would bring. All loops inside have to have one step: no two dimensions add up.
   * null: all of them move.
   */
  moving(dimensions: readonly number[]): Float64Array | null {
    if (dimensions.every((each) => this.#lacking(each) === 0)) return null;
    const moving = new Float64Array(this.#lattice.nodes).fill(1);
    for (const d of dimensions.filter((each) => this.#lacking(each) > 0)) {
      const values = this.#lattice.values[d]!;
      for (let node = 0; node < moving.length; node += 1) {
        moving[node] = Math.min(moving[node]!, this.#movingAlong(d, values[node]!));
      }
    }
    return moving;
  }

  #movingAlong(dimension: number, tile: number): number {
    const lacking = this.#lacking(dimension);
    const size = this.#sizeOf(dimension);
    if (tile >= size) return 1;
    // Only the last of three steps or more is cut short: no instance is left with one.
    if (lacking < tile && (size / tile) % 2 === 1) return 1;
    return 1 - Math.min(lacking, tile) / this.#own[dimension]!;
  }

  /** Dimensions, as bits, of which a loop from one node to another has one step in some instance, where others have more. */
  thin(laidOut: number, done: number): number {
    const { values } = this.#lattice;
    let bits = 0;
    for (let d = 0; d < values.length; d += 1) {
      const tile = values[d]![laidOut]!;
      const steps = values[d]![done]! / tile;
      if (steps > 1 && this.#lacking(d) > (steps - 2) * tile) bits |= 1 << d;
    }
    return bits;
  }

  /** The same for any tile, and for windows, which may come back sooner to where they were. */
  leastMoving(dimensions: readonly number[]): number {
    let share = 1;
    for (const d of dimensions) share *= 1 - this.#lacking(d) / this.#own[d]!;
    return share;
  }

  #lacking(dimension: number): number {
    return this.#sizeOf(dimension) - this.#own[dimension]!;
  }

  #sizeOf(dimension: number): number {
    return this.#lattice.sizes[dimension]!;
  }
}
