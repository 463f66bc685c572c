const word = new DataView(new ArrayBuffer(4));

/** The value of IEEE 754 half-precision bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Half-precision bits nearest to a number; ties go to the even one, too large becomes infinite. */
export function numberToHalf(value: number): number {
  word.setFloat32(0, value);
  const sign = (word.getUint32(0) >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // half the step above the largest half, 65504, rounds up to infinity
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  // log2 may be off by one next to a power of two: the rounded fraction then carries into the exponent or stays short
  const fraction = roundToEven(size * 2 ** (10 - exponent));
  if (fraction < 1024 && exponent > -14)
    return sign | numberOfBits(roundToEven(size * 2 ** (11 - exponent)), exponent - 1);
  return sign | numberOfBits(fraction, exponent);
}

function numberOfBits(fraction: number, exponent: number): number {
  // 1024 is the hidden bit: adding lets a carry move into the exponent, and leaves subnormals at exponent 0
  return fraction + ((exponent + 14) << 10);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
