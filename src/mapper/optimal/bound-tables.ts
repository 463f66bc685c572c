import type { QuickPlan } from '../../cost/quick-plan.ts';
import { fits } from './capacity.ts';
import type { IndexSpace } from './index-space.ts';
import type { LevelCharges } from './level-charges.ts';
import { binOf, binPrices } from './price-bins.ts';
import { type Held, StepCosts } from './step-costs.ts';
import { type UnitWords, unitWords } from './unit-words.ts';

/** At most so many prices of an operand that stays open are told apart. */
const mostBins = 24;

/** States in which one level is left upwards: nothing open but what the level keeps itself, or an operand held as well. */
export interface LevelState {
  readonly held: Held | null;
  /** Least energy (pJ) of everything inside, per node; Infinity: none. */
  readonly least: Float64Array;
}

/** An operand whose next loops repeat its tile, by price: least energy per node before and after those loops. */
export interface OpenTable {
  readonly operand: number;
  readonly prices: Float64Array;
  /** `[bin · nodes + node]`. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** One level, from the tiles of the level below to its own. */
export interface LevelTable {
  readonly charges: LevelCharges;
  readonly costs: StepCosts;
  readonly incoming: readonly LevelState[];
  /** All operands counted at the tiles laid out. */
  readonly counted: Float64Array;
  readonly open: readonly OpenTable[];
  /** Least of `counted` and of what was open and is counted now, before the rest of the loops. */
  readonly closed: Float64Array;
  readonly outgoing: readonly LevelState[];
}

/** Least energies of partial mappings, innermost level first, by dynamic programming over tiles (docs/decisions/0010). */
export class BoundTables {
  readonly space: IndexSpace;
  readonly units: readonly UnitWords[];
  /** Outermost first. */
  readonly levels: readonly LevelTable[];
  /** Per level and node: 1 where the tile fits. */
  readonly fitting: readonly Uint8Array[];
  /** No mapping costs less, pJ. */
  readonly leastPj: number;

  constructor(plan: QuickPlan, space: IndexSpace, charges: readonly LevelCharges[]) {
    const { nodes } = space.lattice;
    this.space = space;
    this.units = space.operands.map((operand) => unitWords(space, operand));
    const start = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
    start[0] = 0;
    let states: readonly LevelState[] = [{ held: null, least: start }];
    this.fitting = charges.map((_, level) => fits(plan, space.lattice, level));
    const levels: LevelTable[] = [];
    for (let level = charges.length - 1; level >= 0; level -= 1) {
      const table = this.#level(charges[level]!, states, this.fitting[level]!);
      levels.unshift(table);
      states = table.outgoing;
    }
    this.levels = levels;
    this.leastPj = Math.min(...states.map((state) => this.endPj(state, state.least[nodes - 1]!)));
  }

  /** With what is still held counted at the end of all loops. */
  endPj({ held }: LevelState, insidePj: number): number {
    if (held === null) return insidePj;
    return insidePj + held.pricePj * this.units[held.operand]!.words[this.space.lattice.nodes - 1]!;
  }

  /** Dimensions that move every operand a level opens: only their loops leave nothing open when they stand innermost. */
  movesAll(level: number): readonly number[] {
    const still = this.levels[level]!.charges.openings.flatMap(({ operand }) => this.units[operand]!.operand.still);
    return [...this.space.sizes.keys()].filter((d) => !still.includes(d));
  }

  #level(charges: LevelCharges, incoming: readonly LevelState[], fitting: Uint8Array): LevelTable {
    const { lattice } = this.space;
    const costs = new StepCosts(charges, this.units);
    const open = this.#openTables(charges, costs, incoming);
    const counted = new Float64Array(lattice.nodes).fill(Number.POSITIVE_INFINITY);
    for (const state of incoming) this.#spread({ charges, costs, open, counted }, state);
    const closed = counted.slice();
    for (const table of open) this.#loop(table, closed);
    const least = closed.slice();
    lattice.sweep(least, 0, [...this.space.sizes.keys()]);
    const outgoing: LevelState[] = [{ held: null, least }];
    for (const { operand, prices, after } of open) {
      prices.forEach((pricePj, bin) => {
        const inside = after.subarray(bin * lattice.nodes, (bin + 1) * lattice.nodes);
        outgoing.push({ held: { operand, pricePj }, least: inside });
      });
    }
    for (const state of outgoing) keepFitting(state.least, fitting);
    return { charges, costs, incoming, counted, open, closed, outgoing };
  }

  #openTables(charges: LevelCharges, costs: StepCosts, incoming: readonly LevelState[]): OpenTable[] {
    const { nodes } = this.space.lattice;
    const prices = this.units.map(() => new Set<number>());
    for (const { held } of incoming) {
      for (let s = 0; s < charges.spreads.length; s += 1) {
        costs.take(held, s);
        for (let i = 0; i < costs.count; i += 1)
          addPrices(prices[costs.operands[i]!]!, costs.prices[i]!, costs.slides[i]!);
      }
    }
    return prices
      .flatMap((found, operand): OpenTable[] => {
        if (found.size === 0 || this.units[operand]!.operand.still.length === 0) return [];
        const bins = binPrices(found, mostBins);
        const before = new Float64Array(bins.length * nodes).fill(Number.POSITIVE_INFINITY);
        return [{ operand, prices: bins, before, after: before }];
      })
      .map((table) => ({ ...table, after: new Float64Array(table.before.length) }));
  }

  /** Lays the tiles of one state out in every way; what is not left open is counted at the tile laid out. */
  #spread(
    level: { charges: LevelCharges; costs: StepCosts; open: readonly OpenTable[]; counted: Float64Array },
    { held, least }: LevelState,
  ): void {
    const { charges, costs, open, counted } = level;
    const { lattice, sizes } = this.space;
    const { nodes, values } = lattice;
    const reached = reachedNodes(least);
    const tables = this.units.map((_, operand) => open.find((table) => table.operand === operand));
    const cost = new Float64Array(this.units.length);
    for (let s = 0; s < charges.spreads.length; s += 1) {
      const { both, node } = charges.spreads[s]!;
      const spreading = [...both.keys()].filter((d) => both[d]! > 1);
      costs.take(held, s);
      const { count } = costs;
      const units = Array.from({ length: count }, (_, i) => this.units[costs.operands[i]!]!);
      next: for (let r = 0; r < reached.length; r += 1) {
        const inner = reached[r]!;
        for (let i = 0; i < spreading.length; i += 1) {
          const d = spreading[i]!;
          if ((sizes[d]! / values[d]![inner]!) % both[d]! !== 0) continue next;
        }
        const tile = inner + node;
        let total = least[inner]! + charges.fixedPj[s]!;
        for (let i = 0; i < count; i += 1) {
          const unit = units[i]!;
          let pj = costs.prices[i]! * unit.words[tile]!;
          const slides = costs.slides[i];
          if (slides) {
            const at = 3 * unit.sliding!.tileOf[inner]!;
            pj += slides[at]! * unit.passes[tile]! + slides[at + 1]!;
          }
          cost[i] = pj;
          total += pj;
        }
        if (total < counted[tile]!) counted[tile] = total;
        for (let i = 0; i < count; i += 1) {
          const table = tables[costs.operands[i]!];
          if (table === undefined) continue;
          const slides = costs.slides[i];
          const price = costs.prices[i]! + (slides ? slides[3 * units[i]!.sliding!.tileOf[inner]! + 2]! : 0);
          const at = binOf(table.prices, price) * nodes + tile;
          const rest = total - cost[i]!;
          if (rest < table.before[at]!) table.before[at] = rest;
        }
      }
    }
  }

  /** Loops that do not index the operand; then it is counted, or left open. */
  #loop({ operand, prices, before, after }: OpenTable, closed: Float64Array): void {
    const { lattice } = this.space;
    const { nodes } = lattice;
    const { operand: indices, words } = this.units[operand]!;
    after.set(before);
    for (let bin = 0; bin < prices.length; bin += 1) {
      const from = bin * nodes;
      lattice.sweep(after, from, indices.still);
      for (let node = 0; node < nodes; node += 1) {
        const total = after[from + node]! + prices[bin]! * words[node]!;
        if (total < closed[node]!) closed[node] = total;
      }
    }
  }
}

function addPrices(prices: Set<number>, pricePj: number, slides: Float64Array | null): void {
  if (slides === null) prices.add(pricePj);
  else
    for (let at = 2; at < slides.length; at += 3)
      if (slides[at]! < Number.POSITIVE_INFINITY) prices.add(pricePj + slides[at]!);
}

function keepFitting(least: Float64Array, fitting: Uint8Array): void {
  for (let node = 0; node < least.length; node += 1) if (fitting[node] === 0) least[node] = Number.POSITIVE_INFINITY;
}

function reachedNodes(least: Float64Array): Int32Array {
  const reached = new Int32Array(least.length);
  let count = 0;
  for (let node = 0; node < least.length; node += 1) {
    if (least[node]! === Number.POSITIVE_INFINITY) continue;
    reached[count] = node;
    count += 1;
  }
  return reached.subarray(0, count);
}
