import type { QuickEstimate } from '../cost/quick-estimate.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { countPrimeFactors, primeFactorAt } from '../shared/factors.ts';
import { Random } from '../shared/random.ts';
import type { Template } from './template.ts';

export interface Candidate {
  readonly factors: Int32Array;
  readonly order: Int32Array;
  readonly score: number;
}

export interface AnnealInput {
  readonly estimate: QuickEstimate;
  readonly template: Template;
  readonly hardware: HardwareSpec;
  readonly sizes: readonly number[];
  readonly score: (energyPj: number, cycles: number) => number;
  readonly seed: number;
  readonly steps: number;
  /** Share by which a step may be worse and still be likely taken, at the start. */
  readonly temperature: number;
}

/** What a factor may be multiplied by in one step. */
const primes = [2, 2, 3, 5, 7, 11, 13];

/** Factors may cover this much more than a dimension: 14 columns for 13 rows, not 20. */
const mostCover = 1.25;

/**
 * Simulated annealing over tile sizes: a step gives a dimension another factor in one slot, moves a prime factor from slot
 * to slot, or picks another loop order for a level; what the inner slots leave stands outermost, rounded up (imperfect
 * factors). Deterministic. Null when nothing it saw fits.
 */
export function anneal(input: AnnealInput): Candidate | null {
  return new Annealer(input).run();
}

class Annealer {
  readonly #input: AnnealInput;
  readonly #random: Random;
  readonly #dimensions: number;
  readonly #factors: Int32Array;
  readonly #order: Int32Array;
  readonly #orderChoice: Int32Array;
  /** Dimensions that can move at all. */
  readonly #movable: Int32Array;
  /** Per dimension, where its factors may stand in `#factors`, the outermost first. */
  readonly #places: readonly Int32Array[];
  /** Per place in `#factors`: instances along that axis, 0 for loops in time. */
  readonly #fanout: Int32Array;
  /** Per dimension, what its factors in all other places make. */
  readonly #elsewhere: Int32Array;
  /** Per level, its loop orders one after the other. */
  readonly #orders: readonly Int32Array[];
  /** What a step has overwritten in `#factors`, to be put back when it is refused. */
  #changes = 0;
  readonly #changedAt: Int32Array;
  readonly #changedFrom: Int32Array;

  constructor(input: AnnealInput) {
    const { estimate, template, hardware, sizes } = input;
    const { levels, dimensions } = estimate;
    this.#input = input;
    this.#random = new Random(input.seed);
    this.#dimensions = dimensions;
    this.#factors = new Int32Array(levels * 3 * dimensions).fill(1);
    this.#order = new Int32Array(levels * dimensions);
    this.#orderChoice = new Int32Array(levels);
    this.#orders = template.orders.map((orders) => Int32Array.from(orders.flat()));
    this.#places = template.slots.map((slots, d) => Int32Array.from(slots, (slot) => slot * dimensions + d));
    this.#fanout = Int32Array.from(this.#factors, (_, at) => {
      const slot = Math.floor(at / dimensions);
      const fanout = hardware.levels[Math.floor(slot / 3)]?.fanout;
      return [0, fanout?.x ?? 1, fanout?.y ?? 1][slot % 3] as number;
    });
    // Two dimensions at most, with a factor in each of two places and what is left of the dimension.
    this.#changedAt = new Int32Array(6);
    this.#changedFrom = new Int32Array(6);
    for (let level = 0; level < levels; level += 1) this.#setOrder(level, 0);
    const pinned = template.pinned.map(([dimension]) => dimension);
    for (const [dimension, slot, factor] of template.pinned) this.#factors[slot * dimensions + dimension] = factor;
    const { limited } = template;
    if (limited !== undefined) this.#factors.set(limited.start);
    this.#elsewhere = Int32Array.from(sizes, (_, dimension) => this.#productElsewhere(dimension));
    const free = sizes.map((_, dimension) => dimension).filter((dimension) => !pinned.includes(dimension));
    for (const dimension of limited === undefined ? free : []) {
      this.#changes = 0;
      this.#coverRest(dimension);
    }
    this.#movable = Int32Array.from(free.filter((dimension) => (this.#places[dimension] as Int32Array).length > 1));
  }

  run(): Candidate | null {
    const { estimate, steps } = this.#input;
    let current = this.#score();
    let best = current;
    const bestFactors = this.#factors.slice();
    const bestOrder = this.#order.slice();
    const moving = this.#movable.length > 0 ? steps : 0;
    for (let step = 0; step < moving; step += 1) {
      const left = 1 - step / steps;
      const level = this.#random.below(estimate.levels);
      const choice = this.#orderChoice[level]!;
      this.#changes = 0;
      const score = this.#move(level) ? this.#score() : Number.POSITIVE_INFINITY;
      if (!this.#accepts(score, current, this.#input.temperature * left * left * left)) {
        this.#undo(level, choice);
        continue;
      }
      current = score;
      if (score >= best) continue;
      best = score;
      bestFactors.set(this.#factors);
      bestOrder.set(this.#order);
    }
    return best === Number.POSITIVE_INFINITY ? null : { factors: bestFactors, order: bestOrder, score: best };
  }

  #productElsewhere(dimension: number): number {
    const places = this.#places[dimension]!;
    return this.#factors.reduce(
      (all, factor, at) => (at % this.#dimensions === dimension && !places.includes(at) ? all * factor : all),
      1,
    );
  }

  #score(): number {
    const { estimate, template, score } = this.#input;
    if (template.limited?.check.allows(this.#factors, this.#order) === false) return Number.POSITIVE_INFINITY;
    if (!estimate.evaluate(this.#factors, this.#order)) return Number.POSITIVE_INFINITY;
    return score(estimate.energyPj, estimate.cycles);
  }

  #accepts(score: number, current: number, temperature: number): boolean {
    if (score === Number.POSITIVE_INFINITY) return false;
    if (score <= current) return true;
    return this.#random.next() < Math.exp((1 - score / current) / Math.max(temperature, 1e-9));
  }

  #undo(level: number, choice: number): void {
    for (let i = this.#changes - 1; i >= 0; i -= 1) this.#factors[this.#changedAt[i]!] = this.#changedFrom[i]!;
    if (this.#orderChoice[level] !== choice) this.#setOrder(level, choice);
  }

  #put(at: number, factor: number): void {
    this.#changedAt[this.#changes] = at;
    this.#changedFrom[this.#changes] = this.#factors[at]!;
    this.#changes += 1;
    this.#factors[at] = factor;
  }

  /** False when a dimension is covered too far. */
  #move(level: number): boolean {
    const kind = this.#random.next();
    if (kind < 0.1) {
      this.#setOrder(level, this.#random.below(this.#orders[level]!.length / this.#dimensions));
      return true;
    }
    if (!this.#moveDimension(this.#movable[this.#random.below(this.#movable.length)]!)) return false;
    if (kind < 0.7) return true;
    return this.#moveDimension(this.#movable[this.#random.below(this.#movable.length)]!);
  }

  #moveDimension(dimension: number): boolean {
    const places = this.#places[dimension]!;
    const at = places[1 + this.#random.below(places.length - 1)]!;
    const factor = this.#factors[at]!;
    const kind = this.#random.next();
    const fanout = this.#fanout[at]!;
    if (kind < 0.25 && fanout > 0) {
      this.#put(at, 1 + this.#random.below(Math.min(fanout, this.#input.sizes[dimension]!)));
    } else if (kind < 0.6 || factor === 1) {
      this.#put(at, factor * this.#pickPrime(this.#factors[places[0]!]!));
    } else {
      const prime = primeFactorAt(factor, this.#random.below(countPrimeFactors(factor)));
      this.#put(at, factor / prime);
      const to = places[this.#random.below(places.length)]!;
      if (to !== places[0]) this.#put(to, this.#factors[to]! * prime);
    }
    return this.#coverRest(dimension);
  }

  /** Most often a prime factor of what stands outermost. */
  #pickPrime(rest: number): number {
    const count = countPrimeFactors(rest);
    if (count > 0 && this.#random.next() < 0.85) return primeFactorAt(rest, this.#random.below(count));
    return primes[this.#random.below(primes.length)]!;
  }

  /** The outermost slot takes what the others leave of the dimension. */
  #coverRest(dimension: number): boolean {
    const places = this.#places[dimension]!;
    const size = this.#input.sizes[dimension]!;
    let inner = this.#elsewhere[dimension]!;
    for (let i = 1; i < places.length; i += 1) inner *= this.#factors[places[i]!]!;
    const rest = Math.ceil(size / inner);
    this.#put(places[0]!, rest);
    return inner * rest <= size * mostCover;
  }

  #setOrder(level: number, choice: number): void {
    const orders = this.#orders[level]!;
    const dimensions = this.#dimensions;
    this.#orderChoice[level] = choice;
    for (let i = 0; i < dimensions; i += 1) this.#order[level * dimensions + i] = orders[choice * dimensions + i]!;
  }
}
