import type { Spread } from './spreads.ts';
import type { UnitWords } from './unit-words.ts';

/** `Sliding.table` for every way to lay tiles out below one level. */
export interface SlidingTable {
  /** By spread: `[tile · fields + field]`; fields: the tile laid out (-1: none), then least words of all copies apart, then merged. */
  readonly words: readonly Float64Array[];
  readonly fields: number;
}

interface SlidingInput {
  readonly unit: UnitWords;
  readonly spreads: readonly Spread[];
}

/** Those of several levels and operands, in the order given; those of an operand that does not slide: null. */
export function slidingTables(inputs: readonly SlidingInput[]): (SlidingTable | null)[] {
  const known = new Map<string, Float64Array>();
  return inputs.map(({ unit: { sliding, operand }, spreads }) => {
    if (sliding === null) return null;
    // Spreads that agree in the sliding dimensions differ in copies alone.
    const words = spreads.map(({ both }) => {
      const key = `${operand.index} ${operand.sliding.map((d) => both[d])}`;
      const own = known.get(key) ?? sliding.table(both);
      known.set(key, own);
      return own;
    });
    return { words, fields: sliding.fields };
  });
}
