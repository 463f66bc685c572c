import type { NestOperand } from '../dataflow/nest.ts';
import { Arrivals } from './arrivals.ts';
import type { Decoder } from './decoder.ts';
import { type MergePoint, mergePoints } from './merge-point.ts';
import { retain } from './retain.ts';
import type { TileStore } from './tile-store.ts';

/** Where a boundary turns indices into words. */
export interface Decoding {
  readonly decoder: Decoder;
  /** Index into the merge points: what is counted there passes a decoder. */
  readonly point: number;
  /** Decoder that each instance below hangs on. */
  readonly decoderOf: Int32Array;
  /** The whole operand. */
  readonly root: TileStore;
}

/** Two consecutive keepers of an input or of weights: tiles go down, each element that is not there yet. */
export class InputBoundary {
  /** Words at each merge point: read by the parent first, written to the children last. */
  readonly words: Float64Array;
  readonly points: readonly MergePoint[];
  readonly below: TileStore;
  readonly #above: TileStore;
  readonly #arrivals: Arrivals;
  readonly #spare: Float64Array;
  readonly #moves: Uint8Array;
  readonly #seen: Int32Array;
  readonly #decoding: Decoding | undefined;
  #group = 0;

  constructor(
    operand: NestOperand,
    place: { root: TileStore; above: TileStore; below: TileStore; decoding?: Decoding | undefined },
  ) {
    const { above, below } = place;
    const instances = below.instances;
    this.points = mergePoints(instances, { operand, parent: above.level, child: below.level });
    this.words = new Float64Array(this.points.length);
    this.#above = above;
    this.below = below;
    const perParent = instances.count / above.instances.count;
    const parentOf = Int32Array.from({ length: instances.count }, (_, instance) => Math.floor(instance / perParent));
    this.#arrivals = new Arrivals(place, parentOf);
    this.#spare = new Float64Array(below.volume);
    this.#moves = new Uint8Array(instances.count);
    this.#seen = new Int32Array(place.root.values.length);
    this.#decoding = place.decoding;
  }

  /** Brings every instance the tile it needs at a point in time; one without a tile keeps what it holds (A4). */
  update(point: Int32Array): void {
    let any = false;
    for (let instance = 0; instance < this.#moves.length; instance += 1) {
      const moves = this.below.place(instance, point) && !this.below.stays(instance);
      this.#moves[instance] = moves ? 1 : 0;
      any ||= moves;
    }
    if (!any) return;
    for (let index = 0; index < this.points.length; index += 1) this.#count(index);
    for (let instance = 0; instance < this.#moves.length; instance += 1) this.#move(instance);
  }

  #count(index: number): void {
    const { order, groupOf, single } = this.points[index]!;
    const decoding = this.#decoding?.point === index ? this.#decoding : undefined;
    let group = -1;
    for (const instance of order) {
      if (this.#moves[instance] === 0) continue;
      if (groupOf[instance] !== group) {
        group = groupOf[instance]!;
        this.#group += 1;
      }
      this.#arrivals.list(instance);
      if (single && decoding === undefined) this.words[index]! += this.#arrivals.count;
      else this.#countDistinct(index, instance, decoding);
    }
  }

  #countDistinct(index: number, instance: number, decoding: Decoding | undefined): void {
    const { count, element } = this.#arrivals;
    for (let at = 0; at < count; at += 1) {
      const each = element[at]!;
      if (this.#seen[each] === this.#group) continue;
      this.#seen[each] = this.#group;
      this.words[index]! += 1;
      if (decoding !== undefined) decoding.decoder.pass(decoding.decoderOf[instance]!, each);
    }
  }

  #move(instance: number): void {
    if (this.#moves[instance] === 0) return;
    this.#arrivals.list(instance);
    retain(this.below, instance, this.#spare);
    const { count, from, to } = this.#arrivals;
    const decoder = this.#decoding?.decoder;
    const [above, below] = [this.#above.values, this.below.values];
    for (let at = 0; at < count; at += 1) {
      const value = above[from[at]!]!;
      below[to[at]!] = decoder === undefined ? value : decoder.word(value);
    }
    this.below.take(instance);
  }
}
