import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import { QuickEstimate } from '../../cost/quick-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { LevelPlace } from './descent.ts';
import { Front } from './front.ts';
import { type Candidate, type Estimate, type Leaf, pricedPj, type Sieve } from './leaf.ts';
import { splitOfPlace } from './needed-split.ts';
import { bitsOf, OrderClasses } from './order-classes.ts';
import type { SearchSpace } from './search-space.ts';
import { visitPieces } from './style-bounds.ts';

const loopFields = 3;

const none = new Int32Array(0);

/** Evaluates choices of tiles in every class of loop orders. */
export class LeafEvaluator {
  /** Of the mapping that is visited. */
  factors: Int32Array;
  readonly order: Int32Array;
  readonly #space: SearchSpace;
  readonly #estimate: QuickEstimate;
  readonly #atEdges: EdgeEstimate | undefined;
  readonly #ports: number;
  /** Per level. */
  readonly #orders: readonly OrderClasses[];
  readonly #seesVisits: boolean;

  /** `atEdges`: judges mappings where the sizes of the plan are larger than the layer's own. */
  constructor(plan: QuickPlan, space: SearchSpace, atEdges: EdgeEstimate | undefined) {
    const { operands, limits, sizes } = space;
    this.#space = space;
    this.#estimate = new QuickEstimate(plan);
    this.#atEdges = atEdges;
    this.#ports = plan.ports.length;
    this.#seesVisits = visitPieces(plan, space) !== null;
    const free = new OrderClasses(operands, sizes.length);
    // The arithmetic holds nothing: of the innermost loops at most how long it stays on one output matters.
    const visiting = operands.filter((_, index) => plan.nest.operands[index]!.isOutput);
    this.#orders = limits.levels.map(({ ranks }, level) => {
      if (this.#seesVisits && level === limits.levels.length - 1) {
        return new OrderClasses(visiting, sizes.length, ranks);
      }
      return ranks.length === 0 ? free : new OrderClasses(operands, sizes.length, ranks);
    });
    this.factors = new Int32Array(limits.levels.length * 3 * sizes.length);
    this.order = new Int32Array(limits.levels.length * sizes.length);
  }

  leafOf(places: readonly LevelPlace[]): Leaf {
    const { values, dimensions } = this.#space.lattice;
    const factors = new Int32Array(places.length * 3 * dimensions);
    const loops = new Int32Array(places.length * loopFields);
    places.forEach((place, level) => {
      const { laidOut, done, first } = place;
      const { x, y } = splitOfPlace(this.#space, level, place);
      let bits = 0;
      for (let d = 0; d < dimensions; d += 1) {
        const at = level * 3 * dimensions + d;
        factors[at] = values[d]![done]! / values[d]![laidOut]!;
        factors[at + dimensions] = x[d]!;
        factors[at + 2 * dimensions] = y[d]!;
        if (factors[at]! > 1) bits |= 1 << d;
      }
      loops.set([bits, bitsOf(first), this.#space.edges.thin(laidOut, done)], level * loopFields);
    });
    return { factors, loops };
  }

  /** How many mappings it has. */
  count({ loops }: Leaf): number {
    let count = 1;
    for (let level = 0; level < this.#orders.length; level += 1) count *= this.#classes(loops, level).length;
    return count;
  }

  /** Every mapping that fits, one of each class of loop orders: `visit` finds it in `factors` and `order`. */
  each({ factors, loops }: Leaf, visit: (estimate: Estimate) => void): void {
    const edges = this.#atEdges;
    const estimate = this.#estimate;
    this.factors = factors;
    this.#eachFrom(0, loops, () => {
      if (edges === undefined) {
        if (estimate.evaluate(this.factors, this.order)) visit(estimate);
      } else {
        edges.evaluate(this.factors, this.order);
        visit(edges);
      }
    });
  }

  /** Those that may matter, in order. */
  candidates(leaves: readonly Leaf[], { staticPj, known, prices, limitPj, ...sieve }: Sieve): Candidate[] {
    const found: Candidate[] = [];
    const front = new Front(known.map((each) => ({ ...each, factors: none, order: none })));
    let { room } = sieve;
    const look = (estimate: Estimate): void => {
      const { cycles, arithmeticCycles, exposedCycles } = estimate;
      const isNoted = room > 0 && pricedPj(estimate, prices) < limitPj;
      const energyPj = estimate.energyPj + staticPj * cycles;
      const isAdmitted = front.admits(energyPj, cycles);
      if (!isNoted && !isAdmitted) return;
      if (isNoted) room -= 1;
      const [factors, order] = [this.factors, this.order.slice()];
      const busyCycles = Float64Array.from({ length: this.#ports }, (_, port) => estimate.busyCycles(port));
      found.push({ factors, order, energyPj: estimate.energyPj, cycles, arithmeticCycles, exposedCycles, busyCycles });
      if (isAdmitted) front.add({ factors, order, energyPj, cycles });
    };
    for (const leaf of leaves) this.each(leaf, look);
    return found;
  }

  #eachFrom(level: number, loops: Int32Array, visit: () => void): void {
    const classes = this.#classes(loops, level);
    const at = level * this.#space.sizes.length;
    for (let i = 0; i < classes.length; i += 1) {
      this.order.set(classes[i]!, at);
      if (level + 1 < this.#orders.length) this.#eachFrom(level + 1, loops, visit);
      else visit();
    }
  }

  #classes(loops: Int32Array, level: number): readonly Int32Array[] {
    const at = level * loopFields;
    const classes = this.#orders[level]!.of(loops[at]!, loops[at + 1]!, loops[at + 2]!);
    const isFree = level === this.#orders.length - 1 && !this.#seesVisits;
    return isFree && classes.length > 1 ? classes.slice(0, 1) : classes;
  }
}
