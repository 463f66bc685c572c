import type { TileStore } from './tile-store.ts';

interface Line {
  readonly to: number;
  readonly from: number;
  readonly element: number;
  readonly known: boolean;
  readonly box: number;
  readonly parent: number;
}

/** Lists elements of a tile, to come or held, and where they stand in its store and in the one above. */
export class Arrivals {
  count = 0;
  /** Addresses in the store that is filled, once the tile to come is held. */
  readonly to: Int32Array;
  /** Addresses in the store above. */
  readonly from: Int32Array;
  /** Positions in the whole operand: addresses in the outermost store. */
  readonly element: Int32Array;
  readonly #store: TileStore;
  readonly #above: TileStore;
  readonly #root: TileStore;
  readonly #parentOf: Int32Array;
  readonly #index: Int32Array;
  /** The boxes that are listed: to come, or held. */
  #low: Int32Array;
  #high: Int32Array;

  constructor(stores: { root: TileStore; above: TileStore; below: TileStore }, parentOf: Int32Array) {
    const store = stores.below;
    this.to = new Int32Array(store.volume);
    this.from = new Int32Array(store.volume);
    this.element = new Int32Array(store.volume);
    this.#store = store;
    this.#above = stores.above;
    this.#root = stores.root;
    this.#parentOf = parentOf;
    this.#index = new Int32Array(store.ranks.length);
    this.#low = store.nextLow;
    this.#high = store.nextHigh;
  }

  /** The elements of the tile to come that the tile held does not have. */
  list(instance: number): void {
    this.#low = this.#store.nextLow;
    this.#high = this.#store.nextHigh;
    this.#list(instance, this.#store.held[instance] === 1);
  }

  /** All elements of the tile held. */
  listHeld(instance: number): void {
    this.#low = this.#store.low;
    this.#high = this.#store.high;
    this.#list(instance, false);
  }

  /** Throws when the store above does not hold what is wanted: a tile is always part of the tile above it. */
  #list(instance: number, holds: boolean): void {
    const [store, low, high, index] = [this.#store, this.#low, this.#high, this.#index];
    const ranks = store.ranks.length;
    const box = instance * ranks;
    const parent = this.#parentOf[instance]!;
    this.#checkAbove(box, parent);
    this.count = 0;
    const last = ranks - 1;
    for (let r = 0; r < ranks; r += 1) index[r] = low[box + r]!;
    for (;;) {
      let [to, from, element, known] = [instance * store.volume, parent * this.#above.volume, 0, holds];
      for (let r = 0; r < last; r += 1) {
        const at = index[r]!;
        to += store.strides[r]! * (at - low[box + r]!);
        from += this.#above.strides[r]! * (at - this.#above.low[parent * ranks + r]!);
        element += this.#root.strides[r]! * (at - this.#root.low[r]!);
        known &&= at >= store.low[box + r]! && at < store.high[box + r]!;
      }
      this.#row({ to, from, element, known, box, parent });
      let r = last - 1;
      while (r >= 0 && index[r]! + 1 >= high[box + r]!) {
        index[r] = low[box + r]!;
        r -= 1;
      }
      if (r < 0) return;
      index[r]! += 1;
    }
  }

  /** One line along the last rank; `known`: its other indices are in the tile held. */
  #row(line: Line): void {
    const { to, from, element, known, box, parent } = line;
    const store = this.#store;
    const last = store.ranks.length - 1;
    if (last < 0) {
      if (!known) this.#add(to, from, element);
      return;
    }
    const low = this.#low[box + last]!;
    const high = this.#high[box + last]!;
    const [heldLow, heldHigh] = known ? [store.low[box + last]!, store.high[box + last]!] : [high, high];
    const aboveLow = this.#above.low[parent * store.ranks.length + last]!;
    const rootLow = this.#root.low[last]!;
    for (let at = low; at < high; at += 1) {
      if (at >= heldLow && at < heldHigh) at = heldHigh - 1;
      else this.#add(to + at - low, from + at - aboveLow, element + at - rootLow);
    }
  }

  #add(to: number, from: number, element: number): void {
    this.to[this.count] = to;
    this.from[this.count] = from;
    this.element[this.count] = element;
    this.count += 1;
  }

  #checkAbove(box: number, parent: number): void {
    const [store, above] = [this.#store, this.#above];
    for (let r = 0; r < store.ranks.length; r += 1) {
      const at = parent * store.ranks.length + r;
      const inside = this.#low[box + r]! >= above.low[at]! && this.#high[box + r]! <= above.high[at]!;
      if (!inside || above.held[parent] === 0) throw new Error('a tile reaches outside the tile above it');
    }
  }
}
