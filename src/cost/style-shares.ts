import type { Share } from './quick-plan.ts';
import { idleRun, type StyledCosts } from './quick-style.ts';

/** Where each share stands in `StyleShares.values`; from `weights` on what all who share a word do not need stays besides. */
export const shareIndex: Readonly<Record<Share, number>> = { inputs: 0, sums: 1, stops: 2, weights: 3, lookups: 4 };

/** Of one mapping: what arithmetic in its style costs, and the shares of words beside it that move. */
export class StyleShares {
  readonly values = new Float64Array(5).fill(1);
  /** Of `weights` and `lookups` besides: what all who share a word do not need stays. */
  idleWeights = 0;
  energyPj = 0;
  operationsPerStep = 0;
  /** Of the layer. */
  readonly #operations: number;

  constructor(operations: number) {
    this.#operations = operations;
  }

  /** Fills in everything; `copies`: partial sums that every step of every MAC moved, `firsts`: outputs times MACs that work on each. */
  put(costs: StyledCosts, copies: number, firsts: number): void {
    const visits = Math.min(copies, costs.visits);
    // Where every sum is a first one, what parents add up themselves moves all the same (`spared`).
    const idle = idleRun(costs, copies / visits);
    const again = Math.max(0, visits - firsts) * (1 - idle);
    this.energyPj = costs.energyPj;
    this.operationsPerStep = costs.operationsPerStep;
    this.values[shareIndex.inputs] = costs.inputs;
    this.values[shareIndex.sums] = copies === firsts ? 1 : again / (copies - firsts);
    this.values[shareIndex.stops] = idle;
    this.values[shareIndex.lookups] = costs.lookups;
    this.idleWeights = costs.idleWeights;
  }

  /** Of so many words beside the arithmetic, those that move. */
  moved(share: number, words: number): number {
    return (share < shareIndex.weights ? words : this.#movedWeights(words)) * this.values[share]!;
  }

  #movedWeights(words: number): number {
    return this.idleWeights === 0 ? words : words * (1 - this.idleWeights ** (this.#operations / words));
  }
}
