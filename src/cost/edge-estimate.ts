import { EdgeCounts } from './edge-counts.ts';
import { EdgeShares } from './edge-shares.ts';
import type { ExposedTile } from './exposed-tiles.ts';
import type { QuickBoundary, QuickPlan, WordCost } from './quick-plan.ts';
import { quickStyle } from './quick-style.ts';
import { shareIndex } from './style-shares.ts';
import { wholeCycles } from './whole-cycles.ts';

/**
 * Energy and cycles of one mapping as `QuickEstimate` gives them, also where factors do not divide: exact at the edges, as
 * `estimateLayer`. Some ten times slower; what is known of the tiles of one dimension, or of those that meet in a window, is
 * kept and serves every mapping that cuts them alike.
 */
export class EdgeEstimate {
  /** Results of the last `evaluate`. */
  energyPj = 0;
  cycles = 0;
  /** Of the cycles: those of the arithmetic, and those of ramp and drain. */
  arithmeticCycles = 0;
  exposedCycles = 0;
  readonly #plan: QuickPlan;
  readonly #counts: EdgeCounts;
  readonly #bills: readonly Bill[];
  readonly #shares: EdgeShares | null;
  readonly #loads: readonly LoadBill[];
  readonly #bits: Float64Array;
  readonly #fills: readonly ExposedTile[];
  readonly #drains: readonly ExposedTile[];

  constructor(plan: QuickPlan) {
    const counts = new EdgeCounts(plan.nest);
    this.#plan = plan;
    this.#counts = counts;
    this.#bits = new Float64Array(plan.ports.length);
    this.#fills = (plan.exposed ?? []).filter(({ isDrain }) => !isDrain);
    this.#drains = (plan.exposed ?? []).filter(({ isDrain }) => isDrain);
    this.#bills = plan.boundaries.flatMap(({ varying, ...boundary }) => [
      ...billsOf(boundary, counts, whole),
      ...varying.flatMap(({ by, ...costs }) => billsOf({ ...boundary, ...costs }, counts, shareIndex[by])),
    ]);
    this.#shares = plan.style && new EdgeShares(quickStyle(plan.style), plan, counts);
    this.#loads = plan.loads.map((load) => {
      const boundary = plan.boundaries.find(({ operand, child }) => {
        return operand === load.visits?.operand && child === load.visits.child;
      });
      return { ...load, copies: boundary === undefined ? -1 : counts.arrivals(boundary, boundary.child - 1) };
    });
  }

  /** `factors` and `order` as for `QuickEstimate`; no factor is larger than its dimension needs. */
  evaluate(factors: Int32Array, order: Int32Array): void {
    const { fixedEnergyPj, operationsPerStep, ports } = this.#plan;
    const counts = this.#counts;
    const shares = this.#shares;
    counts.read(factors, order);
    shares?.read();
    this.#bits.fill(0);
    let energyPj = fixedEnergyPj + (shares?.energyPj ?? 0);
    for (let i = 0; i < this.#bills.length; i += 1) {
      const bill = this.#bills[i]!;
      const words = counts.words(bill.words);
      energyPj += this.#pay(bill, bill.share === whole ? words : shares!.moved(bill.share, words));
    }
    for (let i = 0; i < this.#loads.length; i += 1)
      energyPj += this.#pay(this.#loads[i]!, this.#loadsOf(this.#loads[i]!));
    this.energyPj = energyPj;
    this.arithmeticCycles = counts.steps() * (shares?.operationsPerStep ?? operationsPerStep);
    this.cycles = this.arithmeticCycles;
    for (let port = 0; port < ports.length; port += 1) this.cycles = Math.max(this.cycles, this.busyCycles(port));
    if (this.#plan.exposed === null) return;
    this.exposedCycles = this.#exposedCycles(this.#fills) + this.#exposedCycles(this.#drains);
    this.cycles = wholeCycles(this.cycles) + this.exposedCycles;
  }

  /** Cycles a port was busy. */
  busyCycles(port: number): number {
    const { level, rate, sharedBy } = this.#plan.ports[port]!;
    return this.#bits[port]! / rate / Math.ceil(this.#counts.instances(level) / sharedBy);
  }

  #exposedCycles(tiles: readonly ExposedTile[]): number {
    const { operands } = this.#plan.nest;
    let cycles = 0;
    for (const tile of tiles)
      cycles += this.#counts.laidOutElements(operands[tile.operand]!, tile) * tile.cyclesPerElement;
    return wholeCycles(cycles);
  }

  #pay({ energyPj, ports }: WordCost, words: number): number {
    for (let i = 0; i < ports.length; i += 1) this.#bits[ports[i]!.port]! += words * ports[i]!.bits;
    return words * energyPj;
  }

  /** Every instance's, for each new tile its children take in. */
  #loadsOf({ levels, sharedBy, visits, copies }: LoadBill): number {
    const counts = this.#counts;
    const instances = levels.reduce((all, level) => (all * counts.instances(level + 1)) / counts.instances(level), 1);
    const each = Math.ceil(instances / sharedBy);
    if (visits === null || copies < 0) return each;
    const tile = counts.tileElements(visits.operand, visits.child) * counts.instances(visits.child);
    return each * Math.max(1, counts.words(copies) / tile);
  }
}

/** Of words that all move. */
const whole = -1;

interface Bill extends WordCost {
  /** Which count. */
  readonly words: number;
  /** Which share of them moves (`shareIndex`). */
  readonly share: number;
}

function billsOf(boundary: Omit<QuickBoundary, 'varying'>, counts: EdgeCounts, share: number): Bill[] {
  const { operand, cuts, distinctParent, distinctChild } = boundary;
  const moved = cuts.map((cost) => ({ ...cost, words: counts.arrivals(boundary, cost.level), share }));
  if (!operand.isOutput) return moved;
  return [
    ...moved,
    { ...distinctParent, words: counts.distinct(boundary, true), share },
    { ...distinctChild, words: counts.distinct(boundary, false), share },
  ];
}

type LoadBill = QuickPlan['loads'][number] & {
  /** Which count; -1: loaded once. */
  readonly copies: number;
};
