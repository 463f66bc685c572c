import { MergedIntervals } from './merged-intervals.ts';
import type { QuickHeld } from './quick-held.ts';
import type { QuickLoops } from './quick-loops.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { QuickTiles } from './quick-tiles.ts';

export interface QuickWindowsInput {
  readonly operand: QuickOperand;
  readonly child: number;
  readonly tiles: QuickTiles;
  readonly loops: QuickLoops;
  readonly held: QuickHeld;
  /** Where counts are put, and the levels whose networks merge what each counts; none: what one instance takes in. */
  readonly values: Float64Array;
  readonly counts: readonly { readonly at: number; readonly levels: readonly number[] }[];
}

/** Words of an operand with sliding windows over one boundary: its tiles overlap from step to step. */
export class QuickWindows {
  readonly #operand: QuickOperand;
  readonly #child: number;
  readonly #windows: number;
  readonly #tiles: QuickTiles;
  readonly #loops: QuickLoops;
  readonly #held: QuickHeld;
  /** Where the child's tile stands in what is held; −1: the arithmetic. */
  readonly #tilePure: number;
  readonly #tileWindow: number;
  /** Extents of the windows of one instance of the child. */
  readonly #extents: Float64Array;
  /** Entirely new tiles, and elements of one over its pure dimensions and over its windows. */
  #whole = 1;
  #pure = 1;
  #window = 1;
  /** Steps that move windows only: how often, and by how much each window moves. */
  #events = 0;
  readonly #count: Float64Array;
  readonly #shift: Float64Array;
  readonly #reach: Float64Array;
  readonly #merged: readonly MergedIntervals[];
  readonly #covered: Float64Array;
  readonly #values: Float64Array;
  readonly #at: Int32Array;
  readonly #levels: readonly Int32Array[];

  constructor({ operand, child, tiles, loops, held, values, counts }: QuickWindowsInput) {
    const { levels, dimensions } = tiles;
    const windows = operand.windows.length;
    const parts = child === levels ? undefined : held.partsOf(held.tileOf(operand, child));
    this.#operand = operand;
    this.#windows = windows;
    this.#child = child;
    this.#tiles = tiles;
    this.#loops = loops;
    this.#held = held;
    this.#tilePure = parts?.pure ?? -1;
    this.#tileWindow = parts?.firstWindow ?? -1;
    this.#extents = new Float64Array(windows).fill(1);
    // One step per loop at most.
    this.#count = new Float64Array(levels * dimensions);
    this.#shift = new Float64Array(levels * dimensions * windows);
    this.#reach = new Float64Array(windows);
    this.#values = values;
    this.#at = Int32Array.from(counts, (each) => each.at);
    this.#levels = counts.map((each) => Int32Array.from(each.levels));
    this.#covered = new Float64Array(windows);
    this.#merged = Array.from({ length: windows }, () => new MergedIntervals(levels * dimensions));
  }

  /** Counts the words that arrive over all steps; loops and tiles are known. */
  count(): void {
    this.#start();
    for (let i = 0; i < this.#at.length; i += 1) {
      const levels = this.#levels[i]!;
      const merged = levels.length > 0 && this.#merge(levels);
      this.#values[this.#at[i]!] = this.#pure * (merged ? this.#countMerged() : this.#countAlone());
    }
  }

  /** Words over all windows that arrive at one instance of the child. */
  #countAlone(): number {
    const windows = this.#windows;
    const extents = this.#extents;
    const shift = this.#shift;
    const window = this.#window;
    let words = this.#whole * window;
    for (let event = 0; event < this.#events; event += 1) {
      let held = 1;
      for (let w = 0; w < windows; w += 1) {
        const left = extents[w]! - shift[event * windows + w]!;
        held *= left > 0 ? left : 0;
      }
      words += this.#count[event]! * (window - held);
    }
    return words;
  }

  /** The same for all merged instances together. */
  #countMerged(): number {
    const windows = this.#windows;
    let all = 1;
    for (let w = 0; w < windows; w += 1) {
      const covered = this.#merged[w]!.cover(this.#extents[w]!);
      this.#covered[w] = covered;
      all *= covered;
    }
    let words = this.#whole * all;
    for (let event = 0; event < this.#events; event += 1) words += this.#count[event]! * (all - this.#heldBy(event));
    return words;
  }

  /** Of all merged windows, the elements that every instance which needs them held before the step. */
  #heldBy(event: number): number {
    const windows = this.#windows;
    let held = 1;
    for (let w = 0; w < windows; w += 1) {
      const by = this.#shift[event * windows + w]!;
      if (by >= this.#extents[w]!) return 0;
      held *= by === 0 ? this.#covered[w]! : this.#covered[w]! - this.#merged[w]!.cover(by);
    }
    return held;
  }

  /** Where merged instances stand along each window; false when all stand at the same place. */
  #merge(levels: Int32Array): boolean {
    const { windowOf, coefficient } = this.#operand;
    const { dimensions, values, space } = this.#tiles;
    let any = false;
    for (let w = 0; w < this.#merged.length; w += 1) this.#merged[w]!.clear();
    for (let i = 0; i < levels.length; i += 1) {
      const row = levels[i]! * dimensions;
      for (let d = 0; d < dimensions; d += 1) {
        const count = values[space + row + d]!;
        if (count === 1 || windowOf[d]! < 0) continue;
        this.#merged[windowOf[d]!]!.add(Math.abs(coefficient[d]!) * values[row + dimensions + d]!, count);
        any = true;
      }
    }
    return any;
  }

  /** Sizes of the child's tile, and the steps that bring it anything. */
  #start(): void {
    const loops = this.#loops;
    this.#events = 0;
    if (this.#tilePure < 0) {
      // Nothing stays at the arithmetic: every step brings its operands.
      this.#whole = loops.steps[loops.above[this.#child]!]!;
      return;
    }
    const { extents, pure } = this.#held;
    const first = this.#tileWindow;
    let window = 1;
    for (let w = 0; w < this.#windows; w += 1) {
      const extent = extents[first + w]!;
      this.#extents[w] = extent;
      window *= extent;
    }
    this.#window = window;
    this.#pure = pure[this.#tilePure]!;
    this.#whole = loops.steps[this.#listEvents()]!;
  }

  /** Steps inside the innermost loop over a pure dimension; returns the loops down to and with that one. */
  #listEvents(): number {
    const { windowOf, coefficient, pureMask } = this.#operand;
    const windows = this.#windows;
    const { dimension, row, factor, steps, above } = this.#loops;
    const { values, space, dimensions } = this.#tiles;
    const reach = this.#reach;
    const shift = this.#shift;
    for (let w = 0; w < windows; w += 1) reach[w] = 0;
    let events = 0;
    let i = above[this.#child]!;
    for (; i > 0; i -= 1) {
      const d = dimension[i - 1]!;
      if ((pureMask & (1 << d)) !== 0) break;
      const window = windowOf[d]!;
      // Repeats of what is held already bring nothing.
      if (window < 0 && events === 0) continue;
      for (let w = 0; w < windows; w += 1) shift[events * windows + w] = Math.abs(reach[w]!);
      if (window >= 0) {
        const at = row[i - 1]!;
        const step = coefficient[d]! * values[space + at]! * values[at + dimensions]!;
        shift[events * windows + window] = Math.abs(step - reach[window]!);
        reach[window] = reach[window]! + (factor[i - 1]! - 1) * step;
      }
      this.#count[events] = steps[i]! - steps[i - 1]!;
      events += 1;
    }
    this.#events = events;
    return i;
  }
}
