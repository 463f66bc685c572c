import { MergedIntervals } from '../../cost/merged-intervals.ts';
import { primeFactors } from '../../shared/factors.ts';
import { type IndexSpace, productOf, type SearchOperand } from './index-space.ts';
import { divisors } from './spreads.ts';

/** Least words a sliding operand takes in over a boundary, all pure elements together: `repeated · passes + once`. */
export interface LeastWords {
  /** Per pass of the loops that do not index it. */
  readonly repeated: number;
  readonly once: number;
  /** Per pass, if every step brings an entirely new tile: then exact. */
  readonly whole: number;
  /** By operand, per pass: if loops that repeat its tile move the windows, and one of a pure dimension stands next outside. */
  readonly turning: readonly number[];
}

interface SlidingWindow {
  /** Extent of what is held. */
  readonly extent: number;
  /** What of it is new after a shift. */
  readonly fresh: (shift: number) => number;
}

/** One window as far as its own dimensions decide it; words are those of this window alone. */
interface WindowPart {
  readonly extent: number;
  /** Of all dimensions that move it, then of those among `still` of each operand. */
  readonly moves: readonly (readonly Move[])[];
  /** The least of all on average; 0: nothing moves it. */
  readonly average: number;
}

/**
 * A lower bound on the words of an operand with sliding windows, whatever the loops above (docs/decisions/0010): every
 * step of a loop moves some window by at least one tile of one dimension, or returns after such a move.
 */
export class WindowBound {
  readonly #space: IndexSpace;
  readonly #terms: readonly (readonly WindowTerm[])[];
  readonly #sliding: readonly number[];
  readonly #isSpread: readonly boolean[];
  /** Windows meet in few sizes. */
  readonly #known = new Map<string, WindowPart>();

  /** `isSpread`: dimensions that may be laid out further out than where loops begin to move the tile. */
  constructor(space: IndexSpace, operand: SearchOperand, isSpread: readonly boolean[]) {
    this.#isSpread = isSpread;
    this.#space = space;
    this.#sliding = operand.sliding;
    this.#terms = operand.quick.windows.map((window) =>
      window.map(({ dimension, coefficient }) => ({ dimension, stride: Math.abs(coefficient) })),
    );
  }

  /** For a tile however it is laid out below: only the points themselves count, not the box around them. */
  ofTile(tile: readonly number[]): LeastWords {
    const ones = tile.map(() => 1);
    const own = this.#own(tile);
    const points = ({ extent }: SlidingWindow): SlidingWindow => {
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    };
    return this.#least(this.#partsOf('tile', ones, tile, (terms) => points(mergedWindow(terms, ones, own))));
  }

  /** Below a network that merges what overlaps: tiles `inner`, laid out `spread` times. */
  merged(inner: readonly number[], spread: readonly number[]): LeastWords {
    const own = this.#own(inner);
    return this.#least(this.#partsOf('merged', inner, spread, (terms) => mergedWindow(terms, own, spread)));
  }

  /** The same for all copies apart. */
  apart(inner: readonly number[], spread: readonly number[]): LeastWords {
    const copies = productOf(spread, this.#sliding);
    const own = this.#own(inner);
    const window = (terms: readonly WindowTerm[]): SlidingWindow => {
      const extent = terms.reduce((sum, { dimension, stride }) => sum + stride * (own[dimension]! - 1), 1);
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    };
    return scaled(this.#least(this.#partsOf('apart', inner, spread, window)), copies);
  }

  /** A tile that holds a whole dimension holds no more than the layer has of it. */
  #own(tile: readonly number[]): number[] {
    const { sizes, own } = this.#space;
    return tile.map((size, d) => (size >= sizes[d]! ? own[d]! : size));
  }

  #partsOf(
    kind: string,
    inner: readonly number[],
    spread: readonly number[],
    windowOf: (terms: readonly WindowTerm[]) => SlidingWindow,
  ): WindowPart[] {
    return this.#terms.map((terms, w) => {
      let key = `${kind} ${w}`;
      for (const { dimension } of terms) key += ` ${inner[dimension]} ${spread[dimension]}`;
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const loops = terms.flatMap(({ dimension, stride }) => {
        const tile = inner[dimension]! * spread[dimension]!;
        const count = this.#space.sizes[dimension]! / tile;
        return count > 1 ? [{ dimension, shift: stride * tile, count, strays: this.#isSpread[dimension]! }] : [];
      });
      const part = partOf(windowOf(terms), loops, this.#space.operands);
      this.#known.set(key, part);
      return part;
    });
  }

  #least(parts: readonly WindowPart[]): LeastWords {
    const all = parts.reduce((product, { extent }) => product * extent, 1);
    const others = parts.map(({ extent }) => all / extent);
    const movesOf = (which: number): Move[] =>
      parts.flatMap(({ moves }, w) => moves[which]!.map(({ count, words }) => ({ count, words: others[w]! * words })));
    const moves = movesOf(0);
    const steps = moves.reduce((product, { count }) => product * count, 1);
    const turning = this.#space.operands.map((_, operand) => steps * perStep(movesOf(operand + 1), all));
    const whole = steps * all;
    if (moves.length === 0) return { repeated: all, once: 0, whole, turning };
    const onAverage = parts.flatMap(({ moves: own, average }, w) =>
      own[0]!.map(({ count }) => ({ count, words: others[w]! * average })),
    );
    // Both hold; the larger is taken.
    const [apart, together] = [perStep(moves, all), perStep(onAverage, all)];
    const better = together > apart ? onAverage : moves;
    const least = Math.min(...better.map(({ words }) => words));
    return { repeated: steps * least, once: steps * (Math.max(apart, together) - least), whole, turning };
  }
}

function mergedWindow(
  terms: readonly WindowTerm[],
  inner: readonly number[],
  spread: readonly number[],
): SlidingWindow {
  const intervals = new MergedIntervals(terms.length);
  for (const { dimension, stride } of terms) {
    if (spread[dimension]! > 1) intervals.add(stride * inner[dimension]!, spread[dimension]!);
  }
  const alone = terms.reduce((sum, { dimension, stride }) => sum + stride * (inner[dimension]! - 1), 1);
  const extent = intervals.cover(alone);
  return { extent, fresh: (shift) => (shift >= alone ? extent : intervals.cover(shift)) };
}

function partOf(window: SlidingWindow, loops: readonly WindowLoop[], operands: readonly SearchOperand[]): WindowPart {
  const movesOf = (some: readonly WindowLoop[]): Move[] =>
    some.map((loop) => ({ count: loop.count, words: leastOf(loop, some, window) }));
  const among = operands.map(({ still }) => movesOf(loops.filter(({ dimension }) => still.includes(dimension))));
  const average = loops.length === 0 ? 0 : leastOnAverage(loops, window);
  return { extent: window.extent, moves: [movesOf(loops), ...among], average };
}

export function scaled({ repeated, once, whole, turning }: LeastWords, by: number): LeastWords {
  return { repeated: repeated * by, once: once * by, whole: whole * by, turning: turning.map((words) => words * by) };
}

/** A dimension that moves a window, how many tiles it has, and the least words of a step. */
interface Move {
  readonly count: number;
  readonly words: number;
}

/**
 * Least words per step, the first of each round entirely new: steps of some dimensions are at most 1 − 1/(product of their
 * counts) of all, so the cheapest stand innermost.
 */
function perStep(moves: readonly Move[], all: number): number {
  let share = 1;
  let words = 0;
  for (const move of [...moves].sort((a, b) => a.words - b.words)) {
    words += (share - share / move.count) * move.words;
    share /= move.count;
  }
  return words + share * all;
}

interface WindowTerm {
  readonly dimension: number;
  readonly stride: number;
}

/** A dimension that moves a window: by how much its next tile does, and how many tiles it has. */
interface WindowLoop {
  readonly dimension: number;
  readonly shift: number;
  readonly count: number;
  /** Its tiles may be laid out in between: an instance then has every so-manieth of them. */
  readonly strays: boolean;
}

/** The least new part of a window at a move of one loop with none of other dimensions inside. */
function leastDirect({ shift, count, strays }: WindowLoop, window: SlidingWindow): number {
  let least = window.fresh(shift);
  for (let tiles = 2; strays && tiles <= count / 2; tiles += 1) least = Math.min(least, window.fresh(tiles * shift));
  return least;
}

/**
 * The least new part of a window per move, on average. Where several dimensions move it, a step of an outer loop comes after a
 * sweep of inner ones and may bring the window back to where it was; but the innermost loop alone, of p tiles or more
 * (p: the smallest prime of any count), makes 1 − 1/p of the moves, and nothing is inside it. Where tiles are laid out in between, any
 * of the other steps may bring it back.
 */
function leastOnAverage(loops: readonly WindowLoop[], window: SlidingWindow): number {
  const direct = Math.min(...loops.map((loop) => leastDirect(loop, window)));
  if (loops.length === 1) return direct;
  const prime = Math.min(...loops.flatMap(({ count }) => primeFactors(count)));
  if (loops.some(({ strays }) => strays)) return direct - direct / prime;
  const after = loops.flatMap((loop) =>
    sweeps(loops.filter((other) => other !== loop)).map((sweep) => window.fresh(Math.abs(loop.shift - sweep))),
  );
  return direct + Math.min(0, Math.min(...after) - direct) / prime;
}

/** The least new part of a window when one loop moves it, whatever others do inside. */
function leastOf(loop: WindowLoop, loops: readonly WindowLoop[], window: SlidingWindow): number {
  if (loops.some(({ strays }) => strays)) return loops.length > 1 ? 0 : leastDirect(loop, window);
  const inside = sweeps(loops.filter((other) => other !== loop));
  return Math.min(...[0, ...inside].map((sweep) => window.fresh(Math.abs(loop.shift - sweep))));
}

/** How far inner loops can have moved a window at the end of their sweep; none of them: 0, which no outer step comes after. */
function sweeps(loops: readonly WindowLoop[]): number[] {
  const sums = loops.reduce<number[]>(
    (found, { shift, count }) => found.flatMap((sum) => divisors(count).map((tiles) => sum + shift * (tiles - 1))),
    [0],
  );
  return sums.filter((sum) => sum > 0);
}
