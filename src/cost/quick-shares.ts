import type { IndexedProducts, Product } from './indexed-products.ts';
import type { QuickCounts } from './quick-counts.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { Share } from './quick-plan.ts';
import type { QuickStyle } from './quick-style.ts';
import type { QuickCount } from './quick-terms.ts';
import type { QuickTiles } from './quick-tiles.ts';

/** Where each share stands in `QuickShares.values`. */
export const shareIndex: Readonly<Record<Share, number>> = { inputs: 0, sums: 1, weights: 2, lookups: 3 };

/** Of one mapping: what arithmetic in its style costs, and the shares of words beside it that move. */
export class QuickShares {
  readonly values = new Float64Array(4).fill(1);
  /** Of `weights` and `lookups` besides: what all who share a word do not need stays (`movedWeights`). */
  idleWeights = 0;
  energyPj = 0;
  operationsPerStep = 0;
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
    const firsts = products.values[this.#at.firsts]!;
    const visits = Math.min(copies, costs.visits);
    // Where every sum is a first one, what parents add up themselves moves all the same (`spared`).
    const again = Math.max(0, visits - firsts) * (1 - costs.idle ** (copies / visits));
    this.energyPj = costs.energyPj;
    this.operationsPerStep = costs.operationsPerStep;
    this.values[shareIndex.inputs] = costs.inputs;
    this.values[shareIndex.sums] = copies === firsts ? 1 : again / (copies - firsts);
    this.values[shareIndex.lookups] = costs.lookups;
    this.idleWeights = costs.idleWeights;
  }

  /** Of so many words of weights beside the arithmetic, those that move. */
  movedWeights(words: number): number {
    return this.idleWeights === 0 ? words : words * (1 - this.idleWeights ** (this.#style.operations / words));
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
