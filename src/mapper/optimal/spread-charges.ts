import { instancesOf } from './spread-factors.ts';
import type { Spread } from './spreads.ts';

/** Sums, per level and way to lay tiles out below it, of what does not hang on loops. */
export class SpreadCharges {
  /** Per level and spread. */
  readonly fixedPj: readonly Float64Array[];
  readonly #spreads: readonly (readonly Spread[])[];
  readonly #sizes: readonly number[];
  /** Per level and spread: instances. */
  readonly #instances: readonly Float64Array[];
  /** Per level: instances it leads to at most. */
  readonly #most: readonly number[];
  /** Per level and other level: see `#together`. */
  readonly #known: Uint8Array[][];

  /** `sizes`: what tiles divide. */
  constructor(spreads: readonly (readonly Spread[])[], sizes: readonly number[]) {
    this.#spreads = spreads;
    this.#sizes = sizes;
    this.#instances = spreads.map(instancesOf);
    this.#most = this.#instances.map((own) => extreme(own, false));
    this.#known = spreads.map(() => []);
    this.fixedPj = spreads.map((own) => new Float64Array(own.length));
  }

  /**
   * Adds `pj` times a factor of the spread of each level: exactly at the level that spreads most, at others at the least of those
   * that leave room for its spread.
   */
  add(pj: number, levels: readonly number[], factors: FactorsOf, elsewhere: FactorsOf = factors): void {
    if (pj === 0) return;
    const host = this.#widest(levels);
    if (host === null) {
      this.addToAll(pj);
      return;
    }
    const charge = factors(host).map((each) => pj * each);
    for (const level of levels) {
      if (level === host || this.most(level) <= 1) continue;
      this.#scale(charge, elsewhere(level), { host, level, isLeast: pj > 0, none: Number.POSITIVE_INFINITY });
    }
    const fixed = this.fixedPj[host]!;
    for (let s = 0; s < fixed.length; s += 1) fixed[s] = fixed[s]! + charge[s]!;
  }

  /** What no spread changes. */
  addToAll(pj: number): void {
    const fixed = this.fixedPj[0]!;
    for (let s = 0; s < fixed.length; s += 1) fixed[s] = fixed[s]! + pj;
  }

  /** Leaves out ways to lay tiles out that lead to fewer instances of the arithmetic, however other levels spread. */
  leaveOutBelow(instances: number): void {
    const levels = range(0, this.#spreads.length);
    for (const level of levels) {
      const all = this.#instancesWith(level, levels);
      const fixed = this.fixedPj[level]!;
      for (let s = 0; s < fixed.length; s += 1) {
        if (all[s]! < instances * (1 - 1e-9)) fixed[s] = Number.POSITIVE_INFINITY;
      }
    }
  }

  /** Instances a level leads to at most. */
  most(level: number): number {
    return this.#most[level]!;
  }

  /** Instances of a level at most. */
  instancesAbove(level: number): number {
    const levels = range(0, level);
    const host = this.#widest(levels);
    return host === null ? 1 : extreme(this.#instancesWith(host, levels), false);
  }

  /** The level that spreads most; null: none does. */
  #widest(levels: readonly number[]): number | null {
    let host: number | null = null;
    for (const level of levels) if (this.most(level) > (host === null ? 1 : this.most(host))) host = level;
    return host;
  }

  /** Of several levels at most, for each spread of one of them. */
  #instancesWith(host: number, levels: readonly number[]): Float64Array {
    const all = this.#instances[host]!.slice();
    for (const level of levels) {
      if (level !== host && this.most(level) > 1) {
        this.#scale(all, this.#instances[level]!, { host, level, isLeast: false, none: 0 });
      }
    }
    return all;
  }

  /** Multiplies what each spread of a level comes to by the least, or the largest, factor of another level that leaves room for it; `none`: none does. */
  #scale(
    values: Float64Array,
    factors: Float64Array,
    {
      host,
      level,
      isLeast,
      none,
    }: { readonly host: number; readonly level: number; readonly isLeast: boolean; readonly none: number },
  ): void {
    const together = this.#together(host, level);
    for (let s = 0, at = 0; s < values.length; s += 1) {
      let found = isLeast ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      for (let t = 0; t < factors.length; t += 1, at += 1) {
        const own = factors[t]!;
        if (together[at] === 1 && (isLeast ? own < found : own > found)) found = own;
      }
      values[s] = Number.isFinite(found) ? values[s]! * found : none;
    }
  }

  /** By spread of one level and then of another: 1 where the layer has room for both. */
  #together(one: number, other: number): Uint8Array {
    const known = this.#known[one]![other];
    if (known !== undefined) return known;
    const [rows, columns] = [this.#spreads[one]!, this.#spreads[other]!];
    const together = new Uint8Array(rows.length * columns.length);
    for (let s = 0, at = 0; s < rows.length; s += 1) {
      for (let t = 0; t < columns.length; t += 1, at += 1) {
        together[at] = haveRoom(rows[s]!.both, columns[t]!.both, this.#sizes) ? 1 : 0;
      }
    }
    this.#known[one]![other] = together;
    return together;
  }
}

function haveRoom(one: readonly number[], other: readonly number[], sizes: readonly number[]): boolean {
  for (let d = 0; d < sizes.length; d += 1) if (sizes[d]! % (one[d]! * other[d]!) !== 0) return false;
  return true;
}

/** Of a level: one for each of its spreads. */
export type FactorsOf = (level: number) => Float64Array;

/** The least or the largest. */
function extreme(factors: Float64Array, isLeast: boolean): number {
  let found = isLeast ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (let s = 0; s < factors.length; s += 1) {
    const own = factors[s]!;
    if (isLeast ? own < found : own > found) found = own;
  }
  return found;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
