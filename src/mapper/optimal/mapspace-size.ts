import { primeFactors } from '../../shared/factors.ts';
import type { Lattice } from './lattice.ts';
import type { SearchSpace } from './search-space.ts';
import { roomsOf, type Spread } from './spreads.ts';

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

/** All members of a team do so at once. */
export function mapspaceSize(space: SearchSpace): MapspaceSize {
  const [allowed, fitting] = splitsWithin(space);
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
function splitsWithin({ lattice, levels, team, memory }: SearchSpace): [allowed: number, fitting: number] {
  const { nodes } = lattice;
  const mark = memory.mark();
  let counts: readonly [Float64Array, Float64Array] = [new Float64Array(nodes), new Float64Array(nodes)];
  for (const each of counts) each[0] = 1;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const { spreads, walk, fitting } = levels[level]!;
    const laid = counts.map(() => memory.floats(nodes));
    const reached = counts.map(nodesWithAny);
    // Each part has its own nodes: what adds up there does so in the same order whoever adds.
    const ranges = team.members === 1 ? 1 : 4 * team.members;
    team.share(2 * ranges, (part) => {
      const which = part % 2;
      const [first, end] = [part >> 1, (part >> 1) + 1].map((each) => Math.floor((each * nodes) / ranges));
      const into = laid[which]!.subarray(first, end).fill(0);
      layOut(lattice, spreads, { inner: counts[which]!, reached: reached[which]!, into, first: first! });
    });
    const looped = (shared: Float64Array): Float64Array => {
      if (!walk.isFree) return walk.sum(shared);
      const own = shared.slice();
      lattice.sum(own);
      return own;
    };
    counts = [looped(laid[0]!), looped(laid[1]!)];
    for (let node = 0; node < nodes; node += 1) if (fitting[node] === 0) counts[1][node] = 0;
  }
  memory.backTo(mark);
  return [counts[0][nodes - 1]!, counts[1][nodes - 1]!];
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

function layOut(lattice: Lattice, spreads: readonly Spread[], { inner, reached, into, first }: Laid): void {
  for (const { both, node, ways } of spreads) {
    const rooms = roomsOf(lattice, both);
    const from = firstFrom(reached, first - node);
    next: for (let r = from; r < reached.length; r += 1) {
      const at = reached[r]!;
      if (at + node >= first + into.length) break;
      for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![at] === 0) continue next;
      into[at + node - first] = into[at + node - first]! + inner[at]! * ways;
    }
  }
}

function nodesWithAny(counts: Float64Array): Int32Array {
  const found = new Int32Array(counts.length);
  let length = 0;
  for (let node = 0; node < counts.length; node += 1) if (counts[node]! > 0) found[length++] = node;
  return found.subarray(0, length);
}

/** Where numbers that rise reach a value. */
function firstFrom(rising: Int32Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
