import { type IndexSpace, productOf, type SearchOperand } from './index-space.ts';
import type { Workshop } from './team.ts';
import {
  mergedWindow,
  partOf,
  type SlidingWindow,
  type WindowLoop,
  type WindowPart,
  type WindowTerm,
} from './window-part.ts';

/**
 * Numbers of the least words a sliding operand takes in over a boundary, all pure elements together: `repeated · passes + once`,
 * `repeated` per pass of the loops that do not index it; `whole` per pass, if every step brings an entirely new tile: then exact; at
 * `turning + o`, per pass, if loops that repeat the tile of operand o move the windows, and one of a pure dimension stands next outside.
 */
export const repeated = 0;
export const once = 1;
export const whole = 2;
export const turning = 3;

/** How many of these there are. */
export function wordFields(operands: number): number {
  return turning + operands;
}

/** One window, and what is known of it: windows meet in few sizes. */
interface BoundWindow {
  readonly terms: readonly WindowTerm[];
  /** By tile of all sliding dimensions: its number among tiles of this window's dimensions; and one tile of each such number. */
  readonly tileNumber: Int32Array;
  readonly tiles: readonly number[];
  /** By how tiles are laid out, and what for: by such a number, `partFields` numbers. */
  readonly known: Map<string, Float64Array>;
}

/** Numbers of a `WindowPart`: extent, average, and for each list of moves its length and room for a move of every term. */
function partFields(operands: number, terms: number): number {
  return 2 + (1 + operands) * (1 + 2 * terms);
}

interface BoundInput extends Pick<Workshop, 'memory'> {
  /** Dimensions that may be laid out further out than where loops begin to move the tile. */
  readonly isSpread: readonly boolean[];
  /** Of the sliding dimensions; their places are what later calls name. */
  readonly tiles: readonly (readonly number[])[];
  /** Work is added to it that has to be done before any tile is asked for. */
  readonly jobs: (() => void)[];
}

/**
 * A lower bound on the words of an operand with sliding windows, whatever the loops above (docs/decisions/0010): every
 * step of a loop moves some window by at least one tile of one dimension, or returns after such a move.
 */
export class WindowBound {
  /** What was asked last, `wordFields` numbers. */
  readonly words: Float64Array;
  readonly #space: IndexSpace;
  readonly #tiles: readonly (readonly number[])[];
  /** A tile that holds a whole dimension holds no more than the layer has of it. */
  readonly #own: readonly (readonly number[])[];
  readonly #windows: readonly BoundWindow[];
  readonly #sliding: readonly number[];
  readonly #isSpread: readonly boolean[];
  readonly #memory: Workshop['memory'];
  readonly #jobs: (() => void)[];
  /** Of what is asked for: where each window's part stands. */
  readonly #rows: Float64Array[] = [];
  readonly #at: Int32Array;
  readonly #others: Float64Array;
  /** Moves of all windows, in each its least, and at the average of its window. */
  readonly #moves: Moves;
  readonly #average: Moves;

  constructor(space: IndexSpace, operand: SearchOperand, { isSpread, tiles, memory, jobs }: BoundInput) {
    const { sizes, own } = space;
    this.#isSpread = isSpread;
    this.#memory = memory;
    this.#jobs = jobs;
    this.#space = space;
    this.#tiles = tiles;
    this.#own = tiles.map((tile) => tile.map((size, d) => (size >= sizes[d]! ? own[d]! : size)));
    this.#sliding = operand.sliding;
    this.#windows = operand.quick.windows.map((window) => {
      const terms = window.map(({ dimension, coefficient }) => ({ dimension, stride: Math.abs(coefficient) }));
      const numbers = new Map<string, number>();
      const firsts: number[] = [];
      const tileNumber = Int32Array.from(tiles, (tile, at) => {
        const key = terms.map(({ dimension }) => tile[dimension]).join();
        if (!numbers.has(key)) firsts.push(at);
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        return numbers.get(key)!;
      });
      return { terms, tileNumber, tiles: firsts, known: new Map() };
    });
    this.#others = new Float64Array(this.#windows.length);
    this.#at = new Int32Array(this.#windows.length);
    const most = this.#windows.reduce((sum, { terms }) => sum + terms.length, 0);
    this.#moves = { counts: new Float64Array(most), words: new Float64Array(most) };
    this.#average = { counts: new Float64Array(most), words: new Float64Array(most) };
    this.words = new Float64Array(wordFields(space.operands.length));
  }

  /** For tiles however they are laid out below: only the points themselves count, not the box around them. */
  ofTiles(): (tile: number) => void {
    const ones = this.#space.sizes.map(() => 1);
    const points = ({ extent }: SlidingWindow): SlidingWindow => {
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    };
    return this.#asked('tile', ones, (terms, tile) => points(mergedWindow(terms, ones, this.#own[tile]!)));
  }

  /** Below a network that merges what overlaps: tiles laid out `spread` times. */
  merged(spread: readonly number[]): (tile: number) => void {
    return this.#asked('merged', spread, (terms, tile) => mergedWindow(terms, this.#own[tile]!, spread));
  }

  /** The same for all copies apart. */
  apart(spread: readonly number[]): (tile: number) => void {
    const copies = productOf(spread, this.#sliding);
    const window = (terms: readonly WindowTerm[], tile: number): SlidingWindow => {
      const own = this.#own[tile]!;
      const extent = terms.reduce((sum, { dimension, stride }) => sum + stride * (own[dimension]! - 1), 1);
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    };
    const ofOne = this.#asked('apart', spread, window);
    return (tile) => {
      ofOne(tile);
      for (let field = 0; field < this.words.length; field += 1) this.words[field] = this.words[field]! * copies;
    };
  }

  #asked(kind: string, spread: readonly number[], windowOf: WindowOf): (tile: number) => void {
    const rows = this.#windows.map((window) => {
      const { terms, tiles, known } = window;
      const key = `${kind} ${terms.map(({ dimension }) => spread[dimension])}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const row = this.#memory.floats(tiles.length * this.#fieldsOf(window));
      known.set(key, row);
      this.#jobs.push(() => this.#fill(row, window, { spread, windowOf }));
      return row;
    });
    return (tile) => {
      for (let w = 0; w < rows.length; w += 1) {
        const window = this.#windows[w]!;
        this.#rows[w] = rows[w]!;
        this.#at[w] = window.tileNumber[tile]! * this.#fieldsOf(window);
      }
      this.#least();
    };
  }

  #fieldsOf({ terms }: BoundWindow): number {
    return partFields(this.#space.operands.length, terms.length);
  }

  /** Of all tiles there is room for so often. */
  #fill(
    row: Float64Array,
    window: BoundWindow,
    { spread, windowOf }: { readonly spread: readonly number[]; readonly windowOf: WindowOf },
  ): void {
    const { terms, tiles } = window;
    const { sizes, operands } = this.#space;
    tiles.forEach((tile, number) => {
      const loops: WindowLoop[] = [];
      for (const { dimension, stride } of terms) {
        const size = this.#tiles[tile]![dimension]! * spread[dimension]!;
        if (sizes[dimension]! % size !== 0) return;
        const count = sizes[dimension]! / size;
        if (count > 1) loops.push({ dimension, shift: stride * size, count, strays: this.#isSpread[dimension]! });
      }
      const part = partOf(windowOf(terms, tile), loops, operands);
      putPart(row, number * this.#fieldsOf(window), { part, terms: terms.length });
    });
  }

  #least(): void {
    const { words } = this;
    let all = 1;
    for (let w = 0; w < this.#rows.length; w += 1) all *= this.#rows[w]![this.#at[w]!]!;
    for (let w = 0; w < this.#rows.length; w += 1) this.#others[w] = all / this.#rows[w]![this.#at[w]!]!;
    const moves = this.#movesOf(0);
    let steps = 1;
    for (let i = 0; i < moves; i += 1) steps *= this.#moves.counts[i]!;
    words[whole] = steps * all;
    if (moves === 0) {
      words[repeated] = all;
      words[once] = 0;
    } else {
      // Both hold; the larger is taken.
      const apart = perStep(this.#moves, moves, all);
      const together = perStep(this.#average, moves, all);
      // Sorted by now.
      const least = (together > apart ? this.#average : this.#moves).words[0]!;
      words[repeated] = steps * least;
      words[once] = steps * (Math.max(apart, together) - least);
    }
    for (let operand = 0; operand < words.length - turning; operand += 1) {
      const own = this.#movesOf(operand + 1);
      words[turning + operand] = steps * perStep(this.#moves, own, all);
    }
  }

  /** Lists the moves of all windows, of all dimensions or of those among `still` of an operand; says how many. */
  #movesOf(which: number): number {
    let at = 0;
    for (let w = 0; w < this.#rows.length; w += 1) {
      const row = this.#rows[w]!;
      const from = this.#at[w]!;
      const list = from + 2 + which * (1 + 2 * this.#windows[w]!.terms.length);
      const others = this.#others[w]!;
      const end = at + row[list]!;
      for (let next = list + 1; at < end; at += 1, next += 2) {
        this.#moves.counts[at] = row[next]!;
        this.#moves.words[at] = others * row[next + 1]!;
        this.#average.counts[at] = row[next]!;
        this.#average.words[at] = others * row[from + 1]!;
      }
    }
    return at;
  }
}

type WindowOf = (terms: readonly WindowTerm[], tile: number) => SlidingWindow;

function putPart(row: Float64Array, from: number, { part, terms }: { part: WindowPart; terms: number }): void {
  row[from] = part.extent;
  row[from + 1] = part.average;
  part.moves.forEach((moves, which) => {
    const list = from + 2 + which * (1 + 2 * terms);
    row[list] = moves.length;
    moves.forEach(({ count, words }, i) => {
      row[list + 1 + 2 * i] = count;
      row[list + 2 + 2 * i] = words;
    });
  });
}

/** Of so many moves: how many tiles each has, and the least words of a step. */
interface Moves {
  readonly counts: Float64Array;
  readonly words: Float64Array;
}

/**
 * Least words per step, the first of each round entirely new: steps of some dimensions are at most 1 − 1/(product of their
 * counts) of all, so the cheapest stand innermost. Sorts them so.
 */
function perStep({ counts, words }: Moves, moves: number, all: number): number {
  for (let i = 1; i < moves; i += 1) {
    const [count, own] = [counts[i]!, words[i]!];
    let at = i;
    for (; at > 0 && words[at - 1]! > own; at -= 1) {
      words[at] = words[at - 1]!;
      counts[at] = counts[at - 1]!;
    }
    words[at] = own;
    counts[at] = count;
  }
  let share = 1;
  let sum = 0;
  for (let i = 0; i < moves; i += 1) {
    sum += (share - share / counts[i]!) * words[i]!;
    share /= counts[i]!;
  }
  return sum + share * all;
}
