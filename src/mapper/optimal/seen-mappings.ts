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
    const cycles = new Float64Array(this.#ports + 1);
    cycles[0] = exposedCycles + arithmeticCycles;
    for (let port = 0; port < this.#ports; port += 1) cycles[port + 1] = exposedCycles + estimate.busyCycles(port);
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
    const columns: number[][] = [];
    for (let i = 0; i < this.#seen.length; i += 1) columns.push(pricedOf(this.#seen[i]!, energy, pjPerCycle));
    const shares = bestShares(columns);
    const leastPj = this.#watch({ energy, perCyclePj: shares.map((share) => share * pjPerCycle) });
    return { pace: paceOf(shares), leastPj };
  }

  /** For energy within a cap on cycles: the price of a cycle above it, and its pace, with which what was seen comes to the most. */
  within(cap: number, staticPj: number): { pace: Pace; pjPerCycle: number } {
    if (this.#seen.length === 0) return { pace: this.byArithmetic, pjPerCycle: 0 };
    let leastPj = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#seen.length; i += 1) leastPj = Math.min(leastPj, this.#seen[i]!.energyPj);
    const most = (steepest * Math.max(leastPj, 1)) / cap;
    // No price at all, or all there may be to one resource.
    const columns: number[][] = [];
    for (let i = 0; i < this.#seen.length; i += 1) {
      columns.push(steepOf(this.#seen[i]!, { most, cap, staticPj }));
    }
    const shares = bestShares(columns);
    // Not 1 less the first: of what is left next to nothing may be known that way, and they are to be 1 together.
    const sum = shares.slice(1).reduce((all, share) => all + share, 0);
    const own = sum > 0 ? shares.slice(1).map((share) => share / sum) : shares.slice(1).fill(1, 0, 1);
    const pjPerCycle = sum > 0 ? sum * most : 0;
    this.#watch({ energy: 1, perCyclePj: own.map((share) => share * (pjPerCycle + staticPj)) });
    return { pace: paceOf(own), pjPerCycle };
  }

  /** The least of what was seen. */
  #watch(prices: Prices): number {
    let leastPj = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#seen.length; i += 1) {
      const { energyPj, cycles } = this.#seen[i]!;
      let pj = prices.energy * energyPj;
      for (let at = 0; at < cycles.length; at += 1) pj += prices.perCyclePj[at]! * cycles[at]!;
      leastPj = Math.min(leastPj, pj);
    }
    this.#prices = prices;
    this.#limitPj = leastPj + slack * Math.abs(leastPj);
    return leastPj;
  }
}

/** What it comes to, by which of its resources cycles are counted of. */
function pricedOf({ energyPj, cycles }: SeenMapping, energy: number, pjPerCycle: number): number[] {
  const priced: number[] = [];
  for (let at = 0; at < cycles.length; at += 1) priced.push(energy * energyPj + pjPerCycle * cycles[at]!);
  return priced;
}

/** What it comes to with no price of a cycle beyond the cap, and then, by resource, with the most there may be. */
function steepOf(
  { energyPj, cycles }: SeenMapping,
  { most, cap, staticPj }: { readonly most: number; readonly cap: number; readonly staticPj: number },
): number[] {
  let slowest = 0;
  for (let at = 0; at < cycles.length; at += 1) slowest = Math.max(slowest, cycles[at]!);
  const slowestPj = energyPj + staticPj * slowest;
  const steep = [slowestPj];
  for (let at = 0; at < cycles.length; at += 1) steep.push(slowestPj + most * (cycles[at]! - cap));
  return steep;
}

function paceOf(shares: Float64Array): Pace {
  const [arithmetic = 0, ...ports] = shares;
  return { arithmetic, ports };
}
