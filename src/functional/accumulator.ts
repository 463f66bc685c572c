/** Additions in two's complement of a fixed width: what does not fit wraps around, and is counted. */
export class Accumulator {
  /** Sums that did not fit. */
  overflows = 0;
  readonly bits: number;
  readonly #top: number;

  constructor(bits: number) {
    this.bits = bits;
    this.#top = 2 ** (bits - 1);
  }

  /** Exact up to 2^53 before it wraps. */
  add(sum: number, value: number): number {
    const result = sum + value;
    if (result < this.#top && result >= -this.#top) return result;
    this.overflows += 1;
    return wrap(result, this.bits);
  }
}

/** What is left of a whole number in two's complement of `bits` bits. */
export function wrap(value: number, bits: number): number {
  const range = 2 ** bits;
  return value - range * Math.floor((value + range / 2) / range);
}
