/** Bits of a plain index into `entries`: ⌈log2 K⌉, computed without rounding error. */
export function plainIndexBits(entries: number): number {
  return entries <= 1 ? 0 : 32 - Math.clz32(entries - 1);
}
