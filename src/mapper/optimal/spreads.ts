import type { Fanout } from '../../hardware/hardware.ts';
import type { LevelLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { type IndexSpace, product } from './index-space.ts';
import type { Lattice } from './lattice.ts';

/** One way to lay tiles out below a level: factors per dimension on both axes. */
export interface Spread {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Both together, and their node: it adds to that of the tile laid out. */
  readonly both: readonly number[];
  readonly node: number;
  /** Product of all factors. */
  readonly instances: number;
  /** Splits over X and Y that make it. */
  readonly ways: number;
  /** For each dimension that is spread: per node, 1 where it can be. */
  readonly rooms: readonly Uint8Array[];
}

/** Per node, 1 where so many tiles side by side in one dimension make a tile again. */
export type RoomOf = (dimension: number, factor: number) => Uint8Array;

/** What the axes of a level's fan-out may carry, by dimension. */
export interface SpreadLimits {
  readonly fanout: Fanout;
  readonly onX: readonly boolean[];
  readonly onY: readonly boolean[];
  readonly level: LevelLimits;
}

export function spreadLimits(fanout: Fanout, level: LevelLimits): SpreadLimits {
  const allowed = (axis: 'x' | 'y', place: number): boolean[] =>
    Array.from(level.most[place]!, (most) => fanout[axis] > 1 && most > 1);
  return { fanout, onX: allowed('x', 1), onY: allowed('y', 2), level };
}

/**
 * Every product of dividing factors that some split over X and Y makes room for, once each: energy and time see the product
 * alone, so the first split found stands for all of them.
 */
export function listSpreads(
  { lattice, sizes }: Pick<IndexSpace, 'lattice' | 'sizes'>,
  limits: SpreadLimits,
  roomOf: RoomOf,
): Spread[] {
  const found = new FoundSpreads(lattice, sizes, roomOf);
  eachSplit(sizes, limits, found);
  return found.spreads;
}

class FoundSpreads implements SplitVisitor {
  readonly spreads: (Spread & { ways: number })[] = [];
  /** By node: its place among them. */
  readonly #places = new Map<number, number>();
  readonly #roomOf: RoomOf;
  /** By dimension and factor. */
  readonly #nodes: readonly Int32Array[];

  constructor(lattice: Lattice, sizes: readonly number[], roomOf: RoomOf) {
    this.#roomOf = roomOf;
    this.#nodes = sizes.map((_, d) => lattice.nodesOf(d));
  }

  visit(x: readonly number[], y: readonly number[]): void {
    let node = 0;
    for (let d = 0; d < x.length; d += 1) node += this.#nodes[d]![x[d]! * y[d]!]!;
    const known = this.#places.get(node);
    if (known !== undefined) {
      this.spreads[known]!.ways += 1;
      return;
    }
    this.#places.set(node, this.spreads.length);
    const { x: columns, y: rows, both } = splitOf(x, y);
    const [instances, rooms] = [product(both), this.#roomsOf(both)];
    // Name by name: objects made from others by `...` are each of a kind of their own to the engine, and slow to look into.
    this.spreads.push({ x: columns, y: rows, both, node, instances, ways: 1, rooms });
  }

  #roomsOf(both: readonly number[]): Uint8Array[] {
    const rooms: Uint8Array[] = [];
    for (let d = 0; d < both.length; d += 1) if (both[d]! > 1) rooms.push(this.#roomOf(d, both[d]!));
    return rooms;
  }
}

/** Factors on both axes, and both together. */
export type Split = Pick<Spread, 'x' | 'y' | 'both'>;

/** One that is kept. */
export function splitOf(x: readonly number[], y: readonly number[]): Split {
  const both = [...x];
  for (let d = 0; d < both.length; d += 1) both[d] = both[d]! * y[d]!;
  return { x: [...x], y: [...y], both };
}

/** Is shown splits; the arrays are those of the next one as well. */
export interface SplitVisitor {
  visit(x: readonly number[], y: readonly number[]): void;
}

/** Every split of dividing factors over X and Y that there is room for. */
export function eachSplit(sizes: readonly number[], limits: SpreadLimits, visitor: SplitVisitor): void {
  new SplitWalk(sizes, limits, visitor).run();
}

/** As `eachSplit`. */
class SplitWalk {
  readonly #sizes: readonly number[];
  /** By dimension. */
  readonly #factors: readonly (readonly number[])[];
  readonly #limits: SpreadLimits;
  readonly #visitor: SplitVisitor;
  readonly #x: number[];
  readonly #y: number[];

  constructor(sizes: readonly number[], limits: SpreadLimits, visitor: SplitVisitor) {
    this.#sizes = sizes;
    this.#factors = sizes.map((size) => divisors(size));
    this.#limits = limits;
    this.#visitor = visitor;
    this.#x = sizes.map(() => 1);
    this.#y = sizes.map(() => 1);
  }

  run(): void {
    const { fanout } = this.#limits;
    this.#place(0, fanout.x, fanout.y);
  }

  #place(dimension: number, roomX: number, roomY: number): void {
    const { onX, onY, level } = this.#limits;
    const [x, y] = [this.#x, this.#y];
    if (dimension === x.length) {
      if (isWithin(level, x, y)) this.#visitor.visit(x, y);
      return;
    }
    const size = this.#sizes[dimension]!;
    const factors = this.#factors[dimension]!;
    const mostX = Math.min(onX[dimension] ? roomX : 1, level.most[1]![dimension]!);
    for (let i = 0; i < factors.length && factors[i]! <= mostX; i += 1) {
      const a = factors[i]!;
      if (a < level.least[1]![dimension]!) continue;
      const mostY = Math.min(onY[dimension] ? roomY : 1, size / a, level.most[2]![dimension]!);
      for (let j = 0; j < factors.length && factors[j]! <= mostY; j += 1) {
        const b = factors[j]!;
        if (b < level.least[2]![dimension]! || (size / a) % b !== 0) continue;
        x[dimension] = a;
        y[dimension] = b;
        this.#place(dimension + 1, Math.floor(roomX / a), Math.floor(roomY / b));
      }
    }
    x[dimension] = 1;
    y[dimension] = 1;
  }
}

/** Limits on all dimensions together. */
function isWithin(level: LevelLimits, x: readonly number[], y: readonly number[]): boolean {
  let columns = 1;
  let rows = 1;
  for (let d = 0; d < x.length; d += 1) {
    columns *= x[d]!;
    rows *= y[d]!;
  }
  return (
    columns <= level.mostInstances.x &&
    rows <= level.mostInstances.y &&
    columns * rows >= level.leastInstances &&
    level.shared.every(({ dimensions, most }) => dimensions.reduce((all, d) => all * x[d]! * y[d]!, 1) <= most)
  );
}

/** Divisors of a number, rising. */
export function divisors(value: number): number[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let each = 1; each * each <= value; each += 1) {
    if (value % each !== 0) continue;
    small.push(each);
    if (each * each < value) large.push(value / each);
  }
  return [...small, ...large.reverse()];
}
