/** Exactly `count` of the smallest, of equal ones the first; undefined for none. */
export function smallestMask(values: Float64Array, count: number): Uint8Array | undefined {
  if (count === 0) return undefined;
  const threshold = values.slice().sort()[count - 1]!;
  const mask = new Uint8Array(values.length);
  let missing = count;
  for (let at = 0; at < values.length; at += 1) {
    if (values[at]! >= threshold) continue;
    mask[at] = 1;
    missing -= 1;
  }
  for (let at = 0; missing > 0; at += 1) {
    if (values[at] !== threshold) continue;
    mask[at] = 1;
    missing -= 1;
  }
  return mask;
}
