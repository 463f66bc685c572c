import { IndexedProducts } from './indexed-products.ts';
import { endsOf } from './list-ends.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { QuickPlan } from './quick-plan.ts';
import type { QuickTiles } from './quick-tiles.ts';

/** Elements of every tile a memory holds, and whether it can. */
export class QuickHeld {
  /** Elements of each tile. */
  readonly elements: Float64Array;
  /** The same over its pure dimensions only; which of them is a tile's, says `pureOf`. */
  readonly pure: Float64Array;
  /** Extent of each window of each tile. */
  readonly extents: Float64Array;
  readonly #tiles: readonly { readonly operand: QuickOperand; readonly level: number }[];
  readonly #products: IndexedProducts;
  readonly #pureOf: Int32Array;
  /** End of each tile's windows in `extents`. */
  readonly #windowEnd: Int32Array;
  /** End of each window's terms in what follows: where the tile size of the dimension stands, and its |coefficient|. */
  readonly #termEnd: Int32Array;
  readonly #termAt: Int32Array;
  readonly #stride: Float64Array;
  readonly #sizes: Float64Array;
  readonly #bitsPerElement: Float64Array;
  /** Memories: the end of each one's tiles, and bits that may be filled. */
  readonly #memoryEnd: Int32Array;
  readonly #usableBits: Float64Array;

  constructor(plan: QuickPlan, operands: readonly QuickOperand[], { values, dimensions }: QuickTiles) {
    // The outermost level stands below no boundary: it matters only if limited.
    const memories = plan.capacities.filter((each) => each.level > 0 || Number.isFinite(each.usableBits));
    const tiles = memories.flatMap((memory) =>
      memory.operands.map((index) => ({ operand: operands[index] as QuickOperand, level: memory.level })),
    );
    const windows = tiles.flatMap(({ operand, level }) => operand.windows.map((window) => ({ level, window })));
    const terms = windows.flatMap(({ level, window }) =>
      window.map(({ dimension, coefficient }) => ({ at: level * dimensions + dimension, coefficient })),
    );
    const pure = tiles.map(({ operand, level }) => operand.pure.map((dimension) => level * dimensions + dimension));
    this.#tiles = tiles;
    this.#products = new IndexedProducts(
      values,
      pure.map((of) => ({ of })),
    );
    this.#pureOf = Int32Array.from(pure, (each) => this.#products.indexOf({ of: each }));
    this.#windowEnd = endsOf(tiles.map(({ operand }) => operand.windows));
    this.#termEnd = endsOf(windows.map(({ window }) => window));
    this.#termAt = Int32Array.from(terms, (term) => term.at);
    this.#stride = Float64Array.from(terms, (term) => Math.abs(term.coefficient));
    this.#sizes = values;
    this.#bitsPerElement = Float64Array.from(memories.flatMap((memory) => memory.bitsPerElement));
    this.#memoryEnd = endsOf(memories.map((memory) => memory.operands));
    this.#usableBits = Float64Array.from(memories, (memory) => memory.usableBits);
    this.pure = this.#products.values;
    this.elements = new Float64Array(tiles.length);
    this.extents = new Float64Array(windows.length);
  }

  /** The tile of an operand at a level that keeps it. */
  tileOf(operand: QuickOperand, level: number): number {
    return this.#tiles.findIndex((tile) => tile.operand === operand && tile.level === level);
  }

  /** Where a tile's elements over its pure dimensions stand in `pure`, and where its windows begin in `extents`. */
  partsOf(tile: number): { readonly pure: number; readonly firstWindow: number } {
    return { pure: this.#pureOf[tile] as number, firstWindow: tile === 0 ? 0 : (this.#windowEnd[tile - 1] as number) };
  }

  /** Sizes of all tiles; false, and they are incomplete, when some memory is too small. */
  measure(): boolean {
    this.#products.multiply();
    this.#measureWindows();
    const { elements, pure, extents } = this;
    const memoryEnd = this.#memoryEnd;
    const usableBits = this.#usableBits;
    const bitsPerElement = this.#bitsPerElement;
    const pureOf = this.#pureOf;
    const windowEnd = this.#windowEnd;
    let tile = 0;
    let window = 0;
    for (let memory = 0; memory < memoryEnd.length; memory += 1) {
      const end = memoryEnd[memory]!;
      let bits = 0;
      for (; tile < end; tile += 1) {
        const last = windowEnd[tile]!;
        let size = pure[pureOf[tile]!]!;
        for (; window < last; window += 1) size *= extents[window]!;
        elements[tile] = size;
        bits += size * bitsPerElement[tile]!;
      }
      if (bits > usableBits[memory]!) return false;
    }
    return true;
  }

  #measureWindows(): void {
    const { extents } = this;
    const termEnd = this.#termEnd;
    const termAt = this.#termAt;
    const stride = this.#stride;
    const sizes = this.#sizes;
    let term = 0;
    for (let window = 0; window < extents.length; window += 1) {
      const end = termEnd[window]!;
      let extent = 1;
      for (; term < end; term += 1) extent += stride[term]! * (sizes[termAt[term]!]! - 1);
      extents[window] = extent;
    }
  }
}
