import type { Spread } from './spreads.ts';

/** Sums, per level and way to lay tiles out below it, of what does not hang on loops. */
export class SpreadCharges {
  /** Per level and spread. */
  readonly fixedPj: readonly Float64Array[];
  readonly #spreads: readonly (readonly Spread[])[];
  /** Per level: instances it leads to at most. */
  readonly #most: readonly number[];

  constructor(spreads: readonly (readonly Spread[])[]) {
    this.#spreads = spreads;
    this.#most = spreads.map(mostInstances);
    this.fixedPj = spreads.map((own) => new Float64Array(own.length));
  }

  /** Adds `pj` times a factor of the spread of each level: exactly at the level that spreads most, at their least at others. */
  add(pj: number, levels: readonly number[], factors: FactorsOf, elsewhere: FactorsOf = factors): void {
    if (pj === 0) return;
    let host = -1;
    for (const level of levels) if (this.most(level) > (host < 0 ? 1 : this.most(host))) host = level;
    let least = pj;
    for (const level of levels) {
      if (level !== host && this.most(level) > 1) least *= extreme(elsewhere(level), pj > 0);
    }
    if (host < 0) this.addToAll(least);
    else addScaled(this.fixedPj[host]!, least, factors(host));
  }

  /** What no spread changes. */
  addToAll(pj: number): void {
    const fixed = this.fixedPj[0]!;
    for (let s = 0; s < fixed.length; s += 1) fixed[s] = fixed[s]! + pj;
  }

  /** Leaves out ways to lay tiles out that lead to fewer instances of the arithmetic, however other levels spread. */
  leaveOutBelow(instances: number): void {
    for (let level = 0; level < this.#spreads.length; level += 1) {
      const spreads = this.#spreads[level]!;
      const fixed = this.fixedPj[level]!;
      const others = this.instancesAbove(this.#spreads.length) / this.most(level);
      for (let s = 0; s < spreads.length; s += 1) {
        if (spreads[s]!.instances * others < instances * (1 - 1e-9)) fixed[s] = Number.POSITIVE_INFINITY;
      }
    }
  }

  /** Instances a level leads to at most. */
  most(level: number): number {
    return this.#most[level]!;
  }

  /** Instances of a level at most. */
  instancesAbove(level: number): number {
    let instances = 1;
    for (let above = 0; above < level; above += 1) instances *= this.#most[above]!;
    return instances;
  }
}

/** Of a level: one for each of its spreads. */
export type FactorsOf = (level: number) => Float64Array;

function addScaled(fixed: Float64Array, pj: number, factors: Float64Array): void {
  for (let s = 0; s < fixed.length; s += 1) fixed[s] = fixed[s]! + pj * factors[s]!;
}

/** The least or the largest. */
function extreme(factors: Float64Array, isLeast: boolean): number {
  let found = isLeast ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  for (let s = 0; s < factors.length; s += 1) {
    const own = factors[s]!;
    if (isLeast ? own < found : own > found) found = own;
  }
  return found;
}

function mostInstances(spreads: readonly Spread[]): number {
  let most = 0;
  for (const { instances } of spreads) most = Math.max(most, instances);
  return most;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
