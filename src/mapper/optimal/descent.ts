import type { BoundTables, LevelState, OpenTable } from './bound-tables.ts';
import { binOf } from './price-bins.ts';

/** Where one level's tiles stand: laid out below it, and with its loops in time; and how they are laid out. */
export interface LevelPlace {
  readonly laidOut: number;
  readonly done: number;
  readonly spread: number;
  /** The operand that the innermost loop does not move; -1: it moves all that are still open. */
  readonly open: number;
}

/** A way to leave a level's loops: from where they started, with what open, and what has been charged since. */
interface Start {
  readonly laidOut: number;
  readonly open: OpenTable | null;
  readonly bin: number;
}

/**
 * Walks from the whole layer inwards through every choice of tiles whose bound stays below a limit. The tables know the least
 * of all that is further in, so nothing is entered that has no end below the limit.
 */
export class Descent {
  readonly #tables: BoundTables;
  readonly #places: LevelPlace[] = [];
  readonly #leaf: (places: readonly LevelPlace[]) => void;
  readonly #all: readonly number[];
  /** May fall while the walk goes on. */
  limitPj = Number.POSITIVE_INFINITY;
  /** Tiles looked at so far, and at most: more only until one choice is complete. */
  visited = 0;
  readonly #most: number;
  /** Some choice of tiles was complete. */
  #ended = false;

  /** `leaf` is given the places of all levels, outermost first. */
  constructor(tables: BoundTables, most: number, leaf: (places: readonly LevelPlace[]) => void) {
    this.#tables = tables;
    this.#most = most;
    this.#leaf = leaf;
    this.#all = [...tables.space.sizes.keys()];
  }

  /** False when it gave up because it had looked at so many. */
  run(): boolean {
    const { levels, space } = this.#tables;
    const last = space.lattice.nodes - 1;
    for (const state of levels[0]!.outgoing) {
      const outsidePj = this.#tables.endPj(state, 0);
      if (state.least[last]! + outsidePj < this.limitPj) this.#leave(0, state, { node: last, outsidePj });
    }
    return !this.#isOver();
  }

  #isOver(): boolean {
    return this.#ended && this.visited >= this.#most;
  }

  /** A level left upwards at a node in a state; `outsidePj` is charged further out. */
  #leave(level: number, state: LevelState, { node, outsidePj }: { node: number; outsidePj: number }): void {
    const table = this.#tables.levels[level]!;
    if (state.held !== null) {
      const open = table.open.find((each) => each.operand === state.held!.operand)!;
      this.#repeats(level, { open, bin: binOf(open.prices, state.held.pricePj) }, { node, done: node, outsidePj });
      return;
    }
    const { lattice } = this.#tables.space;
    for (const from of lattice.below(node, this.#all)) {
      this.visited += 1;
      if (this.#isOver()) return;
      if (table.closed[from]! + outsidePj >= this.limitPj) continue;
      if (table.counted[from]! + outsidePj < this.limitPj && this.#movesAll(level, from, node)) {
        this.#lay(level, { laidOut: from, open: null, bin: 0 }, { done: node, outsidePj });
      }
      for (const open of table.open) this.#closes(level, { open, node: from, done: node, outsidePj });
    }
  }

  /** No loop between two tiles, or one that every open operand follows: else the innermost would leave one of them be. */
  #movesAll(level: number, from: number, done: number): boolean {
    if (from === done) return true;
    const { lattice } = this.#tables.space;
    const moving = this.#tables.movesAll(level);
    return moving.some((d) => lattice.values[d]![from] !== lattice.values[d]![done]);
  }

  /** An open operand counted at `node`, before the loops that lead on to `done`. */
  #closes(
    level: number,
    { open, node, done, outsidePj }: { open: OpenTable; node: number; done: number; outsidePj: number },
  ): void {
    const { lattice } = this.#tables.space;
    const unit = this.#tables.units[open.operand]!;
    for (let bin = 0; bin < open.prices.length; bin += 1) {
      const pricePj = open.prices[bin]!;
      const withIt = outsidePj + pricePj * unit.words[node]!;
      if (open.after[bin * lattice.nodes + node]! + withIt >= this.limitPj) continue;
      // Where repeats cost something, all loops that repeat the tile stand inside those that do not.
      const repeatsLater = unit.operand.still.some((d) => lattice.values[d]![node]! !== lattice.values[d]![done]!);
      if (pricePj >= 0 && repeatsLater) continue;
      this.#repeats(level, { open, bin }, { node, done, outsidePj: withIt });
    }
  }

  #repeats(
    level: number,
    { open, bin }: { open: OpenTable; bin: number },
    { node, done, outsidePj }: { node: number; done: number; outsidePj: number },
  ): void {
    const { lattice } = this.#tables.space;
    for (const from of lattice.below(node, this.#tables.units[open.operand]!.operand.still)) {
      this.visited += 1;
      if (this.#isOver()) return;
      if (from === node && node !== done) continue;
      if (open.before[bin * lattice.nodes + from]! + outsidePj >= this.limitPj) continue;
      this.#lay(level, { laidOut: from, open, bin }, { done, outsidePj });
    }
  }

  /** Every way the tile may have been laid out below the level. */
  #lay(level: number, start: Start, { done, outsidePj }: { done: number; outsidePj: number }): void {
    const { lattice } = this.#tables.space;
    const { charges, costs, incoming } = this.#tables.levels[level]!;
    for (let s = 0; s < charges.spreads.length; s += 1) {
      const { both, node } = charges.spreads[s]!;
      if (both.some((factor, d) => lattice.values[d]![start.laidOut]! % factor !== 0)) continue;
      const inner = start.laidOut - node;
      for (const state of incoming) {
        const insidePj = state.least[inner]!;
        if (insidePj === Number.POSITIVE_INFINITY) continue;
        costs.take(state.held, s);
        const chargedPj = this.#charged(level, { start, inner }) + charges.fixedPj[s]!;
        if (insidePj + chargedPj + outsidePj >= this.limitPj) continue;
        this.#places[level] = { laidOut: start.laidOut, done, spread: s, open: start.open?.operand ?? -1 };
        this.#enter(level + 1, state, { node: inner, outsidePj: outsidePj + chargedPj });
      }
    }
  }

  #enter(level: number, state: LevelState, at: { node: number; outsidePj: number }): void {
    if (level < this.#tables.levels.length) this.#leave(level, state, at);
    else {
      this.#ended = true;
      this.#leaf(this.#places);
    }
  }

  /** What is counted at the tile laid out; Infinity where the open operand has another price. */
  #charged(level: number, { start, inner }: { start: Start; inner: number }): number {
    const { costs } = this.#tables.levels[level]!;
    let sum = 0;
    let isOpen = start.open === null;
    for (let i = 0; i < costs.count; i += 1) {
      const unit = this.#tables.units[costs.operands[i]!]!;
      const slides = costs.slides[i];
      const at = slides ? 3 * unit.sliding!.tileOf[inner]! : 0;
      if (start.open?.operand === costs.operands[i]) {
        isOpen = binOf(start.open!.prices, costs.prices[i]! + (slides ? slides[at + 2]! : 0)) === start.bin;
        continue;
      }
      sum += costs.prices[i]! * unit.words[start.laidOut]!;
      if (slides) sum += slides[at]! * unit.passes[start.laidOut]! + slides[at + 1]!;
    }
    return isOpen ? sum : Number.POSITIVE_INFINITY;
  }
}
