import type { NestRank } from '../dataflow/nest.ts';
import { MergedIntervals } from './merged-intervals.ts';

/** Elements that a layer of such sizes has at all, in these ranks: of windows that leave gaps only those that some point reaches. */
export function distinctElements(ranks: readonly NestRank[], sizes: readonly number[]): number {
  return ranks.reduce((all, rank) => {
    const window = new MergedIntervals(rank.length);
    for (const { dimension, coefficient } of rank) {
      if (sizes[dimension]! > 1) window.add(Math.abs(coefficient), sizes[dimension]!);
    }
    return all * window.cover(1);
  }, 1);
}
