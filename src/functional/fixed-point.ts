/** Two's complement integers; value = integer · 2^−fractionBits, which may be negative. */
export interface FixedPoint {
  readonly integers: Int32Array;
  readonly fractionBits: number;
}

/** Rounds numbers to integers of `bits` bits; the scale is the finest power of two that keeps the largest in range. */
export function quantise(values: ArrayLike<number>, bits: number): FixedPoint {
  const top = 2 ** (bits - 1) - 1;
  let most = 0;
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, Math.abs(values[at]!));
  let fractionBits = most === 0 ? 0 : Math.floor(Math.log2(top / most));
  if (Math.round(most * 2 ** fractionBits) > top) fractionBits -= 1;
  return { integers: atScale(values, fractionBits), fractionBits };
}

/** Numbers rounded to whole multiples of 2^−fractionBits. */
export function atScale(values: ArrayLike<number>, fractionBits: number): Int32Array {
  const scale = 2 ** fractionBits;
  const integers = new Int32Array(values.length);
  for (let at = 0; at < values.length; at += 1) integers[at] = Math.round(values[at]! * scale);
  return integers;
}

/** Sums shifted right, rounding down, by as few places as bring all of them into `bits` bits. */
export function shiftIntoRange(values: ArrayLike<number>, bits: number): { integers: Int32Array; shift: number } {
  const top = 2 ** (bits - 1);
  let [least, most] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    least = Math.min(least, values[at]!);
    most = Math.max(most, values[at]!);
  }
  let shift = 0;
  while (Math.floor(most / 2 ** shift) >= top || Math.floor(least / 2 ** shift) < -top) shift += 1;
  const integers = new Int32Array(values.length);
  for (let at = 0; at < values.length; at += 1) integers[at] = Math.floor(values[at]! / 2 ** shift);
  return { integers, shift };
}
