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

/**
 * A lower bound on the words of an operand with sliding windows, whatever the loops above (docs/decisions/0010): every
 * step of a loop moves some window by at least one tile of one dimension, or returns after such a move.
 */
export class WindowBound {
  readonly #space: IndexSpace;
  readonly #operand: SearchOperand;
  readonly #terms: readonly (readonly WindowTerm[])[];

  constructor(space: IndexSpace, operand: SearchOperand) {
    this.#space = space;
    this.#operand = operand;
    this.#terms = operand.quick.windows.map((window) =>
      window.map(({ dimension, coefficient }) => ({ dimension, stride: Math.abs(coefficient) })),
    );
  }

  /** For a tile however it is laid out below: only the points themselves count, not the box around them. */
  ofTile(tile: readonly number[]): LeastWords {
    const ones = tile.map(() => 1);
    const points = this.#merged(ones, tile).map(({ extent }): SlidingWindow => {
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    });
    return this.#least(tile, points);
  }

  /** Below a network that merges what overlaps: tiles `inner`, laid out `spread` times. */
  merged(inner: readonly number[], spread: readonly number[]): LeastWords {
    const tile = inner.map((size, d) => size * spread[d]!);
    return this.#least(tile, this.#merged(inner, spread));
  }

  /** The same for all copies apart. */
  apart(inner: readonly number[], spread: readonly number[]): LeastWords {
    const tile = inner.map((size, d) => size * spread[d]!);
    const copies = productOf(spread, this.#operand.sliding);
    const windows = this.#terms.map((terms): SlidingWindow => {
      const extent = terms.reduce((sum, { dimension, stride }) => sum + stride * (inner[dimension]! - 1), 1);
      return { extent, fresh: (shift) => Math.min(extent, shift) };
    });
    return scaled(this.#least(tile, windows), copies);
  }

  #merged(inner: readonly number[], spread: readonly number[]): SlidingWindow[] {
    return this.#terms.map((terms) => {
      const intervals = new MergedIntervals(terms.length);
      for (const { dimension, stride } of terms) {
        if (spread[dimension]! > 1) intervals.add(stride * inner[dimension]!, spread[dimension]!);
      }
      const alone = terms.reduce((sum, { dimension, stride }) => sum + stride * (inner[dimension]! - 1), 1);
      const extent = intervals.cover(alone);
      return { extent, fresh: (shift) => (shift >= alone ? extent : intervals.cover(shift)) };
    });
  }

  #least(tile: readonly number[], windows: readonly SlidingWindow[]): LeastWords {
    const all = windows.reduce((product, { extent }) => product * extent, 1);
    const movesOf = (dimensions: readonly number[] | null, apart: boolean): Move[] =>
      this.#terms.flatMap((terms, w) => {
        const loops = this.#loops(terms, tile).filter((loop) => dimensions?.includes(loop.dimension) ?? true);
        const others = all / windows[w]!.extent;
        const together = loops.length === 0 ? 0 : others * leastOnAverage(loops, windows[w]!);
        return loops.map((loop) => {
          const words = apart ? others * leastOf(loop, loops, windows[w]!) : together;
          return { count: loop.count, words };
        });
      });
    const moves = movesOf(null, true);
    const steps = moves.reduce((product, { count }) => product * count, 1);
    const turning = this.#space.operands.map(({ still }) => steps * perStep(movesOf(still, true), all));
    const whole = steps * all;
    if (moves.length === 0) return { repeated: all, once: 0, whole, turning };
    // Both hold; the larger is taken.
    const better = [moves, movesOf(null, false)].sort((a, b) => perStep(b, all) - perStep(a, all))[0]!;
    const least = Math.min(...better.map(({ words }) => words));
    return { repeated: steps * least, once: steps * (perStep(better, all) - least), whole, turning };
  }

  /** Dimensions of a window that have more than one tile. */
  #loops(terms: readonly WindowTerm[], tile: readonly number[]): WindowLoop[] {
    return terms.flatMap(({ dimension, stride }) => {
      const count = this.#space.sizes[dimension]! / tile[dimension]!;
      return count > 1 ? [{ dimension, shift: stride * tile[dimension]!, count }] : [];
    });
  }
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
}

/**
 * The least new part of a window per move, on average. Where several dimensions move it, a step of an outer loop comes after a
 * sweep of inner ones and may bring the window back to where it was; but the innermost loop alone, of p tiles or more
 * (p: the smallest prime of any count), makes 1 − 1/p of the moves, and nothing is inside it.
 */
function leastOnAverage(loops: readonly WindowLoop[], window: SlidingWindow): number {
  const direct = Math.min(...loops.map(({ shift }) => window.fresh(shift)));
  if (loops.length === 1) return direct;
  const prime = Math.min(...loops.flatMap(({ count }) => primeFactors(count)));
  const after = loops.flatMap((loop) =>
    sweeps(loops.filter((other) => other !== loop)).map((sweep) => window.fresh(Math.abs(loop.shift - sweep))),
  );
  return direct + Math.min(0, Math.min(...after) - direct) / prime;
}

/** The least new part of a window when one loop moves it, whatever others do inside. */
function leastOf(loop: WindowLoop, loops: readonly WindowLoop[], window: SlidingWindow): number {
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
