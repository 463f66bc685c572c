import type { LevelLimits, MapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';

/** Are factors and orders, as `QuickEstimate` takes them, within limits? No allocation: a search asks at every step. */
export class LimitCheck {
  readonly #limits: MapspaceLimits;
  readonly #dimensions: number;

  constructor(limits: MapspaceLimits, dimensions: number) {
    this.#limits = limits;
    this.#dimensions = dimensions;
  }

  allows(factors: Int32Array, order: Int32Array): boolean {
    const { levels, leastInstances } = this.#limits;
    let instances = 1;
    for (let level = 0; level < levels.length; level += 1) {
      const used = this.#instances(factors, level);
      if (used < 0 || !this.#isInOrder(levels[level]!, level, { factors, order })) return false;
      instances *= used;
    }
    return instances >= leastInstances;
  }

  /** Below one level; -1: against its limits. */
  #instances(factors: Int32Array, level: number): number {
    const limits = this.#limits.levels[level]!;
    let columns = 1;
    let rows = 1;
    for (let d = 0; d < this.#dimensions; d += 1) {
      for (let place = 0; place < 3; place += 1) {
        const factor = factors[(level * 3 + place) * this.#dimensions + d]!;
        if (factor < limits.least[place]![d]! || factor > limits.most[place]![d]!) return -1;
        if (place === 1) columns *= factor;
        if (place === 2) rows *= factor;
      }
    }
    if (columns > limits.mostInstances.x || rows > limits.mostInstances.y) return -1;
    if (columns * rows < limits.leastInstances) return -1;
    for (let i = 0; i < limits.shared.length; i += 1) {
      const { dimensions, most } = limits.shared[i]!;
      let sharing = 1;
      for (let j = 0; j < dimensions.length; j += 1) {
        const at = (level * 3 + 1) * this.#dimensions + dimensions[j]!;
        sharing *= factors[at]! * factors[at + this.#dimensions]!;
      }
      if (sharing > most) return -1;
    }
    return columns * rows;
  }

  #isInOrder(
    { ranks }: LevelLimits,
    level: number,
    { factors, order }: { factors: Int32Array; order: Int32Array },
  ): boolean {
    for (let r = 0; r < ranks.length; r += 1) {
      const rank = ranks[r]!;
      let outside = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < this.#dimensions; i += 1) {
        const d = order[level * this.#dimensions + i]!;
        if (factors[level * 3 * this.#dimensions + d]! <= 1) continue;
        if (rank[d]! < outside) return false;
        outside = rank[d]!;
      }
    }
    return true;
  }
}
