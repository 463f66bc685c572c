import type { NestOperand } from '../dataflow/nest.ts';
import { Arrivals } from './arrivals.ts';
import type { Decoder } from './decoder.ts';
import { type MergePoint, mergePoints } from './merge-point.ts';
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
  readonly #moves: Uint8Array;
  readonly #seen: Int32Array;
  readonly #decoding: Decoding | undefined;
  /** Merge points where something is merged or decoded, and those where every copy counts. */
  readonly #counted: readonly number[];
  readonly #copied: readonly number[];
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
    this.#moves = new Uint8Array(instances.count);
    this.#seen = new Int32Array(place.root.values.length);
    this.#decoding = place.decoding;
    const counts = (index: number): boolean => !this.points[index]!.single || place.decoding?.point === index;
    this.#counted = [...this.points.keys()].filter(counts);
    this.#copied = [...this.points.keys()].filter((index) => !counts(index));
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
    for (const index of this.#counted) this.#countDistinct(index);
    let copies = 0;
    for (let instance = 0; instance < this.#moves.length; instance += 1) {
      if (this.#moves[instance] === 1) copies += this.#move(instance);
    }
    for (const index of this.#copied) this.words[index]! += copies;
  }

  /** Counts what each group asks for; an element that several of its instances want counts once. */
  #countDistinct(index: number): void {
    const { order, groupOf } = this.points[index]!;
    const decoding = this.#decoding?.point === index ? this.#decoding : undefined;
    let group = -1;
    for (const instance of order) {
      if (this.#moves[instance] === 0) continue;
      if (groupOf[instance] !== group) {
        group = groupOf[instance]!;
        this.#group += 1;
      }
      this.#arrivals.list(instance);
      const { count, element } = this.#arrivals;
      for (let at = 0; at < count; at += 1) {
        const each = element[at]!;
        if (this.#seen[each] === this.#group) continue;
        this.#seen[each] = this.#group;
        this.words[index]! += 1;
        if (decoding !== undefined) decoding.decoder.pass(decoding.decoderOf[instance]!, each);
      }
    }
  }

  /** Fills an instance; the elements that arrive. */
  #move(instance: number): number {
    const arrivals = this.#arrivals;
    arrivals.list(instance);
    this.#shiftKept();
    const { count, from, to } = arrivals;
    const decoder = this.#decoding?.decoder;
    const [above, below] = [this.#above.values, this.below.values];
    for (let at = 0; at < count; at += 1) {
      const value = above[from[at]!]!;
      below[to[at]!] = decoder === undefined ? value : decoder.word(value);
    }
    this.below.take(instance);
    return count;
  }

  /** Brings what stays to its place in the tile to come, in an order in which nothing is overwritten before it has moved. */
  #shiftKept(): void {
    const { kept, keptCount, keptShift } = this.#arrivals;
    const { values } = this.below;
    if (keptShift > 0) for (let at = 0; at < keptCount; at += 1) values[kept[at]!] = values[kept[at]! + keptShift]!;
    if (keptShift < 0)
      for (let at = keptCount - 1; at >= 0; at -= 1) values[kept[at]!] = values[kept[at]! + keptShift]!;
  }
}
