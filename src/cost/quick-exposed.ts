import { endsOf } from './list-ends.ts';
import type { QuickPlan } from './quick-plan.ts';
import type { QuickTiles } from './quick-tiles.ts';
import { wholeCycles } from './whole-cycles.ts';

/** Cycles of the first fill and the last drain of one mapping, as `exposedTiles` says; each is rounded up. */
export class QuickExposed {
  readonly #values: Float64Array;
  /** How many of the tiles, which come first, are fills. */
  readonly #fills: number;
  readonly #cyclesPerElement: Float64Array;
  /** End of each tile's ranks, of each rank's terms, and of each term's factors in `values`. */
  readonly #rankEnd: Int32Array;
  readonly #termEnd: Int32Array;
  readonly #stride: Float64Array;
  readonly #factorEnd: Int32Array;
  readonly #factorAt: Int32Array;

  constructor({ nest, exposed }: QuickPlan, { values, dimensions, spreading, space }: QuickTiles) {
    const all = exposed ?? [];
    const tiles = [...all.filter(({ isDrain }) => !isDrain), ...all.filter(({ isDrain }) => isDrain)];
    const ranks = tiles.map((tile) => nest.operands[tile.operand]!.ranks.map((rank) => ({ rank, tile })));
    const terms = ranks.flat().map(({ rank, tile }) => rank.map((term) => ({ ...term, tile })));
    const factors = terms
      .flat()
      .map(({ dimension, tile: { parent, child } }) => [
        child * dimensions + dimension,
        ...spreading
          .filter((level) => level >= parent && level < child)
          .map((level) => space + level * dimensions + dimension),
      ]);
    this.#values = values;
    this.#fills = all.filter(({ isDrain }) => !isDrain).length;
    this.#cyclesPerElement = Float64Array.from(tiles, (tile) => tile.cyclesPerElement);
    this.#rankEnd = endsOf(ranks);
    this.#termEnd = endsOf(terms);
    this.#stride = Float64Array.from(terms.flat(), ({ coefficient }) => Math.abs(coefficient));
    this.#factorEnd = endsOf(factors);
    this.#factorAt = Int32Array.from(factors.flat());
  }

  /** After `QuickTiles.read`. */
  cycles(): number {
    const values = this.#values;
    const cyclesPerElement = this.#cyclesPerElement;
    const rankEnd = this.#rankEnd;
    const termEnd = this.#termEnd;
    const stride = this.#stride;
    const factorEnd = this.#factorEnd;
    const factorAt = this.#factorAt;
    let fill = 0;
    let drain = 0;
    let rank = 0;
    let term = 0;
    let at = 0;
    for (let tile = 0; tile < rankEnd.length; tile += 1) {
      let cycles = cyclesPerElement[tile]!;
      for (; rank < rankEnd[tile]!; rank += 1) {
        let extent = 1;
        for (; term < termEnd[rank]!; term += 1) {
          let size = 1;
          for (; at < factorEnd[term]!; at += 1) size *= values[factorAt[at]!]!;
          extent += stride[term]! * (size - 1);
        }
        cycles *= extent;
      }
      if (tile < this.#fills) fill += cycles;
      else drain += cycles;
    }
    return wholeCycles(fill) + wholeCycles(drain);
  }
}
