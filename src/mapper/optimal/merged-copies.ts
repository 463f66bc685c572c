import { productOf, type SearchOperand } from './index-space.ts';
import type { Spread } from './spreads.ts';

/** Copies a merging network makes one of if every window below overlapped with every other. */
export function allMerged({ still, sliding }: SearchOperand, { both }: Spread): number {
  return productOf(both, still) * productOf(both, sliding);
}

/** The same at most if no other network merges: so many sums of two sets of positions always differ. */
export function mostMerged({ quick, still }: SearchOperand, { both }: Spread): number {
  const windows = quick.windows.map((window) => {
    const factors = window.map(({ dimension }) => both[dimension]!);
    return productOf(factors, [...factors.keys()]) / factors.reduce((sum, factor) => sum + factor - 1, 1);
  });
  return productOf(both, still) * productOf(windows, [...windows.keys()]);
}

/** Of copies of a weight made from one: its words as a share of the copies, if each copy is needed or not; 1 for a single copy. */
export function neededShare(copies: number, idle: number): number {
  return idle === 0 ? 1 / copies : (1 - idle ** copies) / ((1 - idle) * copies);
}
