import { MergedIntervals } from '../../cost/merged-intervals.ts';
import { primeFactorAt } from '../../shared/factors.ts';
import type { SearchOperand } from './index-space.ts';

/** What is held of an operand by one window. */
export interface SlidingWindow {
  /** Extent of what is held. */
  readonly extent: number;
  /** What of it is new after a shift: no less after a longer one, so none is needed for tiles further off. */
  fresh(shift: number): number;
}

/**
 * One window as far as its own dimensions decide it, as numbers; words are those of this window alone: its extent, the least of
 * all moves on average (0: nothing moves it), and then lists of moves: of all dimensions that move it, and of those among
 * `still` of each operand. A list is its length, and for each move how many tiles there are and the least words of a step.
 */
export function partFields(operands: number, terms: number): number {
  return 2 + (1 + operands) * (1 + 2 * terms);
}

/** Of copies side by side, each with the points its terms reach: equal intervals on a line. */
export class MergedWindow implements SlidingWindow {
  readonly extent: number;
  readonly #alone: number;
  readonly #intervals: MergedIntervals;

  constructor(terms: readonly WindowTerm[], inner: readonly number[], spread: readonly number[]) {
    this.#intervals = new MergedIntervals(terms.length);
    for (const { dimension, stride } of terms) {
      if (spread[dimension]! > 1) this.#intervals.add(stride * inner[dimension]!, spread[dimension]!);
    }
    this.#alone = extentOf(terms, inner);
    this.extent = this.#intervals.cover(this.#alone);
  }

  fresh(shift: number): number {
    return shift >= this.#alone ? this.extent : this.#intervals.cover(shift);
  }
}

/** What is new after a shift is at most what the window moved by. */
export class PlainWindow implements SlidingWindow {
  readonly extent: number;

  constructor(extent: number) {
    this.extent = extent;
  }

  fresh(shift: number): number {
    return Math.min(this.extent, shift);
  }
}

/** From the first to the last point that terms reach. */
export function extentOf(terms: readonly WindowTerm[], inner: readonly number[]): number {
  let extent = 1;
  for (const { dimension, stride } of terms) extent += stride * (inner[dimension]! - 1);
  return extent;
}

/** `parts`: numbers of one tile, `partFields` from `from` on, to be filled in. */
export function putPart(parts: Float64Array, from: number, { window, terms, loops, operands }: PartInput): void {
  parts[from] = window.extent;
  parts[from + 1] = loops.length === 0 ? 0 : leastOnAverage(loops, window);
  putMoves(parts, from + 2, loops, window);
  const some: WindowLoop[] = [];
  for (let o = 0; o < operands.length; o += 1) {
    some.length = 0;
    for (const loop of loops) if (operands[o]!.still.includes(loop.dimension)) some.push(loop);
    putMoves(parts, from + 2 + (1 + o) * (1 + 2 * terms), some, window);
  }
}

function putMoves(parts: Float64Array, list: number, loops: readonly WindowLoop[], window: SlidingWindow): void {
  parts[list] = loops.length;
  for (let i = 0; i < loops.length; i += 1) {
    parts[list + 1 + 2 * i] = loops[i]!.count;
    parts[list + 2 + 2 * i] = leastMove(loops[i]!, loops, window);
  }
}

interface PartInput {
  readonly window: SlidingWindow;
  /** Of the window. */
  readonly terms: number;
  /** That move it. */
  readonly loops: readonly WindowLoop[];
  readonly operands: readonly SearchOperand[];
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

/**
 * The least new part of a window per move, on average. Where several dimensions move it, a step of an outer loop comes after a
 * sweep of inner ones and may bring the window back to where it was; but the innermost loop alone, of p tiles or more
 * (p: the smallest prime of any count), makes 1 − 1/p of the moves, and nothing is inside it. Where tiles are laid out in between, any
 * of the other steps may bring it back.
 */
function leastOnAverage(loops: readonly WindowLoop[], window: SlidingWindow): number {
  let direct = Number.POSITIVE_INFINITY;
  let prime = Number.POSITIVE_INFINITY;
  for (const loop of loops) {
    direct = Math.min(direct, window.fresh(loop.shift));
    prime = Math.min(prime, primeFactorAt(loop.count, 0));
  }
  if (loops.length === 1) return direct;
  if (someStray(loops)) return direct - direct / prime;
  let after = Number.POSITIVE_INFINITY;
  for (const loop of loops) {
    for (const sweep of sweeps(loops, loop)) after = Math.min(after, window.fresh(Math.abs(loop.shift - sweep)));
  }
  return direct + Math.min(0, after - direct) / prime;
}

/** The least new part of a window when one loop moves it, whatever others do inside. */
function leastMove(loop: WindowLoop, loops: readonly WindowLoop[], window: SlidingWindow): number {
  if (someStray(loops)) return loops.length > 1 ? 0 : window.fresh(loop.shift);
  let least = window.fresh(loop.shift);
  for (const sweep of sweeps(loops, loop)) least = Math.min(least, window.fresh(Math.abs(loop.shift - sweep)));
  return least;
}

function someStray(loops: readonly WindowLoop[]): boolean {
  for (const { strays } of loops) if (strays) return true;
  return false;
}

/** How far the other loops can have moved a window at the end of their sweep; none of them: 0, which no outer step comes after. */
function sweeps(loops: readonly WindowLoop[], but: WindowLoop): number[] {
  const sums = [0];
  for (const loop of loops) {
    if (loop === but) continue;
    const { shift, count } = loop;
    const before = sums.length;
    for (let divisor = 1; divisor * divisor <= count; divisor += 1) {
      if (count % divisor !== 0) continue;
      const other = count / divisor;
      for (let i = 0; divisor > 1 && i < before; i += 1) sums.push(sums[i]! + shift * (divisor - 1));
      for (let i = 0; other > divisor && i < before; i += 1) sums.push(sums[i]! + shift * (other - 1));
    }
  }
  return sums.filter(isMoved);
}

function isMoved(sum: number): boolean {
  return sum > 0;
}
