import { IndexedProducts } from './indexed-products.ts';
import { QuickBill } from './quick-bill.ts';
import { QuickCounts } from './quick-counts.ts';
import { QuickExposed } from './quick-exposed.ts';
import { QuickHeld } from './quick-held.ts';
import { QuickLoops } from './quick-loops.ts';
import { quickOperand } from './quick-operand.ts';
import type { QuickPlan } from './quick-plan.ts';
import { QuickShares } from './quick-shares.ts';
import { quickStyle } from './quick-style.ts';
import { quickTerms } from './quick-terms.ts';
import { QuickTiles } from './quick-tiles.ts';
import { wholeCycles } from './whole-cycles.ts';

/**
 * Energy and cycles of one mapping with perfect factors, fast: no allocation, and only what the mapping changes. Equal to
 * `estimateLayer` under the `element` rule but for the energy grid; cycles without ramp and drain unless the plan has them.
 *
 * A mapping is two arrays. `factors[(level·3 + slot)·D + dimension]`: slot 0 in time, 1 on X, 2 on Y (not looked at where
 * a level leads to a single instance). `order[level·D + position]`: the dimensions of a level's loops in time, outermost first.
 */
export class QuickEstimate {
  readonly plan: QuickPlan;
  readonly levels: number;
  readonly dimensions: number;
  /** Results of the last `evaluate` that was true. */
  energyPj = 0;
  cycles = 0;
  /** Of the cycles: those of the arithmetic, and those of ramp and drain. */
  arithmeticCycles = 0;
  exposedCycles = 0;

  /** Cycles a port was busy. */
  busyCycles(port: number): number {
    return this.#bill.busyCycles(port);
  }

  readonly #tiles: QuickTiles;
  readonly #held: QuickHeld;
  readonly #loops: QuickLoops;
  readonly #counts: QuickCounts;
  readonly #products: IndexedProducts;
  readonly #bill: QuickBill;
  readonly #shares: QuickShares | null;
  readonly #exposed: QuickExposed | null;

  constructor(plan: QuickPlan) {
    const { nest, ports } = plan;
    this.plan = plan;
    this.levels = nest.levelCount;
    this.dimensions = nest.sizes.length;
    const operands = nest.operands.map((operand, index) => quickOperand(operand, index, nest));
    const tiles = new QuickTiles(plan);
    const held = new QuickHeld(plan, operands, tiles);
    const loops = new QuickLoops(this.levels, this.dimensions);
    const terms = quickTerms(plan, operands, tiles);
    const output = operands.find(({ index }) => nest.operands[index]!.isOutput)!;
    const shares =
      plan.style === null
        ? null
        : new QuickShares(quickStyle(plan.style), output, { tiles, names: nest.dimensionNames });
    const counts = new QuickCounts([...terms.map((term) => term.count), ...(shares === null ? [] : [shares.visits])], {
      tiles,
      loops,
      held,
    });
    const instances = ports.map(({ level, sharedBy }) => {
      return {
        of: tiles.spreading.filter((above) => above < level).flatMap((above) => tiles.spaceAt(above)),
        sharedBy,
      };
    });
    const choices = terms.map(({ times, sharedBy }) => ({ of: times, sharedBy }));
    const own = shares === null ? [] : [shares.instances, shares.firsts];
    const products = new IndexedProducts(tiles.values, [...choices, ...instances, ...own]);
    shares?.join(counts, products);
    this.#tiles = tiles;
    this.#held = held;
    this.#loops = loops;
    this.#counts = counts;
    this.#products = products;
    this.#bill = new QuickBill(plan, terms, { counts, products, instances, shares });
    this.#shares = shares;
    this.#exposed = plan.exposed && new QuickExposed(plan, tiles);
  }

  /** Fills in `energyPj` and `cycles`; false when some memory or fan-out is too small. */
  evaluate(factors: Int32Array, order: Int32Array): boolean {
    if (!this.#tiles.read(factors) || !this.#held.measure()) return false;
    this.#loops.read(factors, order);
    this.#products.multiply();
    const steps = this.#counts.count();
    const shares = this.#shares;
    shares?.read(steps);
    this.energyPj = this.plan.fixedEnergyPj + this.#bill.energyPj() + (shares?.energyPj ?? 0);
    this.arithmeticCycles = steps * (shares?.operationsPerStep ?? this.plan.operationsPerStep);
    const pace = this.#bill.cycles(this.arithmeticCycles);
    this.exposedCycles = this.#exposed?.cycles() ?? 0;
    this.cycles = this.#exposed === null ? pace : wholeCycles(pace) + this.exposedCycles;
    return true;
  }
}
