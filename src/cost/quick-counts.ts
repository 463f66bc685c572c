import type { QuickHeld } from './quick-held.ts';
import type { QuickLoops } from './quick-loops.ts';
import { countKey, type QuickCount } from './quick-terms.ts';
import type { QuickTiles } from './quick-tiles.ts';
import { QuickWindows } from './quick-windows.ts';

/** Counts words of one mapping, each number of `QuickCount` once. */
export class QuickCounts {
  /** One entry per distinct count. */
  readonly values: Float64Array;
  readonly #keys: readonly string[];
  readonly #loops: QuickLoops;
  readonly #elements: Float64Array;
  readonly #steps: number;
  /** Arrivals of operands without windows: where they are put, at which level, where its flags begin, which tile. */
  readonly #plain: Int32Array;
  /** `isPure` of those operands, one after the other. */
  readonly #isPure: Uint8Array;
  readonly #windows: readonly QuickWindows[];
  /** New tiles of operands without windows: where they are put, at which level, where its flags begin. */
  readonly #visits: Int32Array;

  constructor(counts: readonly QuickCount[], parts: { tiles: QuickTiles; loops: QuickLoops; held: QuickHeld }) {
    const distinct = new Map(counts.map((count) => [countKey(count), count]));
    this.#keys = [...distinct.keys()];
    this.values = new Float64Array(distinct.size).fill(1);
    this.#loops = parts.loops;
    this.#elements = parts.held.elements;
    this.#steps = this.#keys.indexOf('steps');
    const moves = [...distinct.values()].flatMap((count, at) => ('operand' in count ? [{ ...count, at }] : []));
    const visits = moves.filter(({ kind }) => kind === 'visits');
    const plain = moves.filter(({ kind, operand }) => kind !== 'visits' && operand.windows.length === 0);
    const rows = parts.loops.row.length;
    this.#plain = Int32Array.from(
      plain.flatMap(({ operand, child, at }, i) => [at, child, i * rows, parts.held.tileOf(operand, child)]),
    );
    this.#visits = Int32Array.from(visits.flatMap(({ child, at }, i) => [at, child, (plain.length + i) * rows]));
    this.#isPure = Uint8Array.from([...plain, ...visits].flatMap(({ operand }) => [...operand.isPure]));
    const windowed = moves.filter(({ kind, operand }) => kind !== 'visits' && operand.windows.length > 0);
    const boundaries = new Map(windowed.map((each) => [`${each.operand.index} ${each.child}`, each]));
    this.#windows = [...boundaries.values()].map(
      ({ operand, child }) =>
        new QuickWindows({
          ...parts,
          operand,
          child,
          values: this.values,
          counts: windowed
            .filter((each) => each.operand === operand && each.child === child)
            .map(({ at, ...each }) => ({ at, levels: each.kind === 'merged' ? each.levels : [] })),
        }),
    );
  }

  /** Where a count stands in `values`. */
  indexOf(count: QuickCount): number {
    return this.#keys.indexOf(countKey(count));
  }

  /** Fills in `values`; loops and tiles are known. Returns the steps of all loops. */
  count(): number {
    const { steps, above } = this.#loops;
    const total = steps[above[above.length - 1]!]!;
    if (this.#steps >= 0) this.values[this.#steps] = total;
    this.#countPlain();
    for (let i = 0; i < this.#windows.length; i += 1) this.#windows[i]!.count();
    return total;
  }

  /** Only a loop over one of the operand's dimensions brings a new tile, and everything outside it repeats that. */
  #countPlain(): void {
    const { values } = this;
    const { row, steps, above } = this.#loops;
    const isPure = this.#isPure;
    const plain = this.#plain;
    const elements = this.#elements;
    for (let i = 0; i < plain.length; i += 4) {
      const pure = plain[i + 2]!;
      let loop = above[plain[i + 1]!]!;
      while (loop > 0 && isPure[pure + row[loop - 1]!] === 0) loop -= 1;
      values[plain[i]!] = steps[loop]! * elements[plain[i + 3]!]!;
    }
    const visits = this.#visits;
    for (let i = 0; i < visits.length; i += 3) {
      let loop = above[visits[i + 1]!]!;
      while (loop > 0 && isPure[visits[i + 2]! + row[loop - 1]!] === 0) loop -= 1;
      values[visits[i]!] = steps[loop]!;
    }
  }
}
