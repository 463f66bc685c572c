/** Cycles are whole; what is above a whole number by rounding alone is that number. */
export function wholeCycles(cycles: number): number {
  return Math.ceil(cycles * (1 - 1e-12));
}
