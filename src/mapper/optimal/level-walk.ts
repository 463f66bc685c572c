import type { LevelLimits } from '../../mapping/constraints/mapspace-limits.ts';
import type { Lattice } from './lattice.ts';
import { lower } from './lower.ts';
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

/** Factors of a dimension, and what each adds to a node's number. */
interface Strides {
  readonly factors: Float64Array;
  readonly nodes: Int32Array;
}

/** Of this thread: tables of one walk serve the next. By what is among the loops already. */
const states: Float64Array[] = [0, 1, 2, 3, 4].map(() => new Float64Array(0));
const moved = (): Float64Array => states[4]!;
/** Of a node: the least by state. */
const [stepped, reached] = [new Float64Array(4), new Float64Array(4)];

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
  readonly #whole: readonly Strides[];
  readonly #part: readonly Strides[];
  /** By dimension: any factor is allowed. */
  readonly #isUnlimited: readonly boolean[];

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
    this.#isUnlimited = sizes.map((size, d) => this.#least[d]! <= 1 && this.#most[d]! >= size && own[d] === size);
    this.isFree = limits.ranks.length === 0 && this.#isUnlimited.every(Boolean);
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
    let isAny = false;
    for (let d = 0; d < this.#own.length; d += 1) {
      if (!this.#isWalked(d, from, done)) continue;
      isAny = true;
      if (first.includes(d) && this.#isInside(d, from, done)) return true;
    }
    return !isAny;
  }

  #isWalked(d: number, from: number, done: number): boolean {
    const values = this.#lattice.values[d]!;
    return values[from] !== values[done];
  }

  /** No order puts a loop over another dimension inside one over this. */
  #isInside(d: number, from: number, done: number): boolean {
    for (let other = 0; other < this.#own.length; other += 1) {
      if (!this.#isWalked(other, from, done)) continue;
      for (let i = 0; i < this.#ranks.length; i += 1) if (this.#ranks[i]![other]! > this.#ranks[i]![d]!) return false;
    }
    return true;
  }

  /** True when dimensions may have no loop at this level. */
  mayRest(dimensions: readonly number[]): boolean {
    return dimensions.every((d) => this.#mayRest(d));
  }

  /** Per node, the least of all nodes such loops lead from: good until the next walk of the thread, and perhaps longer than the table. */
  loops(table: Float64Array, { dimensions, first, also, whole }: LoopChoice): Float64Array {
    // By what is among the loops already: bit 0 one of `first`, bit 1 one of `also`.
    const wanted = Number(first.length > 0) | (also.length > 0 ? 2 : 0);
    makeRoom(table.length);
    states[0]!.set(table);
    for (let state = 1; state <= wanted; state += 1) states[state]!.fill(Number.POSITIVE_INFINITY);
    for (let bits = 0; bits <= wanted; bits += 1) {
      const own = dimensions.filter(
        (d) => (wanted & (Number(first.includes(d)) | (also.includes(d) ? 2 : 0))) === bits,
      );
      const unlimited = own.filter((d) => this.#isUnlimited[d]);
      if (unlimited.length > 0) this.#loopUnlimited(unlimited, bits, wanted);
      for (const d of own) if (!this.#isUnlimited[d]) this.#loop(d, { bits, wanted, whole });
    }
    return states[wanted]!;
  }

  /** Loops of any factors: what they lead to stands above what they come from, so the last is done first. */
  #loopUnlimited(dimensions: readonly number[], bits: number, wanted: number): void {
    for (let to = wanted; to >= 0; to -= 1) {
      if ((to & bits) !== bits) continue;
      this.#lattice.sweep(states[to]!, 0, dimensions);
      for (let from = 0; from < to; from += 1) {
        if ((from | bits) !== to) continue;
        this.#lattice.step(states[from]!, moved(), { from: 0, dimensions });
        lower(states[to]!, moved(), 0, this.#lattice.nodes);
      }
    }
  }

  /** From the last node on: those that lead to it stand as they did before. */
  #loop(d: number, { bits, wanted, whole }: { bits: number; wanted: number; whole: boolean }): void {
    const sizes = this.#lattice.values[d]!;
    const own = this.#own[d]!;
    const { factors, nodes } = (whole ? this.#whole : this.#part)[d]!;
    const rests = !whole || this.#mayRest(d);
    for (let node = sizes.length - 1; node >= 0; node -= 1) {
      const size = sizes[node]!;
      stepped.fill(Number.POSITIVE_INFINITY);
      for (let i = 0; i < factors.length; i += 1) {
        const from = node - nodes[i]!;
        // Other nodes that far away differ in other dimensions.
        if (from < 0 || sizes[from]! * factors[i]! !== size || size - sizes[from]! >= own) continue;
        for (let state = 0; state <= wanted; state += 1) {
          if (states[state]![from]! < stepped[state]!) stepped[state] = states[state]![from]!;
        }
      }
      for (let state = 0; state <= wanted; state += 1) {
        reached[state] = rests ? states[state]![node]! : Number.POSITIVE_INFINITY;
      }
      for (let state = 0; state <= wanted; state += 1) {
        const to = state | bits;
        if (stepped[state]! < reached[to]!) reached[to] = stepped[state]!;
      }
      for (let state = 0; state <= wanted; state += 1) states[state]![node] = reached[state]!;
    }
  }

  /** `table[node]` becomes the sum of all nodes the loops of all dimensions lead from. */
  sum(table: Float64Array): void {
    for (let d = 0; d < this.#whole.length; d += 1) {
      const sizes = this.#lattice.values[d]!;
      const { factors, nodes } = this.#whole[d]!;
      const rests = this.#mayRest(d);
      for (let node = table.length - 1; node >= 0; node -= 1) {
        let sum = rests ? table[node]! : 0;
        for (let i = 0; i < factors.length; i += 1) {
          const from = node - nodes[i]!;
          if (from >= 0 && sizes[from]! * factors[i]! === sizes[node]) sum += table[from]!;
        }
        table[node] = sum;
      }
    }
  }

  #mayRest(d: number): boolean {
    return this.#least[d]! <= 1;
  }
}

function makeRoom(nodes: number): void {
  if (states[0]!.length >= nodes) return;
  for (let state = 0; state < states.length; state += 1) states[state] = new Float64Array(nodes);
}

function stridesOf(lattice: Lattice, dimension: number, allowed: readonly number[]): Strides {
  const all = lattice.nodesOf(dimension);
  const factors = Float64Array.from(allowed.filter((factor) => factor > 1));
  return { factors, nodes: Int32Array.from(factors, (factor) => all[factor]!) };
}
