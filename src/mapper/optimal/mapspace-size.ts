import { primeFactors } from '../../shared/factors.ts';
import { evenPart, firstFrom } from './rising.ts';
import type { SearchSpace } from './search-space.ts';
import type { Spread } from './spreads.ts';
import { ints, ownWorkshop, type Workshop } from './team.ts';

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
function splitsWithin(
  { lattice, levels }: SearchSpace,
  { work, memory }: Workshop,
): [allowed: number, fitting: number] {
  const { nodes } = lattice;
  const tables = (): Float64Array[] => [memory.floats(nodes), memory.floats(nodes)];
  const [counts, laid] = [tables(), tables()];
  const reached = counts.map(() => ints(memory, nodes));
  const lengths = ints(memory, counts.length);
  const reach = (which: number): void => {
    lengths[which] = nodesWithAny(counts[which]!, reached[which]!);
  };
  work.share(counts.length, (which) => {
    counts[which]!.fill(0)[0] = 1;
    reach(which);
  });
  const ranges = work.members === 1 ? 1 : 4 * work.members;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const { spreads, walk, fitting } = levels[level]!;
    // Each part has its own nodes: what adds up there does so in the same order whoever adds.
    work.share(2 * ranges, (part) => {
      const which = part % 2;
      const [first, end] = evenPart(nodes, part >> 1, ranges);
      const into = laid[which]!.subarray(first, end).fill(0);
      const from = reached[which]!.subarray(0, lengths[which]);
      layOut(spreads, { inner: counts[which]!, reached: from, into, first });
    });
    work.share(counts.length, (which) => {
      const own = counts[which]!;
      if (walk.isFree) lattice.sum(copy(laid[which]!, own));
      else copy(walk.sum(laid[which]!), own);
      for (let node = 0; which === 1 && node < nodes; node += 1) if (fitting[node] === 0) own[node] = 0;
      reach(which);
    });
  }
  return [counts[0]![nodes - 1]!, counts[1]![nodes - 1]!];
}

function copy(from: Float64Array, to: Float64Array): Float64Array {
  to.set(from);
  return to;
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
