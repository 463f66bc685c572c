import { MergedIntervals } from '../../cost/merged-intervals.ts';
import { primeFactors } from '../../shared/factors.ts';
import { type IndexSpace, productOf, type SearchOperand } from './index-space.ts';

/** Least words a sliding operand takes in over a boundary, all pure elements together: `repeated · passes + once`. */
export interface LeastWords {
  /** Per pass of the loops that do not index it. */
  readonly repeated: number;
  readonly once: number;
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
  readonly #terms: readonly (readonly { readonly dimension: number; readonly stride: number }[])[];

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
    const { repeated, once } = this.#least(tile, windows);
    return { repeated: repeated * copies, once: once * copies };
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
    const { sizes } = this.#space;
    const all = windows.reduce((product, { extent }) => product * extent, 1);
    const moving = this.#terms.flatMap((terms, w) => {
      const moved = terms.filter(({ dimension }) => tile[dimension]! < sizes[dimension]!);
      if (moved.length === 0) return [];
      const window = windows[w]!;
      const counts = moved.map(({ dimension }) => sizes[dimension]! / tile[dimension]!);
      const fresh = Math.min(...moved.map(({ dimension, stride }) => window.fresh(stride * tile[dimension]!)));
      // Where two dimensions move one window, a step of the outer loop may bring it back to where it was.
      const sure = moved.length === 1 ? 1 : 1 - 1 / Math.min(...counts.flatMap(primeFactors));
      return [
        { steps: counts.reduce((product, count) => product * count, 1), words: (all / window.extent) * fresh * sure },
      ];
    });
    if (moving.length === 0) return { repeated: all, once: 0 };
    const steps = moving.reduce((product, each) => product * each.steps, 1);
    const least = Math.min(...moving.map(({ words }) => words));
    const dearer = moving.reduce((sum, each) => sum + (each.steps - 1) * (each.words - least), 0);
    return { repeated: steps * least, once: all - least + dearer };
  }
}
