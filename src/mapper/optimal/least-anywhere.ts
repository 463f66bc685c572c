import { distinctElements } from '../../cost/distinct-elements.ts';
import type { QuickBoundary, QuickPlan, Share, WordCost } from '../../cost/quick-plan.ts';
import { type QuickStyle, quickStyle, type StyledCosts } from '../../cost/quick-style.ts';
import { wholeCycles } from '../../cost/whole-cycles.ts';
import { product } from './index-space.ts';
import { allStyledCosts } from './style-bounds.ts';

/** What no mapping goes below, whatever its tiles. */
export interface LeastAnywhere {
  /** Without leakage and clock power. */
  readonly energyPj: number;
  readonly cycles: number;
}

/**
 * At once, and below what tables say: the arithmetic takes in every word of every step, as many of them merged as fan-outs make
 * room for, but every element once; further out every element moves once; all units and all instances of a port are busy. Where arithmetic hangs on the
 * mapping, whatever it costs is at its least by itself. Factors need not divide. null: what moves may gain something.
 */
export function leastAnywhere(plan: QuickPlan): LeastAnywhere | null {
  const own = plan.nest.problem.dimensions.map(({ size }) => size);
  const arithmetic = plan.style && leastArithmetic(quickStyle(plan.style), plan);
  const least = new Least(plan, own, arithmetic?.shares ?? noShares);
  const movedPj = least.of(({ energyPj }) => energyPj);
  if (movedPj === null) return null;
  const onPorts = plan.ports.map(({ rate, level, sharedBy }, port) => {
    const bits = least.of(({ ports }) => ports.find((each) => each.port === port)?.bits ?? 0);
    return (bits ?? 0) / (rate * Math.ceil(least.fanOut(0, level) / sharedBy));
  });
  const onArray = (plan.operationsPerStep * product(own)) / least.fanOut(0, plan.nest.levelCount);
  const cycles = Math.max(onArray, ...onPorts);
  return {
    energyPj: Math.max(0, plan.fixedEnergyPj + (arithmetic?.energyPj ?? 0) + movedPj),
    cycles: plan.exposed === null ? cycles : wholeCycles(cycles),
  };
}

type Shares = Readonly<Record<Share, number>>;

const noShares: Shares = { inputs: 0, sums: 0, stops: 0, weights: 0, lookups: 0 };

/** What it costs at least, and the shares of words beside it that move at least: every sum may be a first one. */
function leastArithmetic(style: QuickStyle, plan: QuickPlan): { energyPj: number; shares: Shares } {
  const all = allStyledCosts(style, plan);
  const of = (cost: (each: StyledCosts) => number): number => Math.min(...all.map(cost));
  const weights = 1 - style.mostIdleWeights();
  const shares = {
    inputs: of(({ inputs }) => inputs),
    sums: 0,
    stops: 0,
    weights,
    lookups: weights * of(({ lookups }) => lookups),
  };
  return { energyPj: of(({ energyPj }) => energyPj), shares };
}

type Price = (cost: WordCost) => number;

class Least {
  readonly #plan: QuickPlan;
  readonly #own: readonly number[];
  readonly #shares: Shares;

  constructor(plan: QuickPlan, own: readonly number[], shares: Shares) {
    this.#plan = plan;
    this.#own = own;
    this.#shares = shares;
  }

  /** Instances of all levels from one to before another together, at most. */
  fanOut(from: number, to: number, counts: (level: number) => boolean = () => true): number {
    const levels = this.#plan.fanouts.map(({ x, y }, level) =>
      level >= from && level < to && counts(level) ? x * y : 1,
    );
    return product(levels);
  }

  /** Of all words, at such a price of one; null: some have none below zero. */
  of(price: Price): number | null {
    let sum = 0;
    for (const boundary of this.#plan.boundaries) {
      const all = [
        { costs: boundary, share: 1 },
        ...boundary.varying.map((each) => ({ costs: each, share: this.#shares[each.by] })),
      ];
      for (const { costs, share } of all) {
        const moved = this.#ofBoundary({ ...boundary, ...costs }, price);
        if (moved === null) return null;
        sum += share * moved;
      }
    }
    return sum;
  }

  #ofBoundary(boundary: QuickBoundary, price: Price): number | null {
    const { operand, parent, child, cuts, distinctParent, distinctChild } = boundary;
    const isArithmetic = child === this.#plan.nest.levelCount;
    const elements = distinctElements(operand.ranks, this.#own);
    const wordsAt = (level: number): number => {
      const merged = this.fanOut(level + 1, child, (below) => operand.merges[below]!);
      return isArithmetic ? Math.max(elements, product(this.#own) / merged) : elements;
    };
    const prices = withoutGains(cuts.map((cut) => [cut.level, price(cut)]));
    if (prices === null) return null;
    let sum = 0;
    for (const [level, of, cost] of [
      [parent - 1, parent, distinctParent],
      [child - 1, child, distinctChild],
    ] as const) {
      const distinct = price(cost);
      // Those that save something are no more than instances may see; nor than words, if one more word costs more than it saves.
      const seen = elements * this.fanOut(0, of);
      const most = (prices.get(level) ?? 0) + distinct < 0 ? seen : Math.min(seen, wordsAt(level));
      sum += distinct * (distinct < 0 ? most : elements);
    }
    for (const [level, each] of prices) sum += wordsAt(level) * each;
    return sum;
  }
}

/** Networks only make more of words: what is saved at one is saved at most as often as words pass the next one inwards. null: more than they cost. */
function withoutGains(prices: readonly (readonly [level: number, price: number])[]): Map<number, number> | null {
  const found = new Map<number, number>();
  let saved = 0;
  for (const [level, price] of prices) {
    const all = price + saved;
    saved = Math.min(0, all);
    found.set(level, Math.max(0, all));
  }
  return saved < 0 ? null : found;
}
