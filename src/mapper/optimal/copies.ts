import type { Edges } from './edges.ts';
import { productOf, type SearchOperand } from './index-space.ts';
import type { Spread } from './spreads.ts';

/** By spread: copies of each element, and how many of them are at work at least on average. */
export interface Copies {
  readonly all: Float64Array;
  readonly least: Float64Array;
}

export function copiesOf(edges: Edges, { still }: SearchOperand, spreads: readonly Spread[]): Copies {
  const [all, least] = [new Float64Array(spreads.length), new Float64Array(spreads.length)];
  for (let s = 0; s < spreads.length; s += 1) {
    const { both } = spreads[s]!;
    let share = 1;
    for (const d of still) if (both[d]! > 1) share *= edges.shareOf(d);
    all[s] = productOf(both, still);
    least[s] = all[s]! * share;
  }
  return { all, least };
}

/** Of what costs so much: all of them where they gain something, else those at work at least. */
export function copiesThat({ all, least }: Copies, pj: number): Float64Array {
  return pj < 0 ? all : least;
}

/** Copies a merging network makes one of if every window below overlapped with every other. */
export function allMerged({ still, sliding }: SearchOperand, { both }: Spread): number {
  return productOf(both, still) * productOf(both, sliding);
}

/** The same at most if no other network merges: so many sums of two sets of positions always differ. */
export function mostMerged({ quick, still }: SearchOperand, { both }: Spread): number {
  let merged = productOf(both, still);
  for (const window of quick.windows) {
    let copies = 1;
    let positions = 1;
    for (const { dimension } of window) {
      copies *= both[dimension]!;
      positions += both[dimension]! - 1;
    }
    merged *= copies / positions;
  }
  return merged;
}

/** Of copies of a weight made from one: its words as a share of the copies, if each copy is needed or not; 1 for a single copy. */
export function neededShare(copies: number, idle: number): number {
  return idle === 0 ? 1 / copies : (1 - idle ** copies) / ((1 - idle) * copies);
}
