import type { IndexedProducts, Product } from './indexed-products.ts';
import type { QuickCounts } from './quick-counts.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { QuickStyle } from './quick-style.ts';
import type { QuickCount } from './quick-terms.ts';
import type { QuickTiles } from './quick-tiles.ts';
import { StyleShares } from './style-shares.ts';

/** Of mappings with dividing factors. */
export class QuickShares extends StyleShares {
  readonly #style: QuickStyle;
  readonly #rows: readonly number[];
  readonly #columns: readonly number[];
  readonly #tiles: QuickTiles;
  /** Visits of one MAC, all MACs, and outputs times MACs that work on each. */
  readonly visits: QuickCount;
  readonly instances: Product;
  readonly firsts: Product;
  #parts: { counts: QuickCounts; products: IndexedProducts } | null = null;
  #at = { visits: 0, instances: 0, firsts: 0 };

  constructor(
    style: QuickStyle,
    output: QuickOperand,
    { tiles, names }: { tiles: QuickTiles; names: readonly string[] },
  ) {
    super(style.operations);
    const others = [...Array(tiles.dimensions).keys()].filter((d) => !output.pure.includes(d));
    const space = (dimensions?: readonly number[]): number[] =>
      tiles.spreading.flatMap((level) => tiles.spaceAt(level, dimensions));
    const tileOf = (name: string): number[] => {
      const d = names.indexOf(name);
      return d < 0 ? [] : [d];
    };
    this.#style = style;
    this.#tiles = tiles;
    this.#rows = [...tileOf('M'), ...tileOf('R')];
    this.#columns = tileOf('S');
    this.visits = { kind: 'visits', operand: output, child: tiles.levels };
    this.instances = { of: space() };
    this.firsts = { of: [...output.pure, ...space(others)] };
  }

  /** Where the numbers it needs are counted. */
  join(counts: QuickCounts, products: IndexedProducts): void {
    this.#parts = { counts, products };
    this.#at = {
      visits: counts.indexOf(this.visits),
      instances: products.indexOf(this.instances),
      firsts: products.indexOf(this.firsts),
    };
  }

  /** Fills in everything; `steps` of all loops in time. */
  read(steps: number): void {
    const { counts, products } = this.#parts!;
    const instances = products.values[this.#at.instances]!;
    const copies = steps * instances;
    const style = this.#style;
    const costs =
      style.by === 'visits'
        ? style.ofVisits(counts.values[this.#at.visits]! * instances)
        : style.ofRows(this.#tileOf(this.#rows), this.#tileOf(this.#columns));
    this.put(costs, copies, products.values[this.#at.firsts]!);
  }

  /** Of one instance of the innermost level, no larger than the layer. */
  #tileOf(dimensions: readonly number[]): number {
    const { values, levels } = this.#tiles;
    let product = 1;
    for (let i = 0; i < dimensions.length; i += 1) {
      const d = dimensions[i]!;
      product *= Math.min(values[(levels - 1) * this.#tiles.dimensions + d]!, this.#style.sizes[d]!);
    }
    return product;
  }
}
