import type { QuickLoops } from './quick-loops.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { QuickBoundary } from './quick-plan.ts';

/** The part of the quick estimate that deals with sliding windows: tiles that overlap from step to step. */
export class WindowMoves {
  readonly #operand: QuickOperand;
  readonly #dimensions: number;
  readonly #tiles: Float64Array;
  readonly #space: Float64Array;
  /** Steps that move windows only: how often, and by how much each window moves. */
  #events = 0;
  readonly #count: Float64Array;
  readonly #shift: Float64Array;
  readonly #reach: Float64Array;
  readonly #width: Float64Array;
  readonly #union: Float64Array;

  constructor(operand: QuickOperand, dimensions: number, tiles: Float64Array, space: Float64Array) {
    // One step per loop at most, and there are fewer loops than rows of tiles × dimensions.
    const mostEvents = tiles.length;
    this.#count = new Float64Array(mostEvents);
    this.#operand = operand;
    this.#dimensions = dimensions;
    this.#tiles = tiles;
    this.#space = space;
    this.#shift = new Float64Array(mostEvents * Math.max(1, operand.windowCount));
    this.#reach = new Float64Array(operand.windowCount);
    this.#width = new Float64Array(operand.windowCount);
    this.#union = new Float64Array(operand.windowCount);
  }

  /** Widths of the windows of one instance of `child`, and the steps inside the innermost pure loop that move them. */
  start(child: number, loops: QuickLoops, innermost: number, atArithmetic: boolean): void {
    const { windows, stride } = this.#operand;
    const row = child * this.#dimensions;
    for (let w = 0; w < windows.length; w += 1) {
      const window = windows[w]!;
      let extent = 1;
      for (let i = 0; i < window.length; i += 1) extent += stride[window[i]!]! * (this.#tiles[row + window[i]!]! - 1);
      this.#width[w] = extent;
    }
    this.#events = 0;
    if (!atArithmetic) this.#listEvents(child, loops, innermost);
  }

  #listEvents(child: number, loops: QuickLoops, innermost: number): void {
    const { windowOf, stride, sign, windowCount } = this.#operand;
    const dimensions = this.#dimensions;
    const reach = this.#reach;
    for (let w = 0; w < windowCount; w += 1) reach[w] = 0;
    let moved = false;
    for (let i = loops.above[child]! - 1; i > innermost; i -= 1) {
      const d = loops.dimension[i]!;
      const window = windowOf[d]!;
      if (window < 0 && !moved) continue;
      moved = true;
      const at = loops.level[i]! * dimensions + d;
      const step = window < 0 ? 0 : sign[d]! * stride[d]! * this.#space[at]! * this.#tiles[at + dimensions]!;
      for (let w = 0; w < windowCount; w += 1) {
        this.#shift[this.#events * windowCount + w] = w === window ? step - reach[w]! : -reach[w]!;
      }
      this.#count[this.#events] = loops.prefix[i]! - (i > 0 ? loops.prefix[i - 1]! : 1);
      this.#events += 1;
      if (window >= 0) reach[window] = reach[window]! + (loops.factor[i]! - 1) * step;
    }
  }

  /** Words of all windows over all steps, for the instances whose copies merge below `cut`. */
  words(boundary: QuickBoundary, cut: number, whole: number): number {
    let all = 1;
    for (let w = 0; w < this.#operand.windowCount; w += 1) {
      const union = this.#unionOf(boundary, w, cut, this.#width[w]!);
      this.#union[w] = union;
      all *= union;
    }
    return whole * all + this.#partialWords(boundary, cut, all);
  }

  /** Σ over the listed steps of the words that some instance did not hold: Π(all) − Π(held). */
  #partialWords(boundary: QuickBoundary, cut: number, all: number): number {
    const { windowCount } = this.#operand;
    let words = 0;
    for (let event = 0; event < this.#events; event += 1) {
      let held = 1;
      for (let w = 0; w < windowCount && held > 0; w += 1) {
        const by = Math.abs(this.#shift[event * windowCount + w]!);
        if (by >= this.#width[w]!) held = 0;
        else if (by === 0) held *= this.#union[w]!;
        else held *= this.#union[w]! - this.#unionOf(boundary, w, cut, by);
      }
      words += this.#count[event]! * (all - held);
    }
    return words;
  }

  /** Length of the union of intervals of `length`, one per merged instance, smallest stride first. */
  #unionOf(boundary: QuickBoundary, w: number, cut: number, length: number): number {
    const window = this.#operand.windows[w]!;
    const { stride } = this.#operand;
    const dimensions = this.#dimensions;
    let size = length;
    let span = length;
    let done = 0;
    for (;;) {
      let nextStride = Number.POSITIVE_INFINITY;
      let count = 1;
      for (let level = Math.max(boundary.parent, cut + 1); level < boundary.child; level += 1) {
        if (boundary.merges[level] === 0) continue;
        for (let i = 0; i < window.length; i += 1) {
          const d = window[i]!;
          const factor = this.#space[level * dimensions + d]!;
          if (factor === 1) continue;
          const step = stride[d]! * this.#tiles[(level + 1) * dimensions + d]!;
          if (step === nextStride) count += factor - 1;
          else if (step > done && step < nextStride) {
            nextStride = step;
            count = factor;
          }
        }
      }
      if (nextStride === Number.POSITIVE_INFINITY) return size;
      done = nextStride;
      if (size === span && nextStride <= span) {
        span += nextStride * (count - 1);
        size = span;
      } else if (nextStride >= span) {
        size *= count;
        span += nextStride * (count - 1);
      } else return this.#gappedUnion(boundary, window, cut, length);
    }
  }

  /** Gaps of one loop filled in part by another (rare): counts the intervals one by one. */
  #gappedUnion(boundary: QuickBoundary, window: Int32Array, cut: number, length: number): number {
    let starts = [0];
    for (let level = Math.max(boundary.parent, cut + 1); level < boundary.child; level += 1) {
      if (boundary.merges[level] === 0) continue;
      for (const d of window) {
        const step = this.#operand.stride[d]! * this.#tiles[(level + 1) * this.#dimensions + d]!;
        const factor = this.#space[level * this.#dimensions + d]!;
        starts = starts.flatMap((start) => Array.from({ length: factor }, (_, i) => start + i * step));
      }
    }
    let total = 0;
    let reached = Number.NEGATIVE_INFINITY;
    for (const start of starts.sort((a, b) => a - b)) {
      if (start + length <= reached) continue;
      total += start + length - Math.max(start, reached);
      reached = start + length;
    }
    return total;
  }
}
