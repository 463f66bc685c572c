import { layOutAll } from './lay-out.ts';
import { outsidePj } from './least-outside.ts';
import type { LevelCharges } from './level-charges.ts';
import type { LevelWalk } from './level-walk.ts';
import { loopLimited } from './limited-loops.ts';
import { lower } from './lower.ts';
import { closeOpen, loopOpen, type OpenTable, openTables } from './open-table.ts';
import type { PriceList } from './price-bins.ts';
import { evenPart } from './rising.ts';
import type { SearchSpace, SpaceLevel } from './search-space.ts';
import { type Held, StepCosts } from './step-costs.ts';
import { ownWorkshop, type Workshop } from './team.ts';

/** Sums differ by rounding. */
const same = 1e-12;

/** States in which one level is left upwards: nothing open but what the level keeps itself, or an operand held as well. */
export interface LevelState {
  readonly held: Held | null;
  /** The table that holds it, and which of its prices. */
  readonly from: { readonly open: OpenTable; readonly bin: number } | null;
  /** Least energy (pJ) of everything inside, per node; Infinity: none. */
  readonly least: Float64Array;
}

/** One level, from the tiles of the level below to its own. */
export interface LevelTable {
  readonly charges: LevelCharges;
  readonly walk: LevelWalk;
  readonly costs: StepCosts;
  readonly incoming: readonly LevelState[];
  /** All operands counted at the tiles laid out. */
  readonly counted: Float64Array;
  readonly open: readonly OpenTable[];
  /** Dimensions that move every operand the level opens: only their loops leave nothing open when they stand innermost. */
  readonly movesAll: readonly number[];
  /** Least of what was open and is counted now, before the rest of the loops. */
  readonly closed: Float64Array;
  readonly outgoing: readonly LevelState[];
}

/** What is done when loops of open operands end. */
interface Closing {
  readonly open: readonly OpenTable[];
  readonly fitting: Uint8Array;
  readonly closed: Float64Array;
  readonly least: Float64Array | null;
}

/** Least energies of partial mappings, innermost level first, by dynamic programming over tiles (docs/decisions/0010). */
export class BoundTables {
  readonly space: SearchSpace;
  /** Outermost first. */
  readonly levels: readonly LevelTable[];
  /** No mapping costs less, pJ; Infinity: none costs less than `mostPj`. */
  readonly leastPj: number;
  /** Partial mappings that lead to no less than this may be left out, pJ. */
  readonly mostPj: number;
  /** What moves anywhere may gain something. */
  readonly mayGain: boolean;

  readonly #shop: Workshop;
  /** Of all nodes: parts of what is shared. */
  readonly #slices: number;

  /** All members of a team do so. Partial mappings that lead to `mostPj` or more may be left out. */
  constructor(
    space: SearchSpace,
    charges: readonly LevelCharges[],
    { mostPj = Number.POSITIVE_INFINITY, ...shop }: Workshop & { readonly mostPj?: number } = ownWorkshop(),
  ) {
    const { nodes } = space.lattice;
    const { work, memory } = shop;
    this.#shop = shop;
    this.#slices = space.lattice.slices(2 * shop.work.members);
    this.space = space;
    this.mostPj = mostPj;
    const jobs: (() => void)[] = [];
    const costs = charges.map((each, level) => {
      const { sliding } = space.levels[level]!;
      return new StepCosts(each, space, { sliding, memory, jobs });
    });
    const start = memory.floats(nodes);
    jobs.push(() => {
      start.fill(Number.POSITIVE_INFINITY);
      start[0] = 0;
    });
    work.share(jobs.length, (job) => jobs[job]!());
    const outside = outsidePj(space, charges, costs);
    this.mayGain = outside[0] === Number.NEGATIVE_INFINITY;
    let states: readonly LevelState[] = [{ held: null, from: null, least: start }];
    const levels: LevelTable[] = [];
    for (let level = charges.length - 1; level >= 0; level -= 1) {
      const most = { costs: costs[level]!, mostPj: mostPj * (1 + same) - outside[level]! };
      const table = this.#level(charges[level]!, space.levels[level]!, states, most);
      levels.unshift(table);
      states = table.outgoing;
    }
    this.levels = levels;
    this.leastPj = Math.min(...states.map((state) => this.endPj(state, state.least[nodes - 1]!)));
  }

  /** With what is still held counted at the end of all loops. */
  endPj({ held }: LevelState, insidePj: number): number {
    if (held === null) return insidePj;
    return insidePj + held.pricePj * this.space.units[held.operand]!.words[this.space.lattice.nodes - 1]!;
  }

  #level(
    charges: LevelCharges,
    level: SpaceLevel,
    incoming: readonly LevelState[],
    { costs, mostPj }: { costs: StepCosts; mostPj: number },
  ): LevelTable {
    const { units } = this.space;
    const { memory } = this.#shop;
    const { nodes } = this.space.lattice;
    const { walk, fitting } = level;
    const all = [...this.space.sizes.keys()];
    const open = this.#openTables(costs, { charges, incoming, apart: !walk.isFree });
    const counted = memory.floats(nodes);
    layOutAll(this.space, incoming, { charges, costs, open, counted, mostPj, ...this.#shop });
    const still = charges.openings.flatMap(({ operand }) => units[operand]!.operand.still);
    const movesAll = all.filter((d) => !still.includes(d));
    const least = walk.isFree
      ? this.#loopFree(open, { counted, movesAll })
      : loopLimited(this.space, { walk, open, counted, movesAll }, this.#shop);
    const closed = this.#close(open, { fitting, least: walk.isFree ? least : null });
    if (walk.isFree) this.#loopRest(least, counted, fitting);
    else keepFitting(least, fitting, 0, nodes);
    const settled: LevelState = { held: null, from: null, least };
    const held = open.flatMap((table) => heldStates(table, nodes));
    const outgoing = [settled, ...held].map((state) => withDone(state, charges));
    return { charges, walk, costs, incoming, counted, open, movesAll, closed, outgoing };
  }

  /** Gives the least per node with nothing held and some loop over dimensions that move everything. */
  #loopFree(open: readonly OpenTable[], { counted, movesAll }: Pick<LevelTable, 'counted' | 'movesAll'>): Float64Array {
    const rows = open.flatMap((table) => Array.from(table.prices, (_, bin) => ({ table, bin })));
    const { work, memory } = this.#shop;
    const moved = memory.floats(counted.length);
    if (rows.length === 0 && movesAll.length === this.space.sizes.length) {
      // All loops are alike: the sweep after this sees to them.
      work.share(this.#slices, (slice) => {
        const [first, end] = evenPart(counted.length, slice, this.#slices);
        moved.set(counted.subarray(first, end), first);
      });
      return moved;
    }
    work.share(1 + rows.length, (row) => {
      if (row > 0) loopOpen(this.space, rows[row - 1]!.table, rows[row - 1]!.bin);
      else this.space.lattice.step(counted, moved, { from: 0, dimensions: movesAll });
    });
    return moved;
  }

  /**
   * Least of what was open and is counted now; what stays open past the level must fit it. Lowers `least` to it, and sweeps each
   * slice.
   */
  #close(open: readonly OpenTable[], { fitting, least }: Pick<Closing, 'fitting' | 'least'>): Float64Array {
    const { lattice } = this.space;
    const closed = this.#shop.memory.floats(lattice.nodes);
    const slices = this.#slices;
    const into = { open, fitting, closed, least };
    this.#shop.work.share(slices, (slice) => this.#closeSlice(slice, into));
    return closed;
  }

  #closeSlice(slice: number, { open, fitting, closed, least }: Closing): void {
    const { units, lattice } = this.space;
    const [first, end] = evenPart(lattice.nodes, slice, this.#slices);
    closed.fill(Number.POSITIVE_INFINITY, first, end);
    for (const table of open) closeOpen(table, units[table.operand]!, { closed, first, end });
    for (const { resting } of open) {
      for (let from = 0; from < resting.length; from += lattice.nodes) {
        keepFitting(resting.subarray(from, from + lattice.nodes), fitting, first, end);
      }
    }
    if (least === null) return;
    lower(least, closed, first, end);
    lattice.sweepWithin(least, slice, this.#slices);
  }

  /** Nothing held: the rest of the loops after the innermost, or none at all. */
  #loopRest(least: Float64Array, counted: Float64Array, fitting: Uint8Array): void {
    const { lattice } = this.space;
    const slices = this.#slices;
    const length = lattice.nodes / slices;
    const parts = this.#shop.work.members;
    this.#shop.work.share(parts, (part) => {
      const [first, end] = evenPart(length, part, parts);
      lattice.sweepAcross(least, slices, [first, end]);
      for (let from = 0; from < lattice.nodes; from += length) {
        lower(least, counted, from + first, from + end);
        keepFitting(least, fitting, from + first, from + end);
      }
    });
  }

  #openTables(
    costs: StepCosts,
    { charges, incoming, apart }: { charges: LevelCharges; incoming: readonly LevelState[]; apart: boolean },
  ): OpenTable[] {
    const prices = this.space.units.map((): PriceList[] => []);
    for (const { held } of incoming) {
      for (let s = 0; s < charges.spreads.length; s += 1) {
        costs.take(held, s);
        for (let i = 0; i < costs.count; i += 1) {
          const operand = costs.operands[i]!;
          // With nothing held, which is always among what comes in, the others have the same prices.
          if (held === null || held.operand === operand) prices[operand]!.push(costs.pricesOf(i));
        }
      }
    }
    const opened = charges.openings.map(({ operand }) => this.space.units[operand]!);
    const sliding = opened.filter((unit) => unit.sliding !== null);
    return prices.flatMap((found, operand) =>
      found.length === 0 || this.space.units[operand]!.operand.still.length === 0
        ? []
        : openTables(this.space, this.#shop.memory, { operand, prices: found, sliding, apart }),
    );
  }
}

function heldStates(open: OpenTable, nodes: number): LevelState[] {
  const { operand, prices, resting } = open;
  return Array.from(prices, (pricePj, bin) => ({
    held: { operand, pricePj },
    from: { open, bin },
    least: resting.subarray(bin * nodes, (bin + 1) * nodes),
  }));
}

/** With what the tile itself costs. */
function withDone(state: LevelState, { donePj }: LevelCharges): LevelState {
  return donePj === null ? state : { ...state, least: state.least.map((pj, node) => pj + donePj[node]!) };
}

function keepFitting(least: Float64Array, fitting: Uint8Array, first: number, end: number): void {
  for (let node = first; node < end; node += 1) if (fitting[node] === 0) least[node] = Number.POSITIVE_INFINITY;
}
