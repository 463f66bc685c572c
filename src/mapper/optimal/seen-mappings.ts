import { type Estimate, type Prices, pricedPj, type Sieve } from './leaf.ts';
import { bestShares } from './matrix-game.ts';

/** How much of a cycle's price bounds give to the arithmetic and to every port: 1 together. */
export interface Pace {
  readonly arithmetic: number;
  readonly ports: readonly number[];
}

/** What one mapping costs, pJ, and cycles of each resource with ramp and drain: the arithmetic first, then the ports. */
export interface SeenMapping {
  readonly energyPj: number;
  readonly cycles: Float64Array;
}

/** Mappings written down in each search, and kept of those before. */
const mostEach = 200;
export const mostKept = 1000;

/** Mappings are written down that come to so much more at most than what was seen comes to. */
const slack = 1e-3;

/** The most a cycle may cost to keep mappings within a cap, as a multiple of least energy over cap. */
const steepest = 1e5;

/**
 * Some of the mappings evaluated, resource by resource. Cycles are the most of several resources, bounds count a mixture of them:
 * which one bounds the best mapping closest, these say (docs/decisions/0010). No bound hangs on them.
 */
export class SeenMappings {
  readonly #seen: SeenMapping[];
  #own: SeenMapping[] = [];
  readonly #ports: number;
  #most = 0;
  /** Those that come to more than this do not matter. */
  #prices: Prices;
  #limitPj = Number.POSITIVE_INFINITY;

  /** `before`: in other spaces. */
  constructor(ports: number, before: readonly SeenMapping[] = []) {
    this.#seen = [...before];
    this.#ports = ports;
    this.#prices = { energy: 0, perCyclePj: new Float64Array(ports + 1) };
  }

  /** All that is kept of mappings seen here. */
  get own(): readonly SeenMapping[] {
    return this.#own;
  }

  /** Another search begins. */
  begin(): void {
    this.#seen.splice(0, this.#seen.length - mostKept);
    this.#own = this.#own.slice(-mostKept);
    this.#most = this.#seen.length + mostEach;
  }

  /** What would be noted now. */
  get noted(): Pick<Sieve, 'room' | 'prices' | 'limitPj'> {
    return { room: Math.max(0, this.#most - this.#seen.length), prices: this.#prices, limitPj: this.#limitPj };
  }

  /** What was evaluated last. */
  note(estimate: Estimate): void {
    if (this.#seen.length >= this.#most) return;
    if (pricedPj(estimate, this.#prices) >= this.#limitPj) return;
    const { energyPj, arithmeticCycles, exposedCycles } = estimate;
    const cycles = Float64Array.from({ length: this.#ports + 1 }, (_, at) => {
      return exposedCycles + (at === 0 ? arithmeticCycles : estimate.busyCycles(at - 1));
    });
    this.#seen.push({ energyPj, cycles });
    this.#own.push({ energyPj, cycles });
  }

  /** All of it to the arithmetic. */
  get byArithmetic(): Pace {
    return { arithmetic: 1, ports: Array.from({ length: this.#ports }, () => 0) };
  }

  /** Where energy counts so many times and a cycle costs so much: with which pace what was seen comes to the most, and to how much; null: nothing was. */
  closest(energy: number, pjPerCycle: number): { pace: Pace; leastPj: number } | null {
    if (this.#seen.length === 0) return null;
    const shares = bestShares(
      this.#seen.map(({ energyPj, cycles }) => cycles.map((each) => energy * energyPj + pjPerCycle * each)),
    );
    const leastPj = this.#watch({ energy, perCyclePj: shares.map((share) => share * pjPerCycle) });
    return { pace: paceOf(shares), leastPj };
  }

  /** For energy within a cap on cycles: the price of a cycle above it, and its pace, with which what was seen comes to the most. */
  within(cap: number, staticPj: number): { pace: Pace; pjPerCycle: number } {
    if (this.#seen.length === 0) return { pace: this.byArithmetic, pjPerCycle: 0 };
    const leastPj = this.#seen.reduce((least, { energyPj }) => Math.min(least, energyPj), Number.POSITIVE_INFINITY);
    const most = (steepest * Math.max(leastPj, 1)) / cap;
    // No price at all, or all there may be to one resource.
    const shares = bestShares(
      this.#seen.map(({ energyPj, cycles }) => {
        const slowest = cycles.reduce((all, each) => Math.max(all, each), 0);
        const alonePj = energyPj + staticPj * slowest;
        return Float64Array.from([alonePj, ...cycles.map((each) => alonePj + most * (each - cap))]);
      }),
    );
    const sum = 1 - shares[0]!;
    const own = sum > 0 ? shares.slice(1).map((share) => share / sum) : shares.slice(1).fill(1, 0, 1);
    const pjPerCycle = sum > 0 ? sum * most : 0;
    this.#watch({ energy: 1, perCyclePj: own.map((share) => share * (pjPerCycle + staticPj)) });
    return { pace: paceOf(own), pjPerCycle };
  }

  /** The least of what was seen. */
  #watch(prices: Prices): number {
    let leastPj = Number.POSITIVE_INFINITY;
    for (const { energyPj, cycles } of this.#seen) {
      leastPj = Math.min(
        leastPj,
        cycles.reduce((pj, each, at) => pj + prices.perCyclePj[at]! * each, prices.energy * energyPj),
      );
    }
    this.#prices = prices;
    this.#limitPj = leastPj + slack * Math.abs(leastPj);
    return leastPj;
  }
}

function paceOf(shares: Float64Array): Pace {
  const [arithmetic = 0, ...ports] = shares;
  return { arithmetic, ports };
}
