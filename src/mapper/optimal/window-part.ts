import { MergedIntervals } from '../../cost/merged-intervals.ts';
import { primeFactors } from '../../shared/factors.ts';
import type { SearchOperand } from './index-space.ts';
import { divisors } from './spreads.ts';

/** What is held of an operand by one window. */
export interface SlidingWindow {
  /** Extent of what is held. */
  readonly extent: number;
  /** What of it is new after a shift. */
  readonly fresh: (shift: number) => number;
}

/** A dimension that moves a window, how many tiles it has, and the least words of a step. */
interface Move {
  readonly count: number;
  readonly words: number;
}

/** One window as far as its own dimensions decide it; words are those of this window alone. */
export interface WindowPart {
  readonly extent: number;
  /** Of all dimensions that move it, then of those among `still` of each operand. */
  readonly moves: readonly (readonly Move[])[];
  /** The least of all on average; 0: nothing moves it. */
  readonly average: number;
}

export function mergedWindow(
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

export function partOf(
  window: SlidingWindow,
  loops: readonly WindowLoop[],
  operands: readonly SearchOperand[],
): WindowPart {
  const movesOf = (some: readonly WindowLoop[]): Move[] =>
    some.map((loop) => ({ count: loop.count, words: leastMove(loop, some, window) }));
  const among = operands.map(({ still }) => movesOf(loops.filter(({ dimension }) => still.includes(dimension))));
  const average = loops.length === 0 ? 0 : leastOnAverage(loops, window);
  return { extent: window.extent, moves: [movesOf(loops), ...among], average };
}

export interface WindowTerm {
  readonly dimension: number;
  readonly stride: number;
}

/** A dimension that moves a window: by how much its next tile does, and how many tiles it has. */
export interface WindowLoop {
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
function leastMove(loop: WindowLoop, loops: readonly WindowLoop[], window: SlidingWindow): number {
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
