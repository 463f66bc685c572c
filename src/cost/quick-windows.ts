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
  /** The child's tile in what is held; −1: the arithmetic. */
  readonly #tile: number;
  readonly #tilePure: number;
  /** `#extents[#first + w]`: extent of window w of the child's tile. */
  readonly #extents: Float64Array;
  readonly #first: number;
  /** Entirely new tiles, and elements of one over its pure dimensions. */
  #whole = 1;
  #pure = 1;
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
    const tile = child === levels ? -1 : held.tileOf(operand, child);
    const parts = tile < 0 ? undefined : held.partsOf(tile);
    this.#operand = operand;
    this.#windows = windows;
    this.#child = child;
    this.#tiles = tiles;
    this.#loops = loops;
    this.#held = held;
    this.#tile = tile;
    this.#tilePure = parts?.pure ?? -1;
    this.#extents = parts === undefined ? new Float64Array(windows).fill(1) : held.extents;
    this.#first = parts?.firstWindow ?? 0;
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
    const alone = this.#countAlone();
    for (let i = 0; i < this.#at.length; i += 1) {
      const levels = this.#levels[i]!;
      this.#values[this.#at[i]!] = levels.length > 0 && this.#merge(levels) ? this.#countMerged() : alone;
    }
  }

  /** Words that arrive at one instance of the child. */
  #countAlone(): number {
    const { steps, above } = this.#loops;
    if (this.#tile < 0) {
      // Nothing stays at the arithmetic: every step brings its operands.
      this.#whole = steps[above[this.#child]!]!;
      return this.#whole;
    }
    const { elements, pure } = this.#held;
    this.#pure = pure[this.#tilePure]!;
    this.#whole = steps[this.#listEvents()]!;
    const all = elements[this.#tile]!;
    const windows = this.#windows;
    const extents = this.#extents;
    const first = this.#first;
    const shift = this.#shift;
    const count = this.#count;
    let words = this.#whole * all;
    for (let event = 0, s = 0; event < this.#events; event += 1) {
      let held = this.#pure;
      for (let w = first; w < first + windows; w += 1, s += 1) {
        const left = extents[w]! - shift[s]!;
        held *= left > 0 ? left : 0;
      }
      words += count[event]! * (all - held);
    }
    return words;
  }

  /** The same for all merged instances together. */
  #countMerged(): number {
    const windows = this.#windows;
    let all = 1;
    for (let w = 0; w < windows; w += 1) {
      const covered = this.#merged[w]!.cover(this.#extents[this.#first + w]!);
      this.#covered[w] = covered;
      all *= covered;
    }
    let words = this.#whole * all;
    for (let event = 0; event < this.#events; event += 1) words += this.#count[event]! * (all - this.#heldBy(event));
    return words * this.#pure;
  }

  /** Of all merged windows, the elements that every instance which needs them held before the step. */
  #heldBy(event: number): number {
    const windows = this.#windows;
    let held = 1;
    for (let w = 0; w < windows; w += 1) {
      const by = this.#shift[event * windows + w]!;
      if (by >= this.#extents[this.#first + w]!) return 0;
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

  /** Steps inside the innermost loop over a pure dimension; returns the loops down to and with that one. */
  #listEvents(): number {
    const { windowOf, coefficient, isPure } = this.#operand;
    const windows = this.#windows;
    const { row, steps, above } = this.#loops;
    const { values, space, dimensions } = this.#tiles;
    const reach = this.#reach;
    const shift = this.#shift;
    for (let w = 0; w < windows; w += 1) reach[w] = 0;
    let events = 0;
    let i = above[this.#child]!;
    for (; i > 0; i -= 1) {
      const at = row[i - 1]!;
      if (isPure[at] === 1) break;
      const window = windowOf[at]!;
      // Repeats of what is held already bring nothing.
      if (window < 0 && events === 0) continue;
      for (let w = 0; w < windows; w += 1) shift[events * windows + w] = Math.abs(reach[w]!);
      if (window >= 0) {
        // One iteration of the loop, and all of them.
        const step = values[space + at]! * values[at + dimensions]!;
        shift[events * windows + window] = Math.abs(coefficient[at]! * step - reach[window]!);
        reach[window] = reach[window]! + coefficient[at]! * (values[at]! - step);
      }
      this.#count[events] = steps[i]! - steps[i - 1]!;
      events += 1;
    }
    this.#events = events;
    return i;
  }
}
