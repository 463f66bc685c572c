import type { BoundTables, LevelState } from './bound-tables.ts';
import type { OpenTable } from './open-table.ts';
import { binOf } from './price-bins.ts';

/** Where one level's tiles stand: laid out below it, and with its loops in time; and how they are laid out. */
export interface LevelPlace {
  readonly laidOut: number;
  readonly done: number;
  readonly spread: number;
  /** The innermost loop is over one of these dimensions. */
  readonly first: readonly number[];
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
  readonly #leaf: (places: readonly LevelPlace[]) => number;
  readonly #all: readonly number[];
  /** May fall while the walk goes on. */
  limitPj = Number.POSITIVE_INFINITY;
  /** Tiles looked at so far, and at most: more only until one choice is complete. */
  visited = 0;
  #most: number;
  #nextTick = 4096;
  readonly #isStopped: () => boolean;
  /** Some choice of tiles was complete. */
  #ended = false;

  /** `leaf` is given the places of all levels, outermost first, and says how many tiles its work is worth; `isStopped` is asked now and then. */
  constructor(
    tables: BoundTables,
    { most, isStopped }: { most: number; isStopped: () => boolean },
    leaf: (places: readonly LevelPlace[]) => number,
  ) {
    this.#tables = tables;
    this.#most = most;
    this.#isStopped = isStopped;
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
    if (!this.#ended) return false;
    if (this.visited >= this.#nextTick) {
      this.#nextTick = this.visited + 4096;
      if (this.#isStopped()) this.#most = this.visited;
    }
    return this.visited >= this.#most;
  }

  /** A level left upwards at a node in a state; `outsidePj` is charged further out. */
  #leave(level: number, state: LevelState, at: { node: number; outsidePj: number }): void {
    const { closed, counted, open, movesAll, charges } = this.#tables.levels[level]!;
    const { node } = at;
    const outsidePj = at.outsidePj + (charges.donePj?.[node] ?? 0);
    if (state.from !== null) {
      this.#repeats(level, state.from, { node, done: node, outsidePj });
      return;
    }
    for (const from of this.#tables.space.lattice.below(node, this.#all)) {
      this.visited += 1;
      if (this.#isOver()) return;
      if (counted[from]! + outsidePj < this.limitPj && (from === node || this.#moves(movesAll, from, node))) {
        this.#lay(level, { laidOut: from, open: null, bin: 0 }, { done: node, outsidePj });
      }
      if (closed[from]! + outsidePj >= this.limitPj) continue;
      for (const each of open) this.#closes(level, each, { node: from, done: node, outsidePj });
    }
  }

  /** Some loop over one of these dimensions leads from one tile to another. */
  #moves(dimensions: readonly number[], from: number, done: number): boolean {
    const { values } = this.#tables.space.lattice;
    return dimensions.some((d) => values[d]![from] !== values[d]![done]);
  }

  /** An open operand counted at `node`, before the loops that lead on to `done`. */
  #closes(
    level: number,
    open: OpenTable,
    { node, done, outsidePj }: { node: number; done: number; outsidePj: number },
  ): void {
    const unit = this.#tables.space.units[open.operand]!;
    for (let bin = 0; bin < open.prices.length; bin += 1) {
      const pricePj = open.prices[bin]!;
      const withIt = outsidePj + pricePj * unit.words[node]!;
      if (open.after[bin * this.#tables.space.lattice.nodes + node]! + withIt >= this.limitPj) continue;
      // Where repeats cost something, all loops that repeat the tile stand inside those that do not.
      if (pricePj >= 0 && this.#moves(open.run, node, done)) continue;
      this.#repeats(level, { open, bin }, { node, done, outsidePj: withIt, mustLoop: true });
    }
  }

  #repeats(
    level: number,
    { open, bin }: { open: OpenTable; bin: number },
    way: { node: number; done: number; outsidePj: number; mustLoop?: boolean },
  ): void {
    const { node, done, outsidePj } = way;
    const { lattice } = this.#tables.space;
    const mayRest = open.slideField < 0 && way.mustLoop !== true;
    const loops = (from: number): boolean =>
      this.#moves(open.first, from, node) && (open.also.length === 0 || this.#moves(open.also, from, node));
    for (const from of lattice.below(node, open.run)) {
      this.visited += 1;
      if (this.#isOver()) return;
      if (open.before[bin * lattice.nodes + from]! + outsidePj >= this.limitPj) continue;
      if (from === node ? mayRest : loops(from)) {
        this.#lay(level, { laidOut: from, open, bin }, { done, outsidePj });
      }
    }
  }

  /** Every way the tile may have been laid out below the level. */
  #lay(level: number, start: Start, { done, outsidePj }: { done: number; outsidePj: number }): void {
    const { lattice } = this.#tables.space;
    const { charges, walk, costs, incoming, movesAll } = this.#tables.levels[level]!;
    const first = start.open?.first ?? movesAll;
    const onePj = charges.laidOutPj?.[start.laidOut] ?? 0;
    if (!walk.allows(start.laidOut, done) || !walk.mayStart(first, start.laidOut, done)) return;
    for (let s = 0; s < charges.spreads.length; s += 1) {
      const { both, node } = charges.spreads[s]!;
      if (both.some((factor, d) => lattice.values[d]![start.laidOut]! % factor !== 0)) continue;
      const inner = start.laidOut - node;
      for (const state of incoming) {
        const insidePj = state.least[inner]!;
        if (insidePj === Number.POSITIVE_INFINITY) continue;
        costs.take(state.held, s);
        const chargedPj = this.#charged(level, { start, inner }) + charges.fixedPj[s]! + onePj;
        if (insidePj + chargedPj + outsidePj >= this.limitPj) continue;
        this.#places[level] = { laidOut: start.laidOut, done, spread: s, first };
        this.#enter(level + 1, state, { node: inner, outsidePj: outsidePj + chargedPj });
      }
    }
  }

  #enter(level: number, state: LevelState, at: { node: number; outsidePj: number }): void {
    if (level < this.#tables.levels.length) this.#leave(level, state, at);
    else {
      this.#ended = true;
      this.visited += this.#leaf(this.#places);
    }
  }

  /** What is counted at the tile laid out; Infinity where the open operand has another price. */
  #charged(level: number, { start, inner }: { start: Start; inner: number }): number {
    const { costs } = this.#tables.levels[level]!;
    let sum = 0;
    let isOpen = start.open === null;
    for (let i = 0; i < costs.count; i += 1) {
      const unit = this.#tables.space.units[costs.operands[i]!]!;
      const slides = costs.slides[i];
      const at = slides ? costs.slideFields * unit.sliding!.tileOf[inner]! : 0;
      if (start.open?.operand === costs.operands[i]) {
        isOpen = binOf(start.open!.prices, costs.prices[i]! + (slides ? slides[at + 2]! : 0)) === start.bin;
        continue;
      }
      const passes = unit.passes[start.laidOut]!;
      sum += costs.prices[i]! * unit.words[start.laidOut]!;
      const field = start.open?.slideField ?? -1;
      if (slides) sum += field >= 0 ? slides[at + field]! * passes : slides[at]! * passes + slides[at + 1]!;
    }
    return isOpen ? sum : Number.POSITIVE_INFINITY;
  }
}
