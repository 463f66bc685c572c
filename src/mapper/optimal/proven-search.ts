import { QuickEstimate } from '../../cost/quick-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { BoundTables } from './bound-tables.ts';
import { Descent, type LevelPlace } from './descent.ts';
import { indexSpace } from './index-space.ts';
import { levelCharges } from './level-charges.ts';
import { OrderClasses } from './order-classes.ts';
import { planLimits } from './plan-limits.ts';

export interface BestMapping {
  readonly factors: Int32Array;
  readonly order: Int32Array;
  /** Of moves and arithmetic, and of what flows per cycle. */
  readonly energyPj: number;
}

/** Energies closer than this are equal: sums differ by rounding. */
const same = 1e-12;

/** How far above the least bound a round looks, until the best found lies below. */
const rounds = [1e-9, 0.002, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100, Number.POSITIVE_INFINITY];

/**
 * Finds the mapping of least energy, and proves it: bounds of every choice of tiles come from dynamic programming; those below
 * the best energy are evaluated exactly, in every class of loop orders, lowest bounds first (docs/decisions/0010).
 */
export class ProvenSearch {
  readonly tables: BoundTables;
  best: BestMapping | null = null;
  /** No mapping costs less than this, pJ; the energy of the best one once that is proven. */
  leastPj: number;
  /** Mappings evaluated, the choices of tiles they are of, and tiles looked at. */
  evaluated = 0;
  choices = 0;
  visited = 0;
  readonly #estimate: QuickEstimate;
  readonly #staticPj: number;
  readonly #limits: MapspaceLimits;
  /** Per level. */
  readonly #orders: readonly OrderClasses[];
  readonly #factors: Int32Array;
  readonly #order: Int32Array;
  readonly #seen = new Set<string>();
  readonly #seenTiles = new Set<string>();

  constructor(plan: QuickPlan, hardware: HardwareSpec, staticPjPerCycle: number) {
    const space = indexSpace(plan);
    const limits = planLimits(plan, hardware);
    const charges = levelCharges(plan, space, { hardware, limits, staticPjPerCycle });
    this.tables = new BoundTables(plan, space, charges, limits);
    this.leastPj = this.tables.leastPj;
    this.#estimate = new QuickEstimate(plan);
    this.#staticPj = staticPjPerCycle;
    this.#limits = limits;
    const free = new OrderClasses(space.operands, space.sizes.length);
    this.#orders = limits.levels.map(({ ranks }) =>
      ranks.length === 0 ? free : new OrderClasses(space.operands, space.sizes.length, ranks),
    );
    this.#factors = new Int32Array(this.#estimate.levels * 3 * space.sizes.length);
    this.#order = new Int32Array(this.#estimate.levels * space.sizes.length);
  }

  /**
   * Looks for a mapping below `belowPj`, at so many tiles at most. Then `leastPj` is what no mapping costs less than: the
   * energy of the best one, or `belowPj` where there is none below it, unless the search gave up.
   */
  run(most = Number.POSITIVE_INFINITY, belowPj = Number.POSITIVE_INFINITY): void {
    const { leastPj } = this.tables;
    if (leastPj === Number.POSITIVE_INFINITY) return;
    for (const round of rounds) {
      const limitPj = leastPj + round * Math.abs(leastPj);
      if (leastPj < belowPj && !this.#search(Math.min(limitPj, belowPj), most)) return;
      const foundPj = Math.min(belowPj, this.best?.energyPj ?? Number.POSITIVE_INFINITY);
      this.leastPj = Math.min(foundPj, limitPj);
      if (foundPj <= limitPj) return;
    }
  }

  /** Every mapping below a limit; false: gave up. */
  #search(limitPj: number, most: number): boolean {
    const lowest = (): number => Math.min(limitPj, this.best === null ? limitPj : this.best.energyPj * (1 - same));
    const descent = new Descent(this.tables, most - this.visited, (places) => {
      this.#evaluate(places);
      descent.limitPj = lowest();
    });
    descent.limitPj = lowest();
    const done = descent.run();
    this.visited += descent.visited;
    return done;
  }

  /** Every class of loop orders of one choice of tiles. */
  #evaluate(places: readonly LevelPlace[]): void {
    const tiles = places.map(({ laidOut, done, spread }) => `${laidOut},${done},${spread}`).join(';');
    const key = tiles + places.map(({ laidOut, done, first }) => (laidOut === done ? '' : bitsOf(first))).join();
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (this.#instances(places) < this.#limits.leastInstances) return;
    if (!this.#seenTiles.has(tiles)) this.choices += 1;
    this.#seenTiles.add(tiles);
    const { values, dimensions } = this.tables.space.lattice;
    const walked = places.map(({ laidOut, done, spread }, level) => {
      const { x, y } = this.tables.levels[level]!.charges.spreads[spread]!;
      let bits = 0;
      for (let d = 0; d < dimensions; d += 1) {
        const at = level * 3 * dimensions + d;
        this.#factors[at] = values[d]![done]! / values[d]![laidOut]!;
        this.#factors[at + dimensions] = x[d]!;
        this.#factors[at + 2 * dimensions] = y[d]!;
        if (this.#factors[at]! > 1) bits |= 1 << d;
      }
      return bits;
    });
    this.#tryOrders(walked, places, 0);
  }

  #instances(places: readonly LevelPlace[]): number {
    return places.reduce((all, { spread }, level) => {
      const { both } = this.tables.levels[level]!.charges.spreads[spread]!;
      return both.reduce((product, factor) => product * factor, all);
    }, 1);
  }

  #tryOrders(walked: readonly number[], places: readonly LevelPlace[], level: number): void {
    const { dimensions } = this.#estimate;
    const classes = this.#orders[level]!.of(walked[level]!, bitsOf(places[level]!.first));
    // The arithmetic holds nothing: the order of the innermost loops costs nothing.
    const count = level === walked.length - 1 ? Math.min(1, classes.length) : classes.length;
    for (let i = 0; i < count; i += 1) {
      this.#order.set(classes[i]!, level * dimensions);
      if (level + 1 < walked.length) this.#tryOrders(walked, places, level + 1);
      else this.#try();
    }
  }

  #try(): void {
    this.evaluated += 1;
    const estimate = this.#estimate;
    if (!estimate.evaluate(this.#factors, this.#order)) return;
    const energyPj = estimate.energyPj + this.#staticPj * estimate.cycles;
    if (this.best !== null && energyPj >= this.best.energyPj) return;
    this.best = { factors: this.#factors.slice(), order: this.#order.slice(), energyPj };
  }
}

function bitsOf(dimensions: readonly number[]): number {
  let bits = 0;
  for (let i = 0; i < dimensions.length; i += 1) bits |= 1 << dimensions[i]!;
  return bits;
}
