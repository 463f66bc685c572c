/** Two's complement integers of `bits` bits; value = integer · 2^−fractionBits. */
export interface FixedPoint {
  readonly integers: Int32Array;
  readonly bits: number;
  /** May be negative. */
  readonly fractionBits: number;
}

/** Rounds numbers to integers of `bits` bits with the finest power of two as scale that keeps the largest in range. */
export function quantise(values: ArrayLike<number>, bits: number): FixedPoint {
  const top = 2 ** (bits - 1) - 1;
  let most = 0;
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, Math.abs(values[at]!));
  let fractionBits = most === 0 ? 0 : Math.floor(Math.log2(top / most));
  if (Math.round(most * 2 ** fractionBits) > top) fractionBits -= 1;
  const scale = 2 ** fractionBits;
  const integers = new Int32Array(values.length);
  for (let at = 0; at < values.length; at += 1) integers[at] = Math.round(values[at]! * scale);
  return { integers, bits, fractionBits };
}
