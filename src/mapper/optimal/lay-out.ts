import type { IndexSpace } from './index-space.ts';
import type { LevelCharges } from './level-charges.ts';
import type { OpenTable } from './open-table.ts';
import { binOf } from './price-bins.ts';
import { type Inside, leastSlides, promising } from './promising.ts';
import { evenPart, firstFrom } from './rising.ts';
import type { SearchSpace } from './search-space.ts';
import type { Spread } from './spreads.ts';
import { type StepCosts, unitField } from './step-costs.ts';
import { ints, type Workshop } from './team.ts';
import type { UnitWords } from './unit-words.ts';

/** What laying tiles out below a level fills in. */
export interface LayOutInto {
  readonly charges: LevelCharges;
  readonly costs: StepCosts;
  readonly open: readonly OpenTable[];
  readonly counted: Float64Array;
  /** What is inside and comes to this leads nowhere. */
  readonly mostPj: number;
}

/** Parts of the tiles, for each member of a team: no two take equally long. */
const partsPerMember = 6;

/** Lays the tiles of all states out in every way: fills in `counted` and the `before` of open tables. */
export function layOutAll(
  space: IndexSpace & Pick<SearchSpace, 'units'>,
  incoming: readonly Inside[],
  { work, memory, ...into }: LayOutInto & Workshop,
): void {
  const { nodes } = space.lattice;
  const layOut = new LayOut(space, space.units, into);
  const counts = ints(memory, incoming.length);
  const rows = incoming.map(() => ints(memory, nodes));
  const input = { units: space.units, ...into };
  const slides = leastSlides(input, { work, memory });
  work.share(incoming.length, (state) => {
    counts[state] = promising(incoming[state]!, { ...input, slides }, rows[state]!);
  });
  const reached = rows.map((row, state) => row.subarray(0, counts[state]));
  const parts = work.members === 1 ? 1 : partsPerMember * work.members;
  // Those that take longest first: more tiles lie inside large ones.
  work.share(parts, (part) => layOut.runAll(incoming, reached, evenPart(nodes, parts - 1 - part, parts)));
}

/** Adds what tiles cost once, however they are laid out. */
function layOutOnce(
  { pjPerCycle, cycles }: NonNullable<LevelCharges['laidOut']>,
  { counted, open }: Pick<LayOutInto, 'counted' | 'open'>,
  [first, end]: readonly [number, number],
): void {
  for (let node = first; node < end; node += 1) counted[node] = counted[node]! + pjPerCycle * cycles[node]!;
  for (const { before } of open) {
    for (let row = 0; row < before.length; row += counted.length) {
      for (let node = first; node < end; node += 1) {
        before[row + node] = before[row + node]! + pjPerCycle * cycles[node]!;
      }
    }
  }
}

/** Tiles that are laid out the same way at once: each step is done for all of them before the next one. */
const atOnce = 256;

/** Lays the tiles of one state out; what is not left open is counted at the tile laid out. */
class LayOut {
  readonly #space: IndexSpace;
  readonly #units: readonly UnitWords[];
  readonly #into: LayOutInto;
  /** By operand. */
  readonly #tables: readonly (readonly OpenTable[])[];
  /** Of tiles laid out at once: how many, which, what each makes, and what all of it costs. */
  #count = 0;
  readonly #inner = new Int32Array(atOnce);
  readonly #tile = new Int32Array(atOnce);
  readonly #total = new Float64Array(atOnce);
  /** By place in `StepCosts`: what it costs at least. */
  readonly #cost: readonly Float64Array[];
  /** With one operand left open, of those where that matters: how many, which, where in its tables, and what the others cost. */
  #keptCount = 0;
  readonly #kept = new Int32Array(atOnce);
  readonly #entry = new Int32Array(atOnce);
  readonly #others = new Float64Array(atOnce);

  constructor(space: IndexSpace, units: readonly UnitWords[], into: LayOutInto) {
    this.#space = space;
    this.#units = units;
    this.#into = into;
    this.#tables = units.map((_, operand) => into.open.filter((table) => table.operand === operand));
    this.#cost = units.map(() => new Float64Array(atOnce));
  }

  /** All that ends at tiles from `first` to before `end`, whatever it is made of. */
  runAll(
    incoming: readonly Inside[],
    reached: readonly Int32Array[],
    [first, end]: readonly [first: number, end: number],
  ): void {
    const { charges, counted, open } = this.#into;
    const { nodes } = this.#space.lattice;
    counted.fill(Number.POSITIVE_INFINITY, first, end);
    for (const { before } of open) {
      for (let row = 0; row < before.length; row += nodes) {
        before.fill(Number.POSITIVE_INFINITY, row + first, row + end);
      }
    }
    for (let state = 0; state < incoming.length; state += 1) {
      this.#run(incoming[state]!, reached[state]!, { first, end });
    }
    if (charges.laidOut !== null) layOutOnce(charges.laidOut, this.#into, [first, end]);
  }

  /** In every way that ends at tiles from `first` to before `end`; `reached`: what is laid out, rising. */
  #run({ held, least }: Inside, reached: Int32Array, { first, end }: { first: number; end: number }): void {
    const { charges, costs } = this.#into;
    for (let s = 0; s < charges.spreads.length; s += 1) {
      const fixedPj = charges.fixedPj[s]!;
      if (fixedPj === Number.POSITIVE_INFINITY) continue;
      const spread = charges.spreads[s]!;
      const to = firstFrom(reached, end - spread.node);
      let from = firstFrom(reached, first - spread.node);
      if (from < to) costs.take(held, s);
      while (from < to) {
        from = this.#choose(spread, reached, from, to);
        this.#price(least, fixedPj);
        this.#countAll();
        for (let i = 0; i < costs.count; i += 1) this.#leaveOpen(i);
      }
    }
  }

  /** The next tiles there is room for; gives how far it came. */
  #choose({ node, rooms }: Spread, reached: Int32Array, from: number, to: number): number {
    const inner = this.#inner;
    const tile = this.#tile;
    let count = 0;
    let at = from;
    next: for (; at < to && count < atOnce; at += 1) {
      const own = reached[at]!;
      for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![own] === 0) continue next;
      inner[count] = own;
      tile[count] = own + node;
      count += 1;
    }
    this.#count = count;
    return at;
  }

  #price(least: Float64Array, fixedPj: number): void {
    const { costs } = this.#into;
    const count = this.#count;
    const inner = this.#inner;
    const total = this.#total;
    for (let k = 0; k < count; k += 1) total[k] = least[inner[k]!]! + fixedPj;
    for (let i = 0; i < costs.count; i += 1) {
      const cost = this.#cost[i]!;
      this.#putWords(i, cost);
      const slides = costs.slides[i];
      if (slides) this.#addSlides(i, slides, cost);
      for (let k = 0; k < count; k += 1) total[k] = total[k]! + cost[k]!;
    }
  }

  #putWords(i: number, cost: Float64Array): void {
    const { costs } = this.#into;
    const { words } = this.#units[costs.operands[i]!]!;
    const price = costs.prices[i]!;
    const tile = this.#tile;
    for (let k = 0; k < this.#count; k += 1) cost[k] = price * words[tile[k]!]!;
  }

  #addSlides(i: number, slides: Float64Array, cost: Float64Array): void {
    const { slideFields, operands } = this.#into.costs;
    const { passes, sliding } = this.#units[operands[i]!]!;
    const { tileOf } = sliding!;
    const inner = this.#inner;
    const tile = this.#tile;
    for (let k = 0; k < this.#count; k += 1) {
      const at = slideFields * tileOf[inner[k]!]!;
      cost[k] = cost[k]! + (slides[at]! * passes[tile[k]!]! + slides[at + 1]!);
    }
  }

  #countAll(): void {
    const { counted, mostPj } = this.#into;
    lowerAt(counted, this.#tile, { by: this.#total, count: this.#count, mostPj });
  }

  #leaveOpen(i: number): void {
    const { costs, mostPj } = this.#into;
    const tables = this.#tables[costs.operands[i]!]!;
    if (tables.length === 0) return;
    this.#keep(i);
    this.#putEntries(i, tables[0]!.prices);
    const count = this.#keptCount;
    const kept = this.#kept;
    const by = this.#others;
    for (let t = 0; t < tables.length; t += 1) {
      const { before, slideField } = tables[t]!;
      const total = this.#total;
      const cost = this.#cost[i]!;
      for (let n = 0; n < count; n += 1) by[n] = total[kept[n]!]! - cost[kept[n]!]!;
      for (let j = 0; j < costs.count && slideField >= 0; j += 1) {
        const slides = costs.slides[j];
        if (slides && j !== i) this.#putTurning(j, slides, slideField);
      }
      lowerAt(before, this.#entry, { by, count, mostPj });
    }
  }

  /** Where the others come to less than the most that matters: what they cost does not fall then. */
  #keep(i: number): void {
    const { mostPj } = this.#into;
    const total = this.#total;
    const cost = this.#cost[i]!;
    const kept = this.#kept;
    let count = 0;
    for (let k = 0; k < this.#count; k += 1) {
      if (total[k]! - cost[k]! >= mostPj) continue;
      kept[count] = k;
      count += 1;
    }
    this.#keptCount = count;
  }

  /** By the price of what is left open. */
  #putEntries(i: number, prices: Float64Array): void {
    const { operands, prices: own, slides: all, slideFields } = this.#into.costs;
    const { nodes } = this.#space.lattice;
    const price = own[i]!;
    const slides = all[i];
    const kept = this.#kept;
    const entry = this.#entry;
    const tile = this.#tile;
    if (!slides) {
      const from = binOf(prices, price) * nodes;
      for (let n = 0; n < this.#keptCount; n += 1) entry[n] = from + tile[kept[n]!]!;
      return;
    }
    const { tileOf } = this.#units[operands[i]!]!.sliding!;
    const inner = this.#inner;
    for (let n = 0; n < this.#keptCount; n += 1) {
      const slide = slides[slideFields * tileOf[inner[kept[n]!]!]! + unitField]!;
      entry[n] = binOf(prices, price + slide) * nodes + tile[kept[n]!]!;
    }
  }

  /** Another operand slides, and costs what one of its numbers says in place of its least. */
  #putTurning(j: number, slides: Float64Array, field: number): void {
    const { operands, prices, slideFields } = this.#into.costs;
    const { words, passes, sliding } = this.#units[operands[j]!]!;
    const { tileOf } = sliding!;
    const price = prices[j]!;
    const cost = this.#cost[j]!;
    const by = this.#others;
    for (let n = 0; n < this.#keptCount; n += 1) {
      const k = this.#kept[n]!;
      const tile = this.#tile[k]!;
      const at = slideFields * tileOf[this.#inner[k]!]! + field;
      by[n] = by[n]! + (price * words[tile]! + slides[at]! * passes[tile]! - cost[k]!);
    }
  }
}

/** Lowers entries of a table to what is less, and less than the most that matters. */
function lowerAt(
  table: Float64Array,
  entries: Int32Array,
  { by, count, mostPj }: { readonly by: Float64Array; readonly count: number; readonly mostPj: number },
): void {
  for (let k = 0; k < count; k += 1) {
    const pj = by[k]!;
    const entry = entries[k]!;
    if (pj < mostPj && pj < table[entry]!) table[entry] = pj;
  }
}
