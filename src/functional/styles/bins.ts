/** Registers beside each MAC unit, by key; those touched since the unit was emptied are listed. */
export class Bins {
  readonly values: Float64Array;
  /** Values added, per bin. */
  readonly filled: Int32Array;
  /** Touched bins, units × keys. */
  readonly #touched: Int32Array;
  readonly #touchedCount: Int32Array;
  readonly #keys: number;

  constructor(units: number, keys: number) {
    this.values = new Float64Array(units * keys);
    this.filled = new Int32Array(units * keys);
    this.#touched = new Int32Array(units * keys);
    this.#touchedCount = new Int32Array(units);
    this.#keys = keys;
  }

  /** Index of a unit's bin, which counts as touched from now on. */
  touch(unit: number, key: number): number {
    const bin = unit * this.#keys + key;
    if (this.filled[bin] === 0) {
      this.#touched[unit * this.#keys + this.#touchedCount[unit]!] = key;
      this.#touchedCount[unit]! += 1;
    }
    this.filled[bin]! += 1;
    return bin;
  }

  /** Keys of a unit's touched bins, in the order they were touched first. */
  touched(unit: number): Int32Array {
    const from = unit * this.#keys;
    return this.#touched.subarray(from, from + this.#touchedCount[unit]!);
  }

  /** Empties the bins of a unit. */
  empty(unit: number): void {
    for (const key of this.touched(unit)) {
      this.values[unit * this.#keys + key] = 0;
      this.filled[unit * this.#keys + key] = 0;
    }
    this.#touchedCount[unit] = 0;
  }
}

/** More registers than a run is worth. */
export const mostRegisters = 2 ** 27;

/** Why so many registers beside each of the units are refused; undefined when they are not. */
export function tooManyRegisters(units: number, each: number): string | undefined {
  if (units * each <= mostRegisters) return undefined;
  return `${each} registers beside each of ${units} units are more than a run can hold`;
}
