import { type IndexSpace, productOf, type SearchOperand } from './index-space.ts';
import type { Workshop } from './team.ts';
import {
  extentOf,
  MergedWindow,
  PlainWindow,
  partFields,
  putPart,
  type SlidingWindow,
  type WindowLoop,
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

/** What the words of a tile are asked for: tiles however they are laid out, or all copies of one way to do so. */
type Kind = 'tile' | 'apart' | 'merged';

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
    this.#own = tiles.map((tile) => atMost(tile, sizes, own));
    this.#sliding = operand.sliding;
    this.#windows = operand.quick.windows.map((window) => {
      const terms = window.map(({ dimension, coefficient }) => ({ dimension, stride: Math.abs(coefficient) }));
      return { terms, ...tilesOfWindow(terms, tiles), known: new Map() };
    });
    this.#others = new Float64Array(this.#windows.length);
    this.#at = new Int32Array(this.#windows.length);
    const most = this.#windows.reduce((sum, { terms }) => sum + terms.length, 0);
    this.#moves = { counts: new Float64Array(most), words: new Float64Array(most) };
    this.#average = { counts: new Float64Array(most), words: new Float64Array(most) };
    this.words = new Float64Array(wordFields(space.operands.length));
  }

  /** For tiles however they are laid out below: only the points themselves count, not the box around them. */
  ofTiles(): TileWords {
    return this.#asked(
      'tile',
      this.#space.sizes.map(() => 1),
    );
  }

  /** Below a network that merges what overlaps: tiles laid out `spread` times. */
  merged(spread: readonly number[]): TileWords {
    return this.#asked('merged', spread);
  }

  /** The same for all copies apart. */
  apart(spread: readonly number[]): TileWords {
    return this.#asked('apart', spread, productOf(spread, this.#sliding));
  }

  #asked(kind: Kind, spread: readonly number[], copies = 1): TileWords {
    const rows = this.#windows.map((window) => {
      const { terms, tiles, known } = window;
      const key = `${kind} ${terms.map(({ dimension }) => spread[dimension])}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const row = this.#memory.floats(tiles.length * this.#fieldsOf(window));
      known.set(key, row);
      this.#jobs.push(() => this.#fill(row, window, { kind, spread }));
      return row;
    });
    return { rows, copies };
  }

  /** Fills in `words` of a tile. */
  ask({ rows, copies }: TileWords, tile: number): void {
    for (let w = 0; w < rows.length; w += 1) {
      const window = this.#windows[w]!;
      this.#rows[w] = rows[w]!;
      this.#at[w] = window.tileNumber[tile]! * this.#fieldsOf(window);
    }
    this.#least();
    for (let field = 0; copies > 1 && field < this.words.length; field += 1) {
      this.words[field] = this.words[field]! * copies;
    }
  }

  #fieldsOf({ terms }: BoundWindow): number {
    return partFields(this.#space.operands.length, terms.length);
  }

  /** Of all tiles there is room for so often. */
  #fill(
    row: Float64Array,
    window: BoundWindow,
    { kind, spread }: { readonly kind: Kind; readonly spread: readonly number[] },
  ): void {
    const { terms, tiles } = window;
    const { sizes, operands } = this.#space;
    const fields = this.#fieldsOf(window);
    const loops: WindowLoop[] = [];
    next: for (let number = 0; number < tiles.length; number += 1) {
      const tile = tiles[number]!;
      loops.length = 0;
      for (const { dimension, stride } of terms) {
        const size = this.#tiles[tile]![dimension]! * spread[dimension]!;
        if (sizes[dimension]! % size !== 0) continue next;
        const count = sizes[dimension]! / size;
        if (count > 1) loops.push({ dimension, shift: stride * size, count, strays: this.#isSpread[dimension]! });
      }
      const own = windowOf(kind, terms, { tile: this.#own[tile]!, spread });
      putPart(row, number * fields, { window: own, terms: terms.length, loops, operands });
    }
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

/** How the words of tiles are found: for each window, the parts of all tiles; and how many copies there are. */
export interface TileWords {
  readonly rows: readonly Float64Array[];
  readonly copies: number;
}

function windowOf(
  kind: Kind,
  terms: readonly WindowTerm[],
  { tile, spread }: { readonly tile: readonly number[]; readonly spread: readonly number[] },
): SlidingWindow {
  if (kind === 'merged') return new MergedWindow(terms, tile, spread);
  if (kind === 'apart') return new PlainWindow(extentOf(terms, tile));
  return new PlainWindow(new MergedWindow(terms, ones(tile.length), tile).extent);
}

function ones(length: number): number[] {
  return new Array<number>(length).fill(1);
}

/** A tile that holds a whole dimension holds no more than the layer has of it. */
function atMost(tile: readonly number[], sizes: readonly number[], own: readonly number[]): number[] {
  const most = [...tile];
  for (let d = 0; d < most.length; d += 1) if (most[d]! >= sizes[d]!) most[d] = own[d]!;
  return most;
}

function tilesOfWindow(
  terms: readonly WindowTerm[],
  tiles: readonly (readonly number[])[],
): Pick<BoundWindow, 'tileNumber' | 'tiles'> {
  const numbers = new Map<string, number>();
  const firsts: number[] = [];
  const tileNumber = new Int32Array(tiles.length);
  for (let at = 0; at < tiles.length; at += 1) {
    let key = '';
    for (const { dimension } of terms) key += `${tiles[at]![dimension]},`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = firsts.length;
      firsts.push(at);
      numbers.set(key, number);
    }
    tileNumber[at] = number;
  }
  return { tileNumber, tiles: firsts };
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
    const count = counts[i]!;
    const own = words[i]!;
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
