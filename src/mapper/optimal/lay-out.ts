import type { IndexSpace } from './index-space.ts';
import type { LevelCharges } from './level-charges.ts';
import type { OpenTable } from './open-table.ts';
import { binOf } from './price-bins.ts';
import type { SearchSpace } from './search-space.ts';
import { roomsOf } from './spreads.ts';
import type { Held, StepCosts } from './step-costs.ts';
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

/**
 * Lays the tiles of all states out in every way. `counted` and the `before` of open tables begin with what they are at the end; for
 * each member of a team they have room to fill in what its own part of the ways gives.
 */
export function layOutAll(space: SearchSpace, incoming: readonly Inside[], into: LayOutInto): void {
  const { team } = space;
  const own = (table: Float64Array): Float64Array => {
    const length = table.length / team.members;
    return table.subarray(team.member * length, (team.member + 1) * length).fill(Number.POSITIVE_INFINITY);
  };
  const open = into.open.map((table) => ({ ...table, before: own(table.before) }));
  const layOut = new LayOut(space, space.units, { ...into, open, counted: own(into.counted) });
  const reached = reachedNodes(space, incoming).map((nodes, i) => layOut.promising(incoming[i]!, nodes));
  const ways = into.charges.spreads.length;
  // More than there are members: no part is as long as another.
  const parts = team.members === 1 ? 1 : Math.min(ways, 12 * team.members);
  team.share(parts, (part) => {
    incoming.forEach((inside, i) => {
      layOut.run(inside, reached[i]!, { first: part, step: parts });
    });
  });
  if (team.members === 1) return;
  const tables = [into.counted, ...into.open.map(({ before }) => before)];
  team.share(tables.length, (at) => leastOfAll(tables[at]!, team.members));
}

function leastOfAll(table: Float64Array, members: number): void {
  const length = table.length / members;
  for (let from = length; from < table.length; from += length) {
    for (let at = 0; at < length; at += 1) if (table[from + at]! < table[at]!) table[at] = table[from + at]!;
  }
}

/** Lays the tiles of one state out; what is not left open is counted at the tile laid out. */
class LayOut {
  readonly #space: IndexSpace;
  readonly #units: readonly UnitWords[];
  readonly #into: LayOutInto;
  /** By place in `StepCosts`: what it costs at least. */
  readonly #cost: Float64Array;
  #total = 0;

  constructor(space: IndexSpace, units: readonly UnitWords[], into: LayOutInto) {
    this.#space = space;
    this.#units = units;
    this.#into = into;
    this.#cost = new Float64Array(units.length);
  }

  /** In every `step`-th way; `reached`: the nodes that have a least. */
  run({ held, least }: Inside, reached: Int32Array, { first, step }: { first: number; step: number }): void {
    const { charges, costs, counted, mostPj } = this.#into;
    const { lattice } = this.#space;
    for (let s = first; s < charges.spreads.length; s += step) {
      if (charges.fixedPj[s] === Number.POSITIVE_INFINITY) continue;
      const { both, node } = charges.spreads[s]!;
      const rooms = roomsOf(lattice, both);
      costs.take(held, s);
      const units = Array.from({ length: costs.count }, (_, i) => this.#units[costs.operands[i]!]!);
      const tables = units.map((_, i) => this.#into.open.filter(({ operand }) => operand === costs.operands[i]));
      next: for (let r = 0; r < reached.length; r += 1) {
        const inner = reached[r]!;
        for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![inner] === 0) continue next;
        const tile = inner + node;
        this.#count(units, inner, { tile, insidePj: least[inner]! + charges.fixedPj[s]! });
        if (this.#total < counted[tile]! && this.#total < mostPj) counted[tile] = this.#total;
        for (let i = 0; i < units.length; i += 1) this.#leaveOpen(tables[i]!, i, { units, inner, tile });
      }
    }
  }

  /** Of the tiles reached, those that may come to less than `mostPj` in some layout, with one operand left open. */
  promising({ held, least }: Inside, reached: Int32Array): Int32Array {
    const { charges, mostPj } = this.#into;
    if (!Number.isFinite(mostPj)) return reached;
    const fixed = charges.fixedPj.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const shares = this.#leastShares(held);
    return reached.filter((node) => {
      let sum = least[node]! + fixed;
      let open = 0;
      for (const { unit, share, slides } of shares) {
        const pj = unit.words[node]! * share + (slides ? slides[unit.sliding!.tileOf[node]!]! * unit.passes[node]! : 0);
        sum += pj;
        open = Math.max(open, pj);
      }
      return sum - open < mostPj;
    });
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
        const tiles = unit.sliding?.least.length ?? 0;
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

  #count(units: readonly UnitWords[], inner: number, { tile, insidePj }: { tile: number; insidePj: number }): void {
    const { costs } = this.#into;
    let total = insidePj;
    for (let i = 0; i < units.length; i += 1) {
      const unit = units[i]!;
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

  #leaveOpen(
    tables: readonly OpenTable[],
    i: number,
    at: { units: readonly UnitWords[]; inner: number; tile: number },
  ): void {
    if (tables.length === 0) return;
    const { costs } = this.#into;
    const { units, inner, tile } = at;
    const slides = costs.slides[i];
    const price = costs.prices[i]! + (slides ? slides[costs.slideFields * units[i]!.sliding!.tileOf[inner]! + 2]! : 0);
    const entry = binOf(tables[0]!.prices, price) * this.#space.lattice.nodes + tile;
    for (let t = 0; t < tables.length; t += 1) {
      const { before, slideField } = tables[t]!;
      let pj = this.#total - this.#cost[i]!;
      for (let j = 0; j < units.length && slideField >= 0; j += 1) {
        const others = costs.slides[j];
        if (!others || j === i) continue;
        const unit = units[j]!;
        const field = costs.slideFields * unit.sliding!.tileOf[inner]! + slideField;
        pj += costs.prices[j]! * unit.words[tile]! + others[field]! * unit.passes[tile]! - this.#cost[j]!;
      }
      if (pj < before[entry]! && pj < this.#into.mostPj) before[entry] = pj;
    }
  }
}

/** Per state: the nodes that have a least. */
function reachedNodes({ team, memory, lattice }: SearchSpace, states: readonly Inside[]): Int32Array[] {
  const counts = memory.floats(states.length);
  const rows = states.map(() => {
    const { buffer, byteOffset } = memory.floats(lattice.nodes);
    return new Int32Array(buffer, byteOffset, lattice.nodes);
  });
  team.share(states.length, (state) => {
    const { least } = states[state]!;
    const reached = rows[state]!;
    let count = 0;
    for (let node = 0; node < least.length; node += 1) {
      if (least[node]! === Number.POSITIVE_INFINITY) continue;
      reached[count] = node;
      count += 1;
    }
    counts[state] = count;
  });
  return rows.map((row, state) => row.subarray(0, counts[state]));
}
