import type { LevelLimits } from '../../mapping/constraints/mapspace-limits.ts';
import type { Lattice } from './lattice.ts';
import { divisors } from './spreads.ts';

/** Which loops are walked, and what must be among them. */
export interface LoopChoice {
  readonly dimensions: readonly number[];
  /** Of these one at least; empty: none need. */
  readonly first: readonly number[];
  readonly also: readonly number[];
  /** True: the dimensions have no other loops at this level. False: these are a part of them at most. */
  readonly whole: boolean;
}

/** A factor and what it adds to a node's number. */
interface Stride {
  readonly factor: number;
  readonly nodes: number;
}

/** The loops in time of one level where constraints limit their factors or their order. */
export class LevelWalk {
  /** Nothing is limited. */
  readonly isFree: boolean;
  /** Of the order with most ranks, by dimension, and the ranks there are. */
  readonly rank: Int32Array;
  readonly thresholds: readonly number[];
  readonly #lattice: Lattice;
  readonly #ranks: readonly Int32Array[];
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  /** Less than this much of a dimension is added by one loop: the layer's own size where that was rounded up. */
  readonly #own: readonly number[];
  /** By dimension: factors it may have, and those that may be a part of it; 1 left out. */
  readonly #whole: readonly (readonly Stride[])[];
  readonly #part: readonly (readonly Stride[])[];

  /** `own`: the layer's sizes where `sizes` are rounded up and no loop may be longer than it needs (`isNeeded`). */
  constructor(
    lattice: Lattice,
    sizes: readonly number[],
    limits: Pick<LevelLimits, 'least' | 'most' | 'ranks'>,
    own: readonly number[] = sizes,
  ) {
    this.#own = own;
    this.#lattice = lattice;
    this.#ranks = limits.ranks;
    this.#least = limits.least[0]!;
    this.#most = limits.most[0]!;
    this.isFree =
      limits.ranks.length === 0 &&
      sizes.every((size, d) => this.#least[d]! <= 1 && this.#most[d]! >= size && own[d] === size);
    const ranksOf = (rank: Int32Array): number[] => [...new Set(rank)].sort((a, b) => a - b);
    this.rank = limits.ranks.reduce(
      (most, rank) => (ranksOf(rank).length > ranksOf(most).length ? rank : most),
      new Int32Array(sizes.length),
    );
    this.thresholds = ranksOf(this.rank);
    const allowed = sizes.map((size, d) => this.#allowed(size, d));
    this.#whole = allowed.map((factors, d) => stridesOf(lattice, d, factors));
    this.#part = allowed.map((factors, d) => {
      const isPart = (part: number): boolean => factors.some((factor) => factor % part === 0);
      return stridesOf(lattice, d, divisors(sizes[d]!).filter(isPart));
    });
  }

  #allowed(size: number, d: number): number[] {
    return divisors(size).filter((factor) => factor >= this.#least[d]! && factor <= this.#most[d]!);
  }

  /** True when the level's loops may lead from one tile to another. */
  allows(from: number, done: number): boolean {
    if (this.isFree) return true;
    const { values } = this.#lattice;
    for (let d = 0; d < values.length; d += 1) {
      const factor = values[d]![done]! / values[d]![from]!;
      if (factor < this.#least[d]! || factor > this.#most[d]!) return false;
      if (values[d]![done]! - values[d]![from]! >= this.#own[d]!) return false;
    }
    return true;
  }

  /** True when one of these dimensions may have the innermost loop of those that lead from one tile to another. */
  mayStart(first: readonly number[], from: number, done: number): boolean {
    if (this.#ranks.length === 0) return true;
    const { values } = this.#lattice;
    const walked = [...values.keys()].filter((d) => values[d]![from] !== values[d]![done]);
    const isInside = (d: number): boolean =>
      this.#ranks.every((rank) => walked.every((other) => rank[other]! <= rank[d]!));
    return walked.length === 0 || walked.some((d) => first.includes(d) && isInside(d));
  }

  /** True when dimensions may have no loop at this level. */
  mayRest(dimensions: readonly number[]): boolean {
    return dimensions.every((d) => this.#mayRest(d));
  }

  /** Per node, the least of all nodes such loops lead from. */
  loops(table: Float64Array, { dimensions, first, also, whole }: LoopChoice): Float64Array {
    // By what is among the loops already: bit 0 one of `first`, bit 1 one of `also`.
    const wanted = Number(first.length > 0) | (also.length > 0 ? 2 : 0);
    const states = Array.from({ length: 4 }, (_, bits) =>
      bits === 0 ? table.slice() : new Float64Array(table.length).fill(Number.POSITIVE_INFINITY),
    );
    for (const d of dimensions) {
      const bits = wanted & (Number(first.includes(d)) | (also.includes(d) ? 2 : 0));
      this.#loop(states, d, { bits, wanted, whole });
    }
    return states[wanted]!;
  }

  #loop(
    states: Float64Array[],
    d: number,
    { bits, wanted, whole }: { bits: number; wanted: number; whole: boolean },
  ): void {
    const sizes = this.#lattice.values[d]!;
    const own = this.#own[d]!;
    const strides = (whole ? this.#whole : this.#part)[d]!;
    const rests = !whole || this.#mayRest(d);
    const before = states.map((state) => state.slice());
    if (!rests) for (const state of states) state.fill(Number.POSITIVE_INFINITY);
    for (let from = 0; from <= wanted; from += 1) {
      if ((from & wanted) !== from) continue;
      const inner = before[from]!;
      const outer = states[from | bits]!;
      for (const { factor, nodes } of strides) {
        for (let node = nodes; node < inner.length; node += 1) {
          const least = inner[node - nodes]!;
          if (least < outer[node]! && sizes[node]! % factor === 0 && sizes[node]! - sizes[node - nodes]! < own)
            outer[node] = least;
        }
      }
    }
  }

  /** `table[node]` becomes the sum of all nodes the loops of all dimensions lead from. */
  sum(table: Float64Array): Float64Array {
    let counts = table;
    for (let d = 0; d < this.#whole.length; d += 1) {
      const sizes = this.#lattice.values[d]!;
      const next = this.#mayRest(d) ? counts.slice() : new Float64Array(counts.length);
      for (const { factor, nodes } of this.#whole[d]!) {
        for (let node = nodes; node < next.length; node += 1) {
          if (sizes[node]! % factor === 0) next[node] = next[node]! + counts[node - nodes]!;
        }
      }
      counts = next;
    }
    return counts;
  }

  #mayRest(d: number): boolean {
    return this.#least[d]! <= 1;
  }
}

function stridesOf(lattice: Lattice, dimension: number, factors: readonly number[]): Stride[] {
  const nodes = lattice.nodesOf(dimension);
  return factors.filter((factor) => factor > 1).map((factor) => ({ factor, nodes: nodes[factor]! }));
}
