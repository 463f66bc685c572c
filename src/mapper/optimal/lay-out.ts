import type { IndexSpace } from './index-space.ts';
import type { LevelCharges } from './level-charges.ts';
import type { OpenTable } from './open-table.ts';
import { binOf } from './price-bins.ts';
import { evenPart, firstFrom } from './rising.ts';
import type { SearchSpace } from './search-space.ts';
import type { Held, StepCosts } from './step-costs.ts';
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

interface LeastShare {
  readonly unit: UnitWords;
  /** pJ per word. */
  share: number;
  /** pJ per pass, by tile of the sliding dimensions. */
  readonly slides: Float64Array | null;
}

/** As the level below is left: what is held, and the least per node. */
interface Inside {
  readonly held: Held | null;
  readonly least: Float64Array;
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
  work.share(incoming.length, (state) => {
    counts[state] = layOut.promising(incoming[state]!, rows[state]!);
  });
  const reached = rows.map((row, state) => row.subarray(0, counts[state]));
  // Each part has its own tiles, whatever they are made of.
  const parts = work.members === 1 ? 1 : partsPerMember * work.members;
  work.share(parts, (part) => {
    // Those that take longest first: more tiles lie inside large ones.
    const [first, end] = evenPart(nodes, parts - 1 - part, parts);
    into.counted.fill(Number.POSITIVE_INFINITY, first, end);
    for (const { before } of into.open) {
      for (let row = 0; row < before.length; row += nodes)
        before.fill(Number.POSITIVE_INFINITY, row + first, row + end);
    }
    for (let state = 0; state < incoming.length; state += 1)
      layOut.run(incoming[state]!, reached[state]!, { first, end });
    if (into.charges.laidOut !== null) layOutOnce(into.charges.laidOut, into, [first, end]);
  });
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

/** Lays the tiles of one state out; what is not left open is counted at the tile laid out. */
class LayOut {
  readonly #space: IndexSpace;
  readonly #units: readonly UnitWords[];
  readonly #into: LayOutInto;
  /** By operand. */
  readonly #tables: readonly (readonly OpenTable[])[];
  /** By place in `StepCosts`: what it costs at least. */
  readonly #cost: Float64Array;
  #total = 0;

  constructor(space: IndexSpace, units: readonly UnitWords[], into: LayOutInto) {
    this.#space = space;
    this.#units = units;
    this.#into = into;
    this.#tables = units.map((_, operand) => into.open.filter((table) => table.operand === operand));
    this.#cost = new Float64Array(units.length);
  }

  /** In every way that ends at tiles from `first` to before `end`; `reached`: what is laid out, rising. */
  run({ held, least }: Inside, reached: Int32Array, { first, end }: { first: number; end: number }): void {
    const { charges, costs, counted, mostPj } = this.#into;
    for (let s = 0; s < charges.spreads.length; s += 1) {
      const fixedPj = charges.fixedPj[s]!;
      if (fixedPj === Number.POSITIVE_INFINITY) continue;
      const { node, rooms } = charges.spreads[s]!;
      const from = firstFrom(reached, first - node);
      const to = firstFrom(reached, end - node);
      if (from === to) continue;
      costs.take(held, s);
      next: for (let r = from; r < to; r += 1) {
        const inner = reached[r]!;
        for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![inner] === 0) continue next;
        const tile = inner + node;
        this.#count(inner, tile, least[inner]! + fixedPj);
        if (this.#total < counted[tile]! && this.#total < mostPj) counted[tile] = this.#total;
        for (let i = 0; i < costs.count; i += 1) this.#leaveOpen(i, inner, tile);
      }
    }
  }

  /** Fills in which tiles may come to less than `mostPj` in some layout, with one operand left open; says how many. */
  promising({ held, least }: Inside, reached: Int32Array): number {
    const { charges, mostPj } = this.#into;
    const fixed = charges.fixedPj.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const shares = Number.isFinite(mostPj) ? this.#leastShares(held) : [];
    let count = 0;
    for (let node = 0; node < least.length; node += 1) {
      let sum = least[node]! + fixed;
      if (sum === Number.POSITIVE_INFINITY) continue;
      let open = 0;
      for (let i = 0; i < shares.length; i += 1) {
        const { unit, share, slides } = shares[i]!;
        const pj = unit.words[node]! * share + (slides ? slides[unit.sliding!.tileOf[node]!]! * unit.passes[node]! : 0);
        sum += pj;
        open = Math.max(open, pj);
      }
      if (sum - open >= mostPj) continue;
      reached[count] = node;
      count += 1;
    }
    return count;
  }

  /** Per operand, what each word into a tile costs at least once it is laid out, by words into the tile as it is. */
  #leastShares(held: Held | null): readonly LeastShare[] {
    const { charges, costs } = this.#into;
    const shares: LeastShare[] = [];
    for (let s = 0; s < charges.spreads.length; s += 1) {
      if (charges.fixedPj[s] === Number.POSITIVE_INFINITY) continue;
      costs.take(held, s);
      for (let i = 0; i < costs.count; i += 1) {
        const operand = costs.operands[i]!;
        const unit = this.#units[operand]!;
        // Laid out over so many copies, a tile is passed so many times less at most.
        const copies = charges.copies[operand]![s]!;
        const tiles = unit.sliding?.tiles ?? 0;
        shares[i] ??= {
          unit,
          share: Number.POSITIVE_INFINITY,
          // Of what is held from further in only the least is known: no tile of it slides here.
          slides: costs.slides[i] ? new Float64Array(tiles).fill(Number.POSITIVE_INFINITY) : null,
        };
        const own = shares[i]!;
        own.share = Math.min(own.share, costs.prices[i]! / copies / unit.slack);
        const slides = costs.slides[i];
        for (let tile = 0; slides && tile < tiles; tile += 1) {
          own.slides![tile] = Math.min(own.slides![tile]!, slides[tile * costs.slideFields]! / copies);
        }
      }
    }
    return shares;
  }

  #count(inner: number, tile: number, insidePj: number): void {
    const { costs } = this.#into;
    let total = insidePj;
    for (let i = 0; i < costs.count; i += 1) {
      const unit = this.#units[costs.operands[i]!]!;
      let pj = costs.prices[i]! * unit.words[tile]!;
      const slides = costs.slides[i];
      if (slides) {
        const at = costs.slideFields * unit.sliding!.tileOf[inner]!;
        pj += slides[at]! * unit.passes[tile]! + slides[at + 1]!;
      }
      this.#cost[i] = pj;
      total += pj;
    }
    this.#total = total;
  }

  #leaveOpen(i: number, inner: number, tile: number): void {
    const { costs, mostPj } = this.#into;
    const operand = costs.operands[i]!;
    const tables = this.#tables[operand]!;
    if (tables.length === 0) return;
    const slides = costs.slides[i];
    const price =
      costs.prices[i]! + (slides ? slides[costs.slideFields * this.#units[operand]!.sliding!.tileOf[inner]! + 2]! : 0);
    const entry = binOf(tables[0]!.prices, price) * this.#space.lattice.nodes + tile;
    for (let t = 0; t < tables.length; t += 1) {
      const { before, slideField } = tables[t]!;
      let pj = this.#total - this.#cost[i]!;
      for (let j = 0; j < costs.count && slideField >= 0; j += 1) {
        const others = costs.slides[j];
        if (!others || j === i) continue;
        const unit = this.#units[costs.operands[j]!]!;
        const field = costs.slideFields * unit.sliding!.tileOf[inner]! + slideField;
        pj += costs.prices[j]! * unit.words[tile]! + others[field]! * unit.passes[tile]! - this.#cost[j]!;
      }
      if (pj < before[entry]! && pj < mostPj) before[entry] = pj;
    }
  }
}
