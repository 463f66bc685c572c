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
  /** Sizes each dimension may be rounded up to, its own first. */
  readonly sizes: readonly (readonly number[])[];
  readonly score: (energyPj: number, cycles: number) => number;
  readonly seed: number;
  readonly steps: number;
}

/**
 * Simulated annealing over tile sizes: a step moves one prime factor of one dimension to another slot, rounds a dimension
 * up to another size, or picks another loop order for a level. Deterministic. Null when nothing it saw fits.
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
  readonly #primes: (readonly number[])[];

  constructor(input: AnnealInput) {
    this.#input = input;
    this.#random = new Random(input.seed);
    const { levels, dimensions } = input.estimate;
    this.#dimensions = dimensions;
    this.#factors = new Int32Array(levels * 3 * dimensions).fill(1);
    this.#order = new Int32Array(levels * dimensions);
    this.#orderChoice = new Int32Array(levels);
    for (let level = 0; level < levels; level += 1) this.#setOrder(level, 0);
    this.#primes = input.sizes.map((sizes) => primeFactors(sizes[0] as number));
    for (const [dimension, sizes] of input.sizes.entries()) this.#reset(dimension, sizes[0] as number);
  }

  run(): Candidate | null {
    const { estimate, steps } = this.#input;
    let current = this.#score();
    let best = current;
    let bestFactors = this.#factors.slice();
    let bestOrder = this.#order.slice();
    const saved = this.#factors.slice();
    for (let step = 0; step < steps; step += 1) {
      const temperature = 0.2 * (1 - step / steps) ** 2;
      saved.set(this.#factors);
      const level = this.#random.below(estimate.levels);
      const choice = this.#orderChoice[level] as number;
      const dimension = this.#random.below(this.#dimensions);
      const primes = this.#primes[dimension] as readonly number[];
      this.#move(level, dimension);
      const score = this.#score();
      const accept =
        score <= current || this.#random.next() < Math.exp((1 - score / current) / Math.max(temperature, 1e-9));
      if (accept && score < Number.POSITIVE_INFINITY) {
        current = score;
        if (score < best) {
          best = score;
          bestFactors = this.#factors.slice();
          bestOrder = this.#order.slice();
        }
      } else {
        this.#factors.set(saved);
        this.#primes[dimension] = primes;
        this.#setOrder(level, choice);
      }
    }
    return best === Number.POSITIVE_INFINITY ? null : { factors: bestFactors, order: bestOrder, score: best };
  }

  #score(): number {
    const { estimate, score } = this.#input;
    if (!this.#fitsFanout() || !estimate.evaluate(this.#factors, this.#order)) return Number.POSITIVE_INFINITY;
    return score(estimate.energyPj, estimate.cycles);
  }

  #move(level: number, dimension: number): void {
    const kind = this.#random.next();
    const { template, sizes } = this.#input;
    if (kind < 0.1) {
      this.#setOrder(level, this.#random.below((template.orders[level] as readonly unknown[]).length));
      return;
    }
    const choices = sizes[dimension] as readonly number[];
    if (kind < 0.15 && choices.length > 1) {
      this.#reset(dimension, choices[this.#random.below(choices.length)] as number);
      const moves = (this.#primes[dimension] as readonly number[]).length;
      for (let i = 0; i < moves; i += 1) this.#moveFactor(dimension);
      return;
    }
    this.#moveFactor(dimension);
    if (kind > 0.7) this.#moveFactor(this.#random.below(this.#dimensions), dimension);
  }

  /** Takes one prime of a dimension from a random slot to another. */
  #moveFactor(dimension: number, instead?: number): void {
    const target = instead ?? dimension;
    const primes = this.#primes[target] as readonly number[];
    const slots = this.#input.template.slots[target] as readonly number[];
    if (primes.length === 0 || slots.length < 2) return;
    const prime = primes[this.#random.below(primes.length)] as number;
    const from = slots[this.#random.below(slots.length)] as number;
    const to = slots[this.#random.below(slots.length)] as number;
    const at = from * this.#dimensions + target;
    if (from === to || (this.#factors[at] as number) % prime !== 0) return;
    this.#factors[at] = (this.#factors[at] as number) / prime;
    this.#factors[to * this.#dimensions + target] = (this.#factors[to * this.#dimensions + target] as number) * prime;
  }

  /** All of a dimension back to the outermost level, but for what the template pins. */
  #reset(dimension: number, size: number): void {
    const slots = this.#input.estimate.levels * 3;
    for (let slot = 0; slot < slots; slot += 1) this.#factors[slot * this.#dimensions + dimension] = 1;
    const pin = this.#input.template.pinned.find((each) => each[0] === dimension);
    const slot = pin?.[1] ?? (this.#input.template.slots[dimension]?.[0] as number);
    this.#factors[slot * this.#dimensions + dimension] = pin?.[2] ?? size;
    this.#primes[dimension] = pin === undefined ? primeFactors(size) : [];
  }

  #setOrder(level: number, choice: number): void {
    this.#orderChoice[level] = choice;
    this.#order.set(this.#input.template.orders[level]?.[choice] as readonly number[], level * this.#dimensions);
  }

  #fitsFanout(): boolean {
    const { levels } = this.#input.hardware;
    for (let level = 0; level < levels.length; level += 1) {
      const { fanout } = levels[level] as HardwareSpec['levels'][number];
      for (let axis = 1; axis <= 2; axis += 1) {
        const at = (level * 3 + axis) * this.#dimensions;
        let used = 1;
        for (let d = 0; d < this.#dimensions; d += 1) used *= this.#factors[at + d] as number;
        if (used > (axis === 1 ? fanout.x : fanout.y)) return false;
      }
    }
    return true;
  }
}
