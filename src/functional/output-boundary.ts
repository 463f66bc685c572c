import type { Nest, NestOperand } from '../dataflow/nest.ts';
import type { Accumulator } from './accumulator.ts';
import { Arrivals } from './arrivals.ts';
import { SumTally } from './sum-tally.ts';
import type { TileStore } from './tile-store.ts';

/**
 * Two consecutive keepers of the outputs: sums go up when a tile leaves, and come back when it returns. Where every network
 * on the way adds, one child gets the sum back and the others start at zero; else all start at zero, and the parent adds.
 */
export class OutputBoundary {
  readonly tally: SumTally;
  readonly below: TileStore;
  /** 1 for instances whose tile leaves in this step. */
  readonly leaves: Uint8Array;
  readonly #above: TileStore;
  readonly #tiles: Arrivals;
  readonly #parentOf: Int32Array;
  readonly #arrives: Uint8Array;
  readonly #heldKey: Int32Array;
  readonly #dimensions: readonly number[];
  readonly #sizes: readonly number[];
  readonly #accumulator: Accumulator;
  #key = 0;

  constructor(
    nest: Nest,
    operand: NestOperand,
    place: { root: TileStore; above: TileStore; below: TileStore; accumulator: Accumulator },
  ) {
    const { above, below } = place;
    const { count } = below.instances;
    const boundary = { parent: above.level, child: below.level, instances: below.instances };
    this.tally = new SumTally(nest, operand, boundary);
    this.below = below;
    this.leaves = new Uint8Array(count);
    this.#above = above;
    const perParent = count / above.instances.count;
    this.#parentOf = Int32Array.from({ length: count }, (_, instance) => Math.floor(instance / perParent));
    this.#tiles = new Arrivals(place, this.#parentOf);
    this.#arrives = new Uint8Array(count);
    this.#heldKey = new Int32Array(count);
    this.#dimensions = [...new Set(operand.ranks.flat().map((term) => term.dimension))];
    this.#sizes = nest.sizes;
    this.#accumulator = place.accumulator;
  }

  /** Decides which tiles leave and which arrive at a point in time; a tile leaves when its parent's does. */
  plan(point: Int32Array, turns: Int32Array, parentLeaves: Uint8Array | undefined): void {
    const { below, tally } = this;
    this.#key = tally.keys.key(turns);
    let any = false;
    for (let instance = 0; instance < this.leaves.length; instance += 1) {
      const outside = this.#isOutside(instance, point);
      const works = !outside && below.place(instance, point);
      const held = below.held[instance] === 1;
      const moves = outside || (works && this.#heldKey[instance] !== this.#key);
      const leaves = held && (moves || parentLeaves?.[this.#parentOf[instance]!] === 1);
      this.leaves[instance] = leaves ? 1 : 0;
      this.#arrives[instance] = works && (leaves || !held) ? 1 : 0;
      any ||= leaves;
    }
    if (any) tally.joinHolders(this.leaves, below.held);
  }

  /** At the end all tiles leave. */
  leaveAll(): void {
    this.leaves.set(this.below.held);
    this.writeUp();
  }

  writeUp(): void {
    const { below, tally, leaves } = this;
    tally.startStep();
    for (let instance = 0; instance < leaves.length; instance += 1) {
      if (leaves[instance] === 0) continue;
      this.#tiles.listHeld(instance);
      const replaces = tally.goUp(instance, this.#heldKey[instance]!, this.#tiles.count);
      this.#addUp(replaces);
      below.held[instance] = 0;
    }
  }

  bringDown(): void {
    const { below, tally } = this;
    tally.startStep();
    for (let instance = 0; instance < this.#arrives.length; instance += 1) {
      if (this.#arrives[instance] === 0) continue;
      below.values.fill(0, instance * below.volume, (instance + 1) * below.volume);
      this.#tiles.list(instance);
      if (tally.comeDown(instance, this.#key, this.#tiles.count)) this.#copyDown();
      below.take(instance);
      this.#heldKey[instance] = this.#key;
    }
  }

  #addUp(replaces: boolean): void {
    const { to, from, count } = this.#tiles;
    const [above, below] = [this.#above.values, this.below.values];
    for (let at = 0; at < count; at += 1) {
      const sum = below[to[at]!]!;
      above[from[at]!] = replaces ? sum : this.#accumulator.add(above[from[at]!]!, sum);
    }
  }

  #copyDown(): void {
    const { to, from, count } = this.#tiles;
    for (let at = 0; at < count; at += 1) this.below.values[to[at]!] = this.#above.values[from[at]!]!;
  }

  /** Without outputs of its own; an instance that lacks only inputs keeps its sums (A4). */
  #isOutside(instance: number, point: Int32Array): boolean {
    const from = instance * point.length;
    for (const dimension of this.#dimensions) {
      const start = point[dimension]! + this.below.instances.offsets[from + dimension]!;
      if (start >= this.#sizes[dimension]!) return true;
    }
    return false;
  }
}
