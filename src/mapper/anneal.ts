import type { QuickEstimate } from '../cost/quick-estimate.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { primeFactors } from '../shared/factors.ts';
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
  readonly #movable: readonly number[];

  constructor(input: AnnealInput) {
    this.#input = input;
    this.#random = new Random(input.seed);
    const { levels, dimensions } = input.estimate;
    this.#dimensions = dimensions;
    this.#factors = new Int32Array(levels * 3 * dimensions).fill(1);
    this.#order = new Int32Array(levels * dimensions);
    this.#orderChoice = new Int32Array(levels);
    for (let level = 0; level < levels; level += 1) this.#setOrder(level, 0);
    const pinned = input.template.pinned.map(([dimension]) => dimension);
    for (const [dimension, slot, factor] of input.template.pinned)
      this.#factors[slot * dimensions + dimension] = factor;
    const free = input.sizes.map((_, dimension) => dimension).filter((dimension) => !pinned.includes(dimension));
    for (const dimension of free) this.#coverRest(dimension);
    this.#movable = free.filter((dimension) => (input.template.slots[dimension] as readonly number[]).length > 1);
  }

  run(): Candidate | null {
    const { estimate, steps } = this.#input;
    let current = this.#score();
    let best = current;
    const bestFactors = this.#factors.slice();
    const bestOrder = this.#order.slice();
    const saved = this.#factors.slice();
    const moving = this.#movable.length > 0 ? steps : 0;
    for (let step = 0; step < moving; step += 1) {
      const left = 1 - step / steps;
      const temperature = this.#input.temperature * left * left * left;
      saved.set(this.#factors);
      const level = this.#random.below(estimate.levels);
      const choice = this.#orderChoice[level] as number;
      const covered = this.#move(level);
      const score = covered ? this.#score() : Number.POSITIVE_INFINITY;
      const likely = (): boolean => this.#random.next() < Math.exp((1 - score / current) / Math.max(temperature, 1e-9));
      if (score < Number.POSITIVE_INFINITY && (score <= current || likely())) {
        current = score;
        if (score < best) {
          best = score;
          bestFactors.set(this.#factors);
          bestOrder.set(this.#order);
        }
      } else {
        this.#factors.set(saved);
        this.#setOrder(level, choice);
      }
    }
    return best === Number.POSITIVE_INFINITY ? null : { factors: bestFactors, order: bestOrder, score: best };
  }

  #score(): number {
    const { estimate, score } = this.#input;
    if (!estimate.evaluate(this.#factors, this.#order)) return Number.POSITIVE_INFINITY;
    return score(estimate.energyPj, estimate.cycles);
  }

  /** False when a dimension is covered too far. */
  #move(level: number): boolean {
    const kind = this.#random.next();
    if (kind < 0.1) {
      const choices = this.#input.template.orders[level] as readonly unknown[];
      this.#setOrder(level, this.#random.below(choices.length));
      return true;
    }
    const first = this.#movable[this.#random.below(this.#movable.length)] as number;
    if (!this.#moveDimension(first)) return false;
    if (kind < 0.7) return true;
    return this.#moveDimension(this.#movable[this.#random.below(this.#movable.length)] as number);
  }

  #moveDimension(dimension: number): boolean {
    const slots = this.#input.template.slots[dimension] as readonly number[];
    const slot = slots[1 + this.#random.below(slots.length - 1)] as number;
    const at = slot * this.#dimensions + dimension;
    const factor = this.#factors[at] as number;
    const kind = this.#random.next();
    if (kind < 0.25 && slot % 3 !== 0) {
      const fanout = (this.#input.hardware.levels[Math.floor(slot / 3)] as HardwareSpec['levels'][number]).fanout;
      const most = Math.min(slot % 3 === 1 ? fanout.x : fanout.y, this.#input.sizes[dimension] as number);
      this.#factors[at] = 1 + this.#random.below(most);
    } else if (kind < 0.6 || factor === 1) {
      const rest = primeFactors(this.#factors[(slots[0] as number) * this.#dimensions + dimension] as number);
      const choices = rest.length > 0 && this.#random.next() < 0.85 ? rest : primes;
      this.#factors[at] = factor * (choices[this.#random.below(choices.length)] as number);
    } else {
      const own = primeFactors(factor);
      const prime = own[this.#random.below(own.length)] as number;
      this.#factors[at] = factor / prime;
      const to = slots[this.#random.below(slots.length)] as number;
      if (to !== slots[0]) this.#factors[to * this.#dimensions + dimension]! *= prime;
    }
    return this.#coverRest(dimension);
  }

  /** The outermost slot takes what the others leave of the dimension. */
  #coverRest(dimension: number): boolean {
    const slots = this.#input.template.slots[dimension] as readonly number[];
    const size = this.#input.sizes[dimension] as number;
    let inner = 1;
    for (let i = 1; i < slots.length; i += 1)
      inner *= this.#factors[(slots[i] as number) * this.#dimensions + dimension]!;
    const rest = Math.ceil(size / inner);
    this.#factors[(slots[0] as number) * this.#dimensions + dimension] = rest;
    return inner * rest <= size * mostCover;
  }

  #setOrder(level: number, choice: number): void {
    this.#orderChoice[level] = choice;
    this.#order.set(this.#input.template.orders[level]?.[choice] as readonly number[], level * this.#dimensions);
  }
}
