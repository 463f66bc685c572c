import type { QuickBoundary, QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { type IndexSpace, productOf, type SearchOperand } from './index-space.ts';
import { listSpreads, type Spread, type SpreadLimits, spreadLimits } from './spreads.ts';

/** A boundary whose child stands directly below a level: pJ of a word below that level's network, and of one above it. */
export interface Opening {
  readonly operand: number;
  readonly belowPj: number;
  readonly abovePj: number;
}

/** What choosing a spread below one level costs. */
export interface LevelCharges {
  readonly limits: SpreadLimits;
  readonly spreads: readonly Spread[];
  /** pJ that a spread costs whatever the loops. */
  readonly fixedPj: Float64Array;
  readonly openings: readonly Opening[];
  /** Per operand and spread: copies of each of its elements. */
  readonly copies: readonly Float64Array[];
  /** Per operand: does the network merge them? */
  readonly merges: readonly boolean[];
}

interface ChargesInput {
  readonly hardware: HardwareSpec;
  readonly limits: MapspaceLimits;
  readonly staticPjPerCycle: number;
}

/**
 * The energy of a mapping as a sum that grows from level to level, a lower bound of `QuickEstimate` and equal to it but for
 * sliding windows and for networks in a row without a memory between: what those merge is taken at its largest.
 */
export function levelCharges(
  plan: QuickPlan,
  space: IndexSpace,
  { hardware, limits, staticPjPerCycle }: ChargesInput,
): LevelCharges[] {
  return new Charges(plan, space, { hardware, limits }).build(staticPjPerCycle * plan.operationsPerStep);
}

class Charges {
  readonly #plan: QuickPlan;
  readonly #space: IndexSpace;
  readonly #levels: number;
  readonly #limits: readonly SpreadLimits[];
  readonly #spreads: readonly (readonly Spread[])[];
  readonly #fixed: Float64Array[];

  constructor(plan: QuickPlan, space: IndexSpace, { hardware, limits }: Pick<ChargesInput, 'hardware' | 'limits'>) {
    const { levelCount } = plan.nest;
    this.#plan = plan;
    this.#space = space;
    this.#levels = levelCount;
    this.#limits = hardware.levels.map(({ fanout }, level) => spreadLimits(fanout, limits.levels[level]!));
    this.#spreads = this.#limits.map((limits) => listSpreads(space.lattice, space.sizes, limits));
    this.#fixed = this.#spreads.map((spreads) => new Float64Array(spreads.length));
  }

  build(staticPjPerStep: number): LevelCharges[] {
    const { boundaries, nest, fixedEnergyPj } = this.#plan;
    const levels = [...this.#spreads.keys()];
    this.#charge(fixedEnergyPj, [], () => 1);
    this.#charge(staticPjPerStep * this.#space.points, levels, (spread) => 1 / product(spread.both));
    for (const boundary of boundaries) {
      const operand = this.#operandOf(boundary);
      this.#chargeDistinct(boundary, operand);
      if (boundary.child === this.#levels) this.#chargeArithmetic(boundary, operand);
    }
    return levels.map((level) => ({
      limits: this.#limits[level]!,
      spreads: this.#spreads[level]!,
      fixedPj: this.#fixed[level]!,
      openings: boundaries.flatMap((each) =>
        each.child === level + 1 && each.child < this.#levels ? [this.#opening(each)] : [],
      ),
      copies: this.#space.operands.map(({ still }) =>
        Float64Array.from(this.#spreads[level]!, ({ both }) => productOf(both, still)),
      ),
      merges: nest.operands.map((operand) => operand.merges[level]!),
    }));
  }

  #operandOf(boundary: QuickBoundary): SearchOperand {
    return this.#space.operands[this.#plan.nest.operands.indexOf(boundary.operand)]!;
  }

  /** Adds `pj` times a factor of the spread of each level: exactly at the level that spreads most, at their least at others. */
  #charge(
    pj: number,
    levels: readonly number[],
    factor: (spread: Spread) => number,
    elsewhere: (spread: Spread) => number = factor,
  ): void {
    if (pj === 0) return;
    const among = (level: number): number[] => this.#spreads[level]!.map(elsewhere);
    const spreading = levels.filter((level) => this.#most(level) > 1);
    const host = spreading.reduce(
      (most, level) => (this.#most(level) > this.#most(most) ? level : most),
      spreading[0] ?? 0,
    );
    const others = spreading.filter((level) => level !== host);
    const least = others.reduce((rest, level) => rest * (pj > 0 ? Math.min : Math.max)(...among(level)), pj);
    const fixed = this.#fixed[host]!;
    this.#spreads[host]!.forEach((spread, s) => {
      fixed[s] = fixed[s]! + least * (spreading.length > 0 ? factor(spread) : 1);
    });
  }

  /** Instances a level leads to at most. */
  #most(level: number): number {
    return Math.max(...this.#spreads[level]!.map(({ both }) => product(both)));
  }

  /** Outputs a parent or a child ever sees; see `quickTerms`. */
  #chargeDistinct(
    { parent, child, distinctParent, distinctChild }: QuickBoundary,
    { quick, still }: SearchOperand,
  ): void {
    const elements = productOf(this.#space.sizes, quick.pure);
    const copies = ({ both }: Spread): number => productOf(both, still);
    for (const [level, cost] of [
      [parent, distinctParent],
      [child, distinctChild],
    ] as const) {
      this.#charge(cost.energyPj * elements, [...Array(level).keys()], copies);
    }
  }

  #chargeArithmetic(boundary: QuickBoundary, operand: SearchOperand): void {
    for (const { level, energyPj } of boundary.cuts) {
      const merging = range(level + 1, boundary.child).filter((below) => operand.merges[below]);
      const share = (spread: Spread): number => 1 / mostMerged(operand, spread);
      const elsewhere = (spread: Spread): number => 1 / allMerged(operand, spread);
      this.#charge(energyPj * this.#space.points, merging, share, elsewhere);
    }
  }

  #opening({ operand, cuts, child }: QuickBoundary): Opening {
    const index = this.#plan.nest.operands.indexOf(operand);
    let belowPj = 0;
    let abovePj = 0;
    for (const { level, energyPj } of cuts) {
      if (level === child - 1) belowPj += energyPj;
      else {
        const merging = range(level + 1, child - 1).filter((between) => operand.merges[between]);
        const most = merging.reduce((all, between) => {
          const merged = this.#spreads[between]!.map((spread) => allMerged(this.#space.operands[index]!, spread));
          return all * Math.max(...merged);
        }, 1);
        abovePj += energyPj > 0 ? energyPj / most : energyPj;
      }
    }
    return { operand: index, belowPj, abovePj };
  }
}

/** Copies a merging network makes one of if every window below overlapped with every other. */
function allMerged({ still, sliding }: SearchOperand, { both }: Spread): number {
  return productOf(both, still) * productOf(both, sliding);
}

/** The same at most if no other network merges: so many sums of two sets of positions always differ. */
function mostMerged({ quick, still }: SearchOperand, { both }: Spread): number {
  const windows = quick.windows.map((window) => {
    const factors = window.map(({ dimension }) => both[dimension]!);
    return product(factors) / factors.reduce((sum, factor) => sum + factor - 1, 1);
  });
  return productOf(both, still) * product(windows);
}

function product(values: readonly number[]): number {
  return values.reduce((all, value) => all * value, 1);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
