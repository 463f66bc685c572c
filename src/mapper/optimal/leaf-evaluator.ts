import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import { QuickEstimate } from '../../cost/quick-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { LevelPlace } from './descent.ts';
import { Front } from './front.ts';
import {
  type Candidate,
  type Estimate,
  type Leaf,
  type MappingVisitor,
  type PackedLeaves,
  pricedPj,
  type Sieve,
  unpackLeaf,
} from './leaf.ts';
import { splitOfPlace } from './needed-split.ts';
import { bitsOf, OrderClasses } from './order-classes.ts';
import type { SearchSpace } from './search-space.ts';
import { visitPieces } from './style-bounds.ts';

const loopFields = 3;

const none = new Int32Array(0);

/** Evaluates choices of tiles in every class of loop orders. */
export class LeafEvaluator {
  /** Of the mapping that is visited. */
  readonly #order: Int32Array;
  readonly #space: SearchSpace;
  readonly #estimate: QuickEstimate;
  readonly #atEdges: EdgeEstimate | undefined;
  readonly #ports: number;
  /** Per level. */
  readonly #orders: readonly OrderClasses[];
  /** Of the choice of tiles that is evaluated. */
  readonly #own: (readonly Int32Array[])[] = [];

  /** `atEdges`: judges mappings where the sizes of the plan are larger than the layer's own. */
  constructor(plan: QuickPlan, space: SearchSpace, atEdges: EdgeEstimate | undefined) {
    const { operands, limits, sizes } = space;
    this.#space = space;
    this.#estimate = new QuickEstimate(plan);
    this.#atEdges = atEdges;
    this.#ports = plan.ports.length;
    // The arithmetic holds nothing: of the innermost loops at most how long it stays on one output matters.
    const seesVisits = visitPieces(plan) !== null;
    const inside = operands.filter((_, index) => seesVisits && plan.nest.operands[index]!.isOutput);
    const free = new OrderClasses(operands, sizes.length);
    this.#orders = limits.levels.map(({ ranks }, level) => {
      if (level === limits.levels.length - 1) return new OrderClasses(inside, sizes.length, ranks);
      return ranks.length === 0 ? free : new OrderClasses(operands, sizes.length, ranks);
    });
    this.#order = new Int32Array(limits.levels.length * sizes.length);
  }

  leafOf(places: readonly LevelPlace[]): Leaf {
    const { values, dimensions } = this.#space.lattice;
    const factors = new Int32Array(places.length * 3 * dimensions);
    const loops = new Int32Array(places.length * loopFields);
    for (let level = 0; level < places.length; level += 1) {
      const place = places[level]!;
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
      loops[level * loopFields] = bits;
      loops[level * loopFields + 1] = bitsOf(first);
      loops[level * loopFields + 2] = this.#space.edges.thin(laidOut, done);
    }
    return { factors, loops };
  }

  /** How many mappings it has. */
  count({ loops }: Leaf): number {
    let count = 1;
    for (let level = 0; level < this.#orders.length; level += 1) count *= this.#classes(loops, level).length;
    return count;
  }

  /** Every mapping that fits, one of each class of loop orders. */
  each({ factors, loops }: Leaf, visitor: MappingVisitor): void {
    for (let level = 0; level < this.#orders.length; level += 1) this.#own[level] = this.#classes(loops, level);
    this.#eachFrom(0, factors, visitor);
  }

  /** Those of leaves from `first` to before `end` that may matter, in order. */
  candidates(leaves: PackedLeaves, sieve: Sieve, [first, end]: readonly [number, number]): Candidate[] {
    const sifted = new Sifted(sieve, this.#ports);
    for (let at = first; at < end; at += 1) this.each(unpackLeaf(leaves, at), sifted);
    return sifted.found;
  }

  #eachFrom(level: number, factors: Int32Array, visitor: MappingVisitor): void {
    const classes = this.#own[level]!;
    const at = level * this.#space.sizes.length;
    for (let i = 0; i < classes.length; i += 1) {
      const own = classes[i]!;
      // Faster than `set` for so few.
      for (let d = 0; d < own.length; d += 1) this.#order[at + d] = own[d]!;
      if (level + 1 < this.#own.length) this.#eachFrom(level + 1, factors, visitor);
      else this.#evaluate(factors, visitor);
    }
  }

  #evaluate(factors: Int32Array, visitor: MappingVisitor): void {
    const edges = this.#atEdges;
    if (edges === undefined) {
      if (this.#estimate.evaluate(factors, this.#order)) visitor.visit(this.#estimate, factors, this.#order);
    } else {
      edges.evaluate(factors, this.#order);
      visitor.visit(edges, factors, this.#order);
    }
  }

  #classes(loops: Int32Array, level: number): readonly Int32Array[] {
    const at = level * loopFields;
    return this.#orders[level]!.of(loops[at]!, loops[at + 1]!, loops[at + 2]!);
  }
}

/** Of the mappings looked at, those that may matter. */
class Sifted implements MappingVisitor {
  readonly found: Candidate[] = [];
  readonly #sieve: Sieve;
  readonly #ports: number;
  readonly #front: Front;
  #room: number;

  constructor(sieve: Sieve, ports: number) {
    this.#sieve = sieve;
    this.#ports = ports;
    this.#front = new Front(sieve.known.map((each) => ({ ...each, factors: none, order: none })));
    this.#room = sieve.room;
  }

  visit(estimate: Estimate, factors: Int32Array, order: Int32Array): void {
    const { staticPj, prices, limitPj } = this.#sieve;
    const { cycles } = estimate;
    const isNoted = this.#room > 0 && pricedPj(estimate, prices) < limitPj;
    const energyPj = estimate.energyPj + staticPj * cycles;
    const isAdmitted = this.#front.admits(energyPj, cycles);
    if (isNoted) this.#room -= 1;
    if (isNoted || isAdmitted) this.found.push(this.#candidate(estimate, factors, order));
    if (isAdmitted) this.#front.add({ factors: none, order: none, energyPj, cycles });
  }

  #candidate(estimate: Estimate, factors: Int32Array, order: Int32Array): Candidate {
    const { energyPj, cycles, arithmeticCycles, exposedCycles } = estimate;
    const busyCycles = new Float64Array(this.#ports);
    for (let port = 0; port < busyCycles.length; port += 1) busyCycles[port] = estimate.busyCycles(port);
    return {
      factors: factors.slice(),
      order: order.slice(),
      energyPj,
      cycles,
      arithmeticCycles,
      exposedCycles,
      busyCycles,
    };
  }
}
