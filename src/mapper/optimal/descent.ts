import type { BoundTables, LevelState } from './bound-tables.ts';
import { NodeStack } from './lattice.ts';
import type { OpenTable } from './open-table.ts';
import { binOf } from './price-bins.ts';

/** Where one level's tiles stand: laid out below it, and with its loops in time; and how they are laid out. */
export interface LevelPlace {
  laidOut: number;
  done: number;
  spread: number;
  /** The innermost loop is over one of these dimensions. */
  first: readonly number[];
}

export interface DescentRun {
  /** Bounds of what is looked for lie below it; it may fall with every choice of tiles that is complete. */
  readonly limitPj: number;
  /** Tiles looked at, at most: more only until one choice is complete. */
  readonly most: number;
  /** Asked now and then. */
  isStopped(): boolean;
  /** Given the places of all levels, outermost first; says how many tiles its work is worth. */
  leaf(places: readonly LevelPlace[]): number;
}

/**
 * Walks from the whole layer inwards through every choice of tiles whose bound stays below a limit. The tables know the least
 * of all that is further in, so nothing is entered that has no end below the limit.
 */
export class Descent {
  readonly #tables: BoundTables;
  readonly #places: readonly LevelPlace[];
  readonly #all: readonly number[];
  /** Of all levels that are entered. */
  readonly #stack: NodeStack;
  /** That of the run; where it gave up, all below it that stands before was found. */
  limitPj = Number.POSITIVE_INFINITY;
  /** No choice of tiles that was left out for its bound comes to less. */
  leftOutPj: number;
  /** Tiles looked at in this run. */
  visited = 0;
  #run: DescentRun | null = null;
  #most = 0;
  #nextTick = 0;
  /** Some choice of tiles was complete. */
  #ended = false;
  /** In the outermost level: the state, and which of its tiles, that are looked at; those before are done. */
  #state = 0;
  #tile = 0;

  /** `stack` serves one after the other. */
  constructor(tables: BoundTables, stack = new NodeStack()) {
    this.#tables = tables;
    this.#stack = stack;
    this.#places = tables.levels.map(() => ({ laidOut: 0, done: 0, spread: 0, first: [] }));
    this.#all = [...tables.space.sizes.keys()];
    this.leftOutPj = tables.mostPj;
  }

  /** Begins, or goes on where it gave up; false when it gives up because it has looked at so many. */
  run(run: DescentRun): boolean {
    const { levels, space } = this.#tables;
    const { outgoing } = levels[0]!;
    const last = space.lattice.nodes - 1;
    this.#run = run;
    this.limitPj = run.limitPj;
    this.#most = run.most;
    this.visited = 0;
    this.#nextTick = 4096;
    this.#stack.length = 0;
    while (this.#state < outgoing.length) {
      const state = outgoing[this.#state]!;
      const outsidePj = this.#tables.endPj(state, 0);
      if (this.#isBelow(state.least[last]! + outsidePj)) this.#leave(0, state, last, outsidePj);
      if (this.#isOver()) return false;
      this.#state += 1;
      this.#tile = 0;
    }
    return true;
  }

  #isBelow(boundPj: number): boolean {
    if (boundPj < this.limitPj) return true;
    if (boundPj < this.leftOutPj) this.leftOutPj = boundPj;
    return false;
  }

  #isOver(): boolean {
    if (!this.#ended) return false;
    if (this.visited >= this.#nextTick) {
      this.#nextTick = this.visited + 4096;
      if (this.#run!.isStopped()) this.#most = this.visited;
    }
    return this.visited >= this.#most;
  }

  /** A level left upwards at a node in a state; `furtherPj` is charged further out. */
  #leave(level: number, state: LevelState, node: number, furtherPj: number): void {
    const { closed, counted, open, movesAll, charges } = this.#tables.levels[level]!;
    const outsidePj = furtherPj + (charges.donePj?.[node] ?? 0);
    if (state.from !== null) {
      this.#repeats(level, state.from.open, state.from.bin, { node, done: node, outsidePj, mustLoop: false });
      return;
    }
    const stack = this.#stack;
    const first = stack.length;
    this.#tables.space.lattice.addBelow(node, this.#all, stack);
    const isOutermost = level === 0;
    for (let i = isOutermost ? first + this.#tile : first, end = stack.length; i < end; i += 1) {
      const from = stack.at(i);
      this.visited += 1;
      if (this.#isOver()) return;
      if (isOutermost) this.#tile = i - first;
      if (this.#isBelow(counted[from]! + outsidePj) && (from === node || this.#moves(movesAll, from, node))) {
        this.#lay(level, from, null, { bin: 0, done: node, outsidePj });
      }
      if (!this.#isBelow(closed[from]! + outsidePj)) continue;
      for (let t = 0; t < open.length; t += 1) this.#closes(level, open[t]!, { node: from, done: node, outsidePj });
    }
    stack.length = first;
  }

  /** Some loop over one of these dimensions leads from one tile to another. */
  #moves(dimensions: readonly number[], from: number, done: number): boolean {
    const { values } = this.#tables.space.lattice;
    for (let i = 0; i < dimensions.length; i += 1) {
      if (values[dimensions[i]!]![from] !== values[dimensions[i]!]![done]) return true;
    }
    return false;
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
      if (!this.#isBelow(open.after[bin * this.#tables.space.lattice.nodes + node]! + withIt)) continue;
      // Where repeats cost something, all loops that repeat the tile stand inside those that do not.
      if (pricePj >= 0 && this.#moves(open.run, node, done)) continue;
      this.#repeats(level, open, bin, { node, done, outsidePj: withIt, mustLoop: true });
    }
  }

  #repeats(
    level: number,
    open: OpenTable,
    bin: number,
    { node, done, outsidePj, mustLoop }: { node: number; done: number; outsidePj: number; mustLoop: boolean },
  ): void {
    const { lattice } = this.#tables.space;
    const mayRest = open.slideField < 0 && !mustLoop;
    const stack = this.#stack;
    const first = stack.length;
    lattice.addBelow(node, open.run, stack);
    const isOutermost = level === 0 && !mustLoop;
    for (let i = isOutermost ? first + this.#tile : first, end = stack.length; i < end; i += 1) {
      const from = stack.at(i);
      this.visited += 1;
      if (this.#isOver()) return;
      if (isOutermost) this.#tile = i - first;
      if (!this.#isBelow(open.before[bin * lattice.nodes + from]! + outsidePj)) continue;
      if (from === node ? mayRest : this.#loops(open, from, node)) {
        this.#lay(level, from, open, { bin, done, outsidePj });
      }
    }
    stack.length = first;
  }

  /** The loops from one tile to another may be those of an open operand. */
  #loops({ first, also }: OpenTable, from: number, node: number): boolean {
    return this.#moves(first, from, node) && (also.length === 0 || this.#moves(also, from, node));
  }

  /** Every way the tile may have been laid out below the level, with an operand open, or none. */
  #lay(
    level: number,
    laidOut: number,
    open: OpenTable | null,
    { bin, done, outsidePj }: { bin: number; done: number; outsidePj: number },
  ): void {
    const { charges, walk, costs, incoming, movesAll } = this.#tables.levels[level]!;
    const first = open?.first ?? movesAll;
    if (!walk.allows(laidOut, done) || !walk.mayStart(first, laidOut, done)) return;
    const once = charges.laidOut;
    const onePj = once === null ? 0 : once.pjPerCycle * once.cycles[laidOut]!;
    const { mayGain } = this.#tables;
    const place = this.#places[level]!;
    next: for (let s = 0; s < charges.spreads.length; s += 1) {
      const { node, rooms } = charges.spreads[s]!;
      const inner = laidOut - node;
      if (inner < 0) continue;
      // Only what the spread makes a tile of with room for each of its factors makes this one.
      for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![inner] === 0) continue next;
      for (let i = 0; i < incoming.length; i += 1) {
        const state = incoming[i]!;
        const insidePj = state.least[inner]!;
        if (insidePj === Number.POSITIVE_INFINITY) continue;
        if (!mayGain && !this.#isBelow(insidePj + (charges.fixedPj[s]! + onePj) + outsidePj)) continue;
        costs.take(state.held, s);
        const chargedPj = this.#charged(level, { laidOut, inner, open, bin }) + charges.fixedPj[s]! + onePj;
        if (!this.#isBelow(insidePj + chargedPj + outsidePj)) continue;
        place.laidOut = laidOut;
        place.done = done;
        place.spread = s;
        place.first = first;
        this.#enter(level + 1, state, inner, outsidePj + chargedPj);
      }
    }
  }

  #enter(level: number, state: LevelState, node: number, outsidePj: number): void {
    if (level < this.#tables.levels.length) this.#leave(level, state, node, outsidePj);
    else {
      this.#ended = true;
      this.visited += this.#run!.leaf(this.#places);
      this.limitPj = this.#run!.limitPj;
    }
  }

  /** What is counted at the tile laid out; Infinity where the open operand has another price. */
  #charged(
    level: number,
    { laidOut, inner, open, bin }: { laidOut: number; inner: number; open: OpenTable | null; bin: number },
  ): number {
    const { costs } = this.#tables.levels[level]!;
    let sum = 0;
    let isOpen = open === null;
    for (let i = 0; i < costs.count; i += 1) {
      const unit = this.#tables.space.units[costs.operands[i]!]!;
      const slides = costs.slides[i];
      const at = slides ? costs.slideFields * unit.sliding!.tileOf[inner]! : 0;
      if (open !== null && open.operand === costs.operands[i]) {
        isOpen = binOf(open.prices, costs.prices[i]! + (slides ? slides[at + 2]! : 0)) === bin;
        continue;
      }
      const passes = unit.passes[laidOut]!;
      sum += costs.prices[i]! * unit.words[laidOut]!;
      const field = open?.slideField ?? -1;
      if (slides) sum += field >= 0 ? slides[at + field]! * passes : slides[at]! * passes + slides[at + 1]!;
    }
    return isOpen ? sum : Number.POSITIVE_INFINITY;
  }
}
