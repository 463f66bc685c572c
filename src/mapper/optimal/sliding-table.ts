import type { Spread } from './spreads.ts';
import type { Team, TeamMemory } from './team.ts';
import type { Sliding, UnitWords } from './unit-words.ts';
import type { LeastWords } from './window-bound.ts';

/** `Sliding.wordsOf` as numbers, for every way to lay tiles out below one level. */
export interface SlidingTable {
  /** By spread: `[tile · fields + field]`; fields: the tile laid out (-1: none), then `LeastWords` of all copies apart, then merged. */
  readonly words: readonly Float64Array[];
  readonly fields: number;
}

/** Where `LeastWords` stand in a tile's fields; `turning` of operand o stands at `turning + o`. */
export const repeated = 0;
export const once = 1;
export const whole = 2;
export const turning = 3;

/** Numbers of `LeastWords`. */
export function wordFields(operands: number): number {
  return turning + operands;
}

interface SlidingInput {
  readonly unit: UnitWords;
  readonly spreads: readonly Spread[];
  /** Of the layer. */
  readonly operands: number;
}

/** Those of several levels and operands, in the order given; those of an operand that does not slide: null. */
export function slidingTables(
  inputs: readonly SlidingInput[],
  { team, memory }: { readonly team: Team; readonly memory: TeamMemory },
): (SlidingTable | null)[] {
  const jobs: (() => void)[] = [];
  const tables = inputs.map(({ unit, spreads, operands }) => {
    const { sliding, operand } = unit;
    if (sliding === null) return null;
    const fields = 1 + 2 * wordFields(operands);
    // Spreads that agree in the sliding dimensions differ in copies alone.
    const known = new Map<string, Float64Array>();
    const words = spreads.map(({ both }) => {
      const key = operand.sliding.map((d) => both[d]).join();
      const before = known.get(key);
      if (before !== undefined) return before;
      const own = memory.floats(fields * sliding.least.length);
      known.set(key, own);
      jobs.push(() => fill(own, fields, sliding, both));
      return own;
    });
    return { words, fields };
  });
  team.share(jobs.length, (job) => jobs[job]!());
  return tables;
}

function fill(into: Float64Array, fields: number, { wordsOf }: Sliding, both: readonly number[]): void {
  wordsOf(both).forEach(({ laidOut, apart, merged }, tile) => {
    const at = tile * fields;
    into[at] = laidOut;
    if (laidOut < 0) return;
    put(into, at + 1, apart);
    put(into, at + 1 + (fields - 1) / 2, merged);
  });
}

function put(into: Float64Array, at: number, words: LeastWords): void {
  into[at + repeated] = words.repeated;
  into[at + once] = words.once;
  into[at + whole] = words.whole;
  into.set(words.turning, at + turning);
}
