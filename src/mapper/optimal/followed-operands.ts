/** Of an operand: dimensions that do not index it, and whether it is only read. */
interface Repeated {
  readonly still: readonly number[];
  readonly isInput: boolean;
}

/**
 * Bounds follow operands as loops repeat their tiles, one of them at a time; so of two that one loop repeats one is not followed,
 * but counted as if each of its elements moved once. Inputs that most loops repeat, the smallest, are the first to go. True: followed.
 */
export function followedOperands(operands: readonly Repeated[], dimensions: number): boolean[] {
  const followed = operands.map(() => true);
  const repeatedBy = (d: number): number[] =>
    operands.flatMap(({ still }, operand) => (followed[operand] && still.includes(d) ? [operand] : []));
  for (let d = 0; d < dimensions; d += 1) {
    for (let found = repeatedBy(d); found.length > 1; found = repeatedBy(d)) {
      const smallest = found.reduce((least, each) => (isRather(operands[each]!, operands[least]!) ? each : least));
      followed[smallest] = false;
    }
  }
  return followed;
}

/** The first rather than the second is not followed. */
function isRather(first: Repeated, second: Repeated): boolean {
  if (first.isInput !== second.isInput) return first.isInput;
  return first.still.length > second.still.length;
}
