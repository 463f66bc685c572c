export interface ZeroRuns {
  /** Zeros before each stored weight. */
  readonly runs: Uint32Array;
  /** The weights that are stored: those that are not zero, and fillers. */
  readonly values: Float32Array;
  /** Zeros stored only because a run was full. */
  readonly fillers: number;
}

/** Relative positions of EIE and Deep Compression: a run of 2^bits zeros is cut by storing its last zero. */
export function zeroRuns(weights: Float32Array, bits: number): ZeroRuns {
  const most = 2 ** bits - 1;
  const runs: number[] = [];
  const values: number[] = [];
  let [run, fillers] = [0, 0];
  for (let at = 0; at < weights.length; at += 1) {
    const value = weights[at]!;
    if (value === 0 && run < most) {
      run += 1;
      continue;
    }
    if (value === 0) fillers += 1;
    runs.push(run);
    values.push(value);
    run = 0;
  }
  return { runs: Uint32Array.from(runs), values: Float32Array.from(values), fillers };
}

/** The weights again; throws a RangeError when runs lead past the end. */
export function fromZeroRuns(runs: Uint32Array, values: Float32Array, count: number): Float32Array {
  const weights = new Float32Array(count);
  let at = 0;
  for (let index = 0; index < runs.length; index += 1) {
    at += runs[index]!;
    if (at >= count) throw new RangeError('a run leads past the last weight');
    weights[at] = values[index]!;
    at += 1;
  }
  return weights;
}
