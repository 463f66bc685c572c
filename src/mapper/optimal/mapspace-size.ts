import { primeFactors } from '../../shared/factors.ts';
import { evenPart, firstFrom } from './rising.ts';
import type { SearchSpace, SpaceLevel } from './search-space.ts';
import { divisors, type Spread } from './spreads.ts';
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
  const { splits, orders } = wholeMapspace(space);
  const isFree = space.levels.every(({ walk }) => walk.isFree);
  const known = isFree ? allowedSplits(space) : null;
  const [fitting, counted = known!] = splitsWithin(space, known === null ? [true, false] : [true], { work, memory });
  // Large ones are rounded.
  const allowed = Math.max(fitting!, counted);
  return { splits: Math.max(splits, allowed), orders, allowed, fitting: fitting! };
}

/** Without a look at what fits: at once. */
export function wholeMapspace({
  sizes,
  levels,
}: {
  readonly sizes: readonly number[];
  readonly levels: readonly Pick<SpaceLevel, 'limits'>[];
}): Pick<MapspaceSize, 'splits' | 'orders'> {
  let splits = 1;
  sizes.forEach((size, d) => {
    const places = levels.reduce((sum, { limits }) => sum + 1 + Number(limits.onX[d]) + Number(limits.onY[d]), 0);
    splits *= orderedSplits(size, places);
  });
  const dimensions = sizes.length;
  const permutations = [...Array(dimensions).keys()].reduce((all, d) => all * (d + 1), 1);
  return { splits, orders: permutations ** levels.length };
}

/** Splits every fan-out has room for, where no loop in time is limited: all levels together lay out so much, and loops do the rest. */
function allowedSplits({ lattice, levels, sizes }: SearchSpace): number {
  let laidOut = new Map([[0, 1]]);
  for (const { spreads } of levels) laidOut = laidOutFurther(laidOut, spreads);
  const ways = sizes.map((size) => {
    return new Map(divisors(size).map((factor) => [factor, orderedSplits(size / factor, levels.length)]));
  });
  let sum = 0;
  for (const [node, count] of laidOut) {
    sum += ways.reduce((product, own, d) => product * own.get(lattice.values[d]![node]!)!, count);
  }
  return sum;
}

function laidOutFurther(before: ReadonlyMap<number, number>, spreads: readonly Spread[]): Map<number, number> {
  const after = new Map<number, number>();
  for (const [inner, count] of before) {
    for (const spread of spreads) {
      const node = inner + spread.node;
      if (spread.rooms.every((room) => room[inner] === 1))
        after.set(node, (after.get(node) ?? 0) + count * spread.ways);
    }
  }
  return after;
}

/** Splits constraints allow: those that fit, or all, for each that is asked for. */
function splitsWithin(space: SearchSpace, onlyFitting: readonly boolean[], { work, memory }: Workshop): number[] {
  const { levels, lattice } = space;
  const counts = onlyFitting.map((only) => new SplitCount(space, only, memory));
  work.share(counts.length, (which) => counts[which]!.begin());
  const ranges = work.members === 1 ? 1 : 4 * work.members;
  for (const level of levels.toReversed()) {
    // Each part has its own nodes: what adds up there does so in the same order whoever adds. Large ones take longest.
    work.share(counts.length * ranges, (part) => {
      const range = evenPart(lattice.nodes, ranges - 1 - Math.floor(part / counts.length), ranges);
      counts[part % counts.length]!.layOut(level.spreads, range);
    });
    work.share(counts.length, (which) => counts[which]!.loop(level));
  }
  return counts.map((count) => count.whole);
}

/** Per node, how many ways lead to it. */
class SplitCount {
  readonly #lattice: SearchSpace['lattice'];
  readonly #onlyFitting: boolean;
  readonly #counts: Float64Array;
  /** Of tiles laid out. */
  readonly #laid: Float64Array;
  /** Nodes that any way leads to, rising, and how many they are. */
  readonly #reached: Int32Array;
  readonly #length: Int32Array;

  constructor({ lattice }: SearchSpace, onlyFitting: boolean, memory: TeamMemory) {
    this.#lattice = lattice;
    this.#onlyFitting = onlyFitting;
    this.#counts = memory.floats(lattice.nodes);
    this.#laid = memory.floats(lattice.nodes);
    this.#reached = ints(memory, lattice.nodes);
    this.#length = ints(memory, 1);
  }

  begin(): void {
    this.#counts.fill(0)[0] = 1;
    this.#reach();
  }

  layOut(spreads: readonly Spread[], [first, end]: readonly [number, number]): void {
    const into = this.#laid.subarray(first, end).fill(0);
    const reached = this.#reached.subarray(0, this.#length[0]);
    layOut(spreads, { inner: this.#counts, reached, into, first });
  }

  loop({ walk, fitting }: SpaceLevel): void {
    const counts = this.#counts;
    counts.set(this.#laid);
    if (walk.isFree) this.#lattice.sum(counts);
    else walk.sum(counts);
    for (let node = 0; this.#onlyFitting && node < counts.length; node += 1) if (fitting[node] === 0) counts[node] = 0;
    this.#reach();
  }

  /** Of the whole layer. */
  get whole(): number {
    return this.#counts[this.#lattice.nodes - 1]!;
  }

  #reach(): void {
    this.#length[0] = nodesWithAny(this.#counts, this.#reached);
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
