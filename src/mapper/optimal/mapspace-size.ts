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
  const { sizes, levels } = space;
  let splits = 1;
  sizes.forEach((size, d) => {
    const places = levels.reduce((sum, { limits }) => sum + 1 + Number(limits.onX[d]) + Number(limits.onY[d]), 0);
    splits *= orderedSplits(size, places);
  });
  const dimensions = sizes.length;
  const permutations = [...Array(dimensions).keys()].reduce((all, d) => all * (d + 1), 1);
  const orders = permutations ** levels.length;
  const [allowed, fitting] = splitsWithin(space);
  return { splits, allowed, fitting, orders };
}

/** Splits constraints allow, and of those the ones that fit. */
function splitsWithin(space: SearchSpace): [allowed: number, fitting: number] {
  const { team, memory } = space;
  const mark = memory.mark();
  const counts = memory.floats(2);
  team.share(2, (part) => {
    counts[part] = countSplits(space, part === 1);
  });
  const [allowed, fitting] = counts;
  memory.backTo(mark);
  return [allowed!, fitting!];
}

function countSplits({ lattice, levels }: SearchSpace, onlyFitting: boolean): number {
  let counts: Float64Array = new Float64Array(lattice.nodes);
  counts[0] = 1;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const { spreads, walk, fitting } = levels[level]!;
    counts = laidOut(lattice, spreads, counts);
    if (walk.isFree) lattice.sum(counts);
    else counts = walk.sum(counts);
    for (let node = 0; onlyFitting && node < counts.length; node += 1) if (fitting[node] === 0) counts[node] = 0;
  }
  return counts[lattice.nodes - 1]!;
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

function laidOut(lattice: Lattice, spreads: readonly Spread[], inner: Float64Array): Float64Array {
  const counts = new Float64Array(inner.length);
  const reached = Int32Array.from(inner.keys()).filter((node) => inner[node]! > 0);
  for (const { both, node, ways } of spreads) {
    const rooms = roomsOf(lattice, both);
    next: for (let r = 0; r < reached.length; r += 1) {
      const at = reached[r]!;
      for (let i = 0; i < rooms.length; i += 1) if (rooms[i]![at] === 0) continue next;
      counts[at + node] = counts[at + node]! + inner[at]! * ways;
    }
  }
  return counts;
}
