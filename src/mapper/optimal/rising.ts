/** Where numbers that rise reach a value. */
export function firstFrom(rising: Int32Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Part of so many things, as even as can be: from its first to before its end. */
export function evenPart(count: number, part: number, parts: number): readonly [first: number, end: number] {
  return [Math.floor((part * count) / parts), Math.floor(((part + 1) * count) / parts)];
}
