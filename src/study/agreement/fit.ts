/** How one series of energies follows another, both in MACs per image. */
export interface Fit {
  /** Squared Pearson correlation: blind to slope and level. */
  readonly rSquared: number;
  /** MACs the second gains per MAC the first gains, least squares. */
  readonly slope: number;
  /** Mean of the second over mean of the first. */
  readonly level: number;
  /** Spearman: 1 where both put all cases in the same order. */
  readonly rank: number;
}

/** Fits `second` to `first`; null where a series does not vary, and there is nothing to correlate. */
export async function fitSeries(first: readonly number[], second: readonly number[]): Promise<Fit | null> {
  const { corr, mean, std } = await import('./statistics.ts');
  const [spread, other] = [Number(std([...first])), Number(std([...second]))];
  // Rounding leaves a constant series with a spread of its last digits.
  if (spread <= 1e-12 * Math.abs(Number(mean([...first]))) || other <= 1e-12 * Math.abs(Number(mean([...second]))))
    return null;
  const correlation = (a: readonly number[], b: readonly number[]) => Number(corr([...a], [...b]));
  const r = correlation(first, second);
  return {
    rSquared: r * r,
    slope: (r * other) / spread,
    level: Number(mean([...second])) / Number(mean([...first])),
    rank: correlation(ranks(first), ranks(second)),
  };
}

/** Place of each value in ascending order; equal ones share the mean of their places. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((each) => each < value).length;
    const equal = values.filter((each) => each === value).length;
    return below + (equal + 1) / 2;
  });
}
