import { type Nest, type NestOperand, tileSizes } from '../dataflow/nest.ts';
import { type Instances, instancesOf } from './instances.ts';

/**
 * The memories of one level that hold one operand: per instance the current tile, the box around what the loops below
 * touch. An element stands at Σ stride · (index − low) within its instance.
 */
export class TileStore {
  readonly level: number;
  readonly instances: Instances;
  readonly ranks: NestOperand['ranks'];
  /** Elements of the largest tile. */
  readonly volume: number;
  readonly strides: Int32Array;
  /** Of the largest tile, by rank. */
  readonly extents: readonly number[];
  /** Boxes held, `[low, high)`, instances × ranks. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** 1 where an instance holds a tile. */
  readonly held: Uint8Array;
  /** Boxes to come, as `place` writes them. */
  readonly nextLow: Int32Array;
  readonly nextHigh: Int32Array;
  readonly values: Float64Array;
  readonly #nest: Nest;
  readonly #tiles: readonly number[];

  constructor(nest: Nest, operand: NestOperand, level: number) {
    this.level = level;
    this.instances = instancesOf(nest, level);
    this.ranks = operand.ranks;
    this.#nest = nest;
    this.#tiles = tileSizes(nest, level);
    const extents = operand.ranks.map((rank) =>
      rank.reduce((extent, term) => extent + Math.abs(term.coefficient) * (this.#tiles[term.dimension]! - 1), 1),
    );
    this.extents = extents;
    this.volume = extents.reduce((product, extent) => product * extent, 1);
    this.strides = Int32Array.from(extents, (_, rank) => extents.slice(rank + 1).reduce((all, each) => all * each, 1));
    const { count } = this.instances;
    [this.low, this.high] = [new Int32Array(count * extents.length), new Int32Array(count * extents.length)];
    [this.nextLow, this.nextHigh] = [new Int32Array(count * extents.length), new Int32Array(count * extents.length)];
    this.held = new Uint8Array(count);
    this.values = new Float64Array(count * this.volume);
  }

  /** Writes the box an instance needs at a point in time into `nextLow` and `nextHigh`; false when it lies outside. */
  place(instance: number, point: Int32Array): boolean {
    const { sizes } = this.#nest;
    const { offsets } = this.instances;
    const from = instance * sizes.length;
    for (let d = 0; d < sizes.length; d += 1) if (point[d]! + offsets[from + d]! >= sizes[d]!) return false;
    for (let r = 0; r < this.ranks.length; r += 1) {
      let [low, high] = [0, 1];
      for (const { dimension, coefficient } of this.ranks[r]!) {
        const start = point[dimension]! + offsets[from + dimension]!;
        const last = Math.min(start + this.#tiles[dimension]!, sizes[dimension]!) - 1;
        low += coefficient * (coefficient > 0 ? start : last);
        high += coefficient * (coefficient > 0 ? last : start);
      }
      this.nextLow[instance * this.ranks.length + r] = low;
      this.nextHigh[instance * this.ranks.length + r] = high;
    }
    return true;
  }

  /** Whether the box to come of an instance is the one it holds. */
  stays(instance: number): boolean {
    if (this.held[instance] === 0) return false;
    const from = instance * this.ranks.length;
    for (let at = from; at < from + this.ranks.length; at += 1) {
      if (this.low[at] !== this.nextLow[at] || this.high[at] !== this.nextHigh[at]) return false;
    }
    return true;
  }

  /** The box to come is held from now on. */
  take(instance: number): void {
    const from = instance * this.ranks.length;
    for (let at = from; at < from + this.ranks.length; at += 1) {
      this.low[at] = this.nextLow[at]!;
      this.high[at] = this.nextHigh[at]!;
    }
    this.held[instance] = 1;
  }

  /** Where index 0 of every rank would stand, for an instance with the box it holds. */
  base(instance: number): number {
    let base = instance * this.volume;
    const from = instance * this.ranks.length;
    for (let r = 0; r < this.ranks.length; r += 1) base -= this.strides[r]! * this.low[from + r]!;
    return base;
  }
}
