/** Mean squared error and signal to quantisation noise in dB; infinite when nothing is lost. */
export function distortion(given: Float32Array, decoded: Float32Array): { meanSquared: number; sqnrDb: number } {
  let [signal, noise] = [0, 0];
  for (let at = 0; at < given.length; at += 1) {
    signal += given[at]! ** 2;
    noise += (given[at]! - decoded[at]!) ** 2;
  }
  return {
    meanSquared: given.length === 0 ? 0 : noise / given.length,
    sqnrDb: noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise),
  };
}

/** Share of weights that are zero. */
export function zeroShareOf(weights: Float32Array): number {
  let zeros = 0;
  for (let at = 0; at < weights.length; at += 1) if (weights[at] === 0) zeros += 1;
  return weights.length === 0 ? 0 : zeros / weights.length;
}
