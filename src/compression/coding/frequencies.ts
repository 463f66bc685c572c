const most = 65535;

/** Counts as 16-bit frequencies for the arithmetic coder: exact while the stream is short enough, else scaled. */
export function codingFrequencies(counts: ArrayLike<number>): Uint16Array {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const scale = total <= most ? 1 : most / total;
  // a symbol that occurs keeps at least 1
  return Uint16Array.from(counts, (count) => (count === 0 ? 0 : Math.max(1, Math.round(count * scale))));
}
