import { primeFactors } from '../../shared/factors.ts';
import { evenPart, firstFrom } from './rising.ts';
import type { SearchSpace, SpaceLevel } from './search-space.ts';
import type { Spread } from './spreads.ts';
import { ints, ownWorkshop, type TeamMemory, type Workshop } from './team.ts';

/** How many mappings there are, as floating-point numbers: they may be more than an integer holds. */
export interface MapspaceSize {
  /** Ways to split every dimension over the places it may stand in, whether they fit or not. */
  readonly splits: number;
  /** Of those, the ones that keep to the constraints on factors and to every fan-out. */
  readonly allowed: number;
  /** Of those, the ones that fit every memory. */
  readonly fitting: number;
  /** Orders of the loops of all levels, for each of them. */
  readonly orders: number;
}

/** All members of a team do so. */
export function mapspaceSize(space: SearchSpace, { work, memory } = ownWorkshop()): MapspaceSize {
  const [allowed, fitting] = splitsWithin(space, { work, memory });
  return { ...wholeMapspace(space), allowed, fitting };
}

/** Without a look at what fits: at once. */
export function wholeMapspace({ sizes, levels }: SearchSpace): Pick<MapspaceSize, 'splits' | 'orders'> {
  let splits = 1;
  sizes.forEach((size, d) => {
    const places = levels.reduce((sum, { limits }) => sum + 1 + Number(limits.onX[d]) + Number(limits.onY[d]), 0);
    splits *= orderedSplits(size, places);
  });
  const dimensions = sizes.length;
  const permutations = [...Array(dimensions).keys()].reduce((all, d) => all * (d + 1), 1);
  return { splits, orders: permutations ** levels.length };
}

/** Splits constraints allow, and of those the ones that fit. */
function splitsWithin(space: SearchSpace, { work, memory }: Workshop): [allowed: number, fitting: number] {
  const { levels, lattice } = space;
  const counts = new SplitCounts(space, memory);
  const both = 2;
  work.share(both, (which) => counts.begin(which));
  const ranges = work.members === 1 ? 1 : 4 * work.members;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    // Each part has its own nodes: what adds up there does so in the same order whoever adds.
    work.share(both * ranges, (part) => {
      counts.layOut(levels[level]!.spreads, part % both, evenPart(lattice.nodes, Math.floor(part / both), ranges));
    });
    work.share(both, (which) => counts.loop(levels[level]!, which));
  }
  return [counts.whole(0), counts.whole(1)];
}

/** Per node, how many ways lead to it: whether they fit (0), or of those that do (1). */
class SplitCounts {
  readonly #lattice: SearchSpace['lattice'];
  readonly #counts: readonly Float64Array[];
  /** Of tiles laid out. */
  readonly #laid: readonly Float64Array[];
  /** Nodes that any way leads to, rising, and how many they are. */
  readonly #reached: readonly Int32Array[];
  readonly #lengths: Int32Array;

  constructor({ lattice }: SearchSpace, memory: TeamMemory) {
    const { nodes } = lattice;
    this.#lattice = lattice;
    this.#counts = [memory.floats(nodes), memory.floats(nodes)];
    this.#laid = [memory.floats(nodes), memory.floats(nodes)];
    this.#reached = [ints(memory, nodes), ints(memory, nodes)];
    this.#lengths = ints(memory, this.#counts.length);
  }

  begin(which: number): void {
    this.#counts[which]!.fill(0)[0] = 1;
    this.#reach(which);
  }

  layOut(spreads: readonly Spread[], which: number, [first, end]: readonly [number, number]): void {
    const into = this.#laid[which]!.subarray(first, end).fill(0);
    const reached = this.#reached[which]!.subarray(0, this.#lengths[which]);
    layOut(spreads, { inner: this.#counts[which]!, reached, into, first });
  }

  loop({ walk, fitting }: SpaceLevel, which: number): void {
    const own = this.#counts[which]!;
    const laid = this.#laid[which]!;
    if (walk.isFree) {
      own.set(laid);
      this.#lattice.sum(own);
    } else own.set(walk.sum(laid));
    for (let node = 0; which === 1 && node < own.length; node += 1) if (fitting[node] === 0) own[node] = 0;
    this.#reach(which);
  }

  whole(which: number): number {
    return this.#counts[which]![this.#lattice.nodes - 1]!;
  }

  #reach(which: number): void {
    this.#lengths[which] = nodesWithAny(this.#counts[which]!, this.#reached[which]!);
  }
}

/** Ways to write a number as an ordered product of so many factors. */
function orderedSplits(value: number, places: number): number {
  const primes = primeFactors(value);
  return [...new Set(primes)].reduce((ways, prime) => {
    const exponent = primes.filter((each) => each === prime).length;
    let choose = 1;
    for (let i = 1; i <= exponent; i += 1) choose *= (places - 1 + i) / i;
    return ways * Math.round(choose);
  }, 1);
}

interface Laid {
  readonly inner: Float64Array;
  /** Nodes that have any, rising. */
  readonly reached: Int32Array;
  /** What is made of them, from node `first` on. */
  readonly into: Float64Array;
  readonly first: number;
}

function layOut(spreads: readonly Spread[], { inner, reached, into, first }: Laid): void {
  for (const { node, rooms, ways } of spreads) {
    const from = firstFrom(reached, first - node);
    next: for (let r = from; r < reached.length; r += 1) {
      const at = reached[r]!;
      if (at + node >= first + into.length) break;
      for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![at] === 0) continue next;
      into[at + node - first] = into[at + node - first]! + inner[at]! * ways;
    }
  }
}

/** Lists them, rising; says how many. */
function nodesWithAny(counts: Float64Array, found: Int32Array): number {
  let length = 0;
  for (let node = 0; node < counts.length; node += 1) if (counts[node]! > 0) found[length++] = node;
  return length;
}
