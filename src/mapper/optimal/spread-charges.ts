import type { Spread } from './spreads.ts';

/** Sums, per level and way to lay tiles out below it, of what does not hang on loops. */
export class SpreadCharges {
  /** Per level and spread. */
  readonly fixedPj: readonly Float64Array[];
  readonly #spreads: readonly (readonly Spread[])[];

  constructor(spreads: readonly (readonly Spread[])[]) {
    this.#spreads = spreads;
    this.fixedPj = spreads.map((own) => new Float64Array(own.length));
  }

  /** Adds `pj` times a factor of the spread of each level: exactly at the level that spreads most, at their least at others. */
  add(
    pj: number,
    levels: readonly number[],
    factor: (level: number, spread: Spread) => number,
    elsewhere: (level: number, spread: Spread) => number = factor,
  ): void {
    if (pj === 0) return;
    const among = (level: number): number[] => this.#spreads[level]!.map((spread) => elsewhere(level, spread));
    const spreading = levels.filter((level) => this.most(level) > 1);
    const host = spreading.reduce(
      (most, level) => (this.most(level) > this.most(most) ? level : most),
      spreading[0] ?? 0,
    );
    const others = spreading.filter((level) => level !== host);
    const least = others.reduce((rest, level) => rest * (pj > 0 ? Math.min : Math.max)(...among(level)), pj);
    const fixed = this.fixedPj[host]!;
    this.#spreads[host]!.forEach((spread, s) => {
      fixed[s] = fixed[s]! + least * (spreading.length > 0 ? factor(host, spread) : 1);
    });
  }

  /** Leaves out ways to lay tiles out that lead to fewer instances of the arithmetic, however other levels spread. */
  leaveOutBelow(instances: number): void {
    this.#spreads.forEach((spreads, level) => {
      const others = this.instancesAbove(this.#spreads.length) / this.most(level);
      spreads.forEach(({ both }, s) => {
        if (product(both) * others < instances * (1 - 1e-9)) this.fixedPj[level]![s] = Number.POSITIVE_INFINITY;
      });
    });
  }

  /** Instances a level leads to at most. */
  most(level: number): number {
    return Math.max(...this.#spreads[level]!.map(({ both }) => product(both)));
  }

  /** Instances of a level at most. */
  instancesAbove(level: number): number {
    return range(0, level).reduce((instances, above) => instances * this.most(above), 1);
  }
}

export function product(values: readonly number[]): number {
  return values.reduce((all, value) => all * value, 1);
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
