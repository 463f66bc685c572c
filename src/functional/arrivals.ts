import type { TileStore } from './tile-store.ts';

/**
 * Lists the elements of a tile: where they stand in its store, in the store above and in the whole operand. For a tile to come
 * it tells those that arrive from those that are there already.
 */
export class Arrivals {
  /** Elements that arrive. */
  count = 0;
  /** Addresses in the store that is filled, once the tile to come is held. */
  readonly to: Int32Array;
  /** Addresses in the store above. */
  readonly from: Int32Array;
  /** Positions in the whole operand: addresses in the outermost store. */
  readonly element: Int32Array;
  /** Elements that stay, in rising order of their address to come; they stand `keptShift` further on until then. */
  keptCount = 0;
  keptShift = 0;
  readonly kept: Int32Array;
  readonly #store: TileStore;
  readonly #above: TileStore;
  readonly #root: TileStore;
  readonly #parentOf: Int32Array;
  /** Ranks along which tiles have more than one element. */
  readonly #wide: readonly number[];
  /** Offsets from the low end of the tile, by rank. */
  readonly #offset: Int32Array;
  /** Boxes that are listed, and those that count as there already. */
  #low: Int32Array;
  #high: Int32Array;
  #box = 0;
  #to = 0;
  #from = 0;
  #element = 0;

  constructor(stores: { root: TileStore; above: TileStore; below: TileStore }, parentOf: Int32Array) {
    const store = stores.below;
    this.to = new Int32Array(store.volume);
    this.from = new Int32Array(store.volume);
    this.element = new Int32Array(store.volume);
    this.kept = new Int32Array(store.volume);
    this.#store = store;
    this.#above = stores.above;
    this.#root = stores.root;
    this.#parentOf = parentOf;
    this.#wide = [...store.extents.keys()].filter((rank) => store.extents[rank]! > 1);
    this.#offset = new Int32Array(store.ranks.length);
    this.#low = store.nextLow;
    this.#high = store.nextHigh;
  }

  /** The elements of the tile to come, against the tile held. */
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

  #list(instance: number, holds: boolean): void {
    this.#start(instance);
    const overlaps = holds && this.#overlaps();
    const wide = this.#wide;
    const last = wide.length - 1;
    for (;;) {
      this.#line(overlaps);
      let at = last - 1;
      for (; at >= 0; at -= 1) {
        const rank = wide[at]!;
        const extent = this.#high[this.#box + rank]! - this.#low[this.#box + rank]!;
        if (this.#offset[rank]! + 1 < extent) {
          this.#shift(rank, 1);
          break;
        }
        this.#shift(rank, -this.#offset[rank]!);
      }
      if (at < 0) return;
    }
  }

  /** Goes to the low corner. Throws when the store above does not hold the tile: it is always part of the tile above it. */
  #start(instance: number): void {
    const [store, above, root] = [this.#store, this.#above, this.#root];
    const ranks = store.ranks.length;
    const parent = this.#parentOf[instance]!;
    this.#box = instance * ranks;
    [this.count, this.keptCount, this.keptShift] = [0, 0, 0];
    this.#to = instance * store.volume;
    this.#from = parent * above.volume;
    this.#element = 0;
    for (let r = 0; r < ranks; r += 1) {
      const low = this.#low[this.#box + r]!;
      const at = parent * ranks + r;
      if (low < above.low[at]! || this.#high[this.#box + r]! > above.high[at]! || above.held[parent] === 0) {
        throw new Error('a tile reaches outside the tile above it');
      }
      this.#offset[r] = 0;
      this.#from += above.strides[r]! * (low - above.low[at]!);
      this.#element += root.strides[r]! * (low - root.low[r]!);
      this.keptShift += store.strides[r]! * (low - store.low[this.#box + r]!);
    }
  }

  #overlaps(): boolean {
    const store = this.#store;
    for (let at = this.#box; at < this.#box + store.ranks.length; at += 1) {
      if (this.#low[at]! >= store.high[at]! || this.#high[at]! <= store.low[at]!) return false;
    }
    return true;
  }

  #shift(rank: number, by: number): void {
    this.#offset[rank]! += by;
    this.#to += by * this.#store.strides[rank]!;
    this.#from += by * this.#above.strides[rank]!;
    this.#element += by * this.#root.strides[rank]!;
  }

  /** One line along the last wide rank. */
  #line(overlaps: boolean): void {
    const rank = this.#wide.at(-1);
    const isKnown = overlaps && this.#isKnown(rank);
    if (rank === undefined) {
      if (isKnown) this.#keep(0, 1);
      else this.#arrive(0, 1);
      return;
    }
    const at = this.#box + rank;
    const low = this.#low[at]!;
    const extent = this.#high[at]! - low;
    const first = isKnown ? Math.max(0, this.#store.low[at]! - low) : extent;
    const last = isKnown ? Math.min(extent, this.#store.high[at]! - low) : extent;
    this.#arrive(0, first);
    this.#keep(first, last);
    this.#arrive(last, extent);
  }

  /** Whether the tile held has the current index of every wide rank but one. */
  #isKnown(except: number | undefined): boolean {
    for (const rank of this.#wide) {
      if (rank === except) continue;
      const index = this.#low[this.#box + rank]! + this.#offset[rank]!;
      if (index < this.#store.low[this.#box + rank]! || index >= this.#store.high[this.#box + rank]!) return false;
    }
    return true;
  }

  #arrive(start: number, end: number): void {
    const rank = this.#wide.at(-1) ?? 0;
    const [stride, above, root] = [this.#store.strides, this.#above.strides, this.#root.strides];
    for (let i = start; i < end; i += 1) {
      this.to[this.count] = this.#to + i * (stride[rank] ?? 0);
      this.from[this.count] = this.#from + i * (above[rank] ?? 0);
      this.element[this.count] = this.#element + i * (root[rank] ?? 0);
      this.count += 1;
    }
  }

  #keep(start: number, end: number): void {
    const stride = this.#store.strides[this.#wide.at(-1) ?? 0] ?? 0;
    for (let i = start; i < end; i += 1) {
      this.kept[this.keptCount] = this.#to + i * stride;
      this.keptCount += 1;
    }
  }
}
