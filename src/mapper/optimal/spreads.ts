import type { Fanout } from '../../hardware/hardware.ts';
import type { LevelLimits } from '../../mapping/constraints/mapspace-limits.ts';
import type { IndexSpace } from './index-space.ts';

/** One way to lay tiles out below a level: factors per dimension on both axes. */
export interface Spread {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Both together, and their node: it adds to that of the tile laid out. */
  readonly both: readonly number[];
  readonly node: number;
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
  const found = new Map<number, Split & { readonly node: number; ways: number }>();
  const nodes = sizes.map((size, d) => {
    const own = new Int32Array(size + 1);
    for (const factor of divisors(size)) own[factor] = lattice.nodeOf(sizes.map((_, at) => (at === d ? factor : 1)));
    return own;
  });
  eachSplit(sizes, limits, (x, y) => {
    let node = 0;
    for (let d = 0; d < x.length; d += 1) node += nodes[d]![x[d]! * y[d]!]!;
    const known = found.get(node);
    if (known === undefined) found.set(node, { ...splitOf(x, y), node, ways: 1 });
    else known.ways += 1;
  });
  return Array.from(found.values(), (spread) => ({ ...spread, rooms: roomsOf(spread.both, roomOf) }));
}

function roomsOf(both: readonly number[], roomOf: RoomOf): Uint8Array[] {
  return [...both.keys()].filter((d) => both[d]! > 1).map((d) => roomOf(d, both[d]!));
}

/** Factors on both axes, and both together. */
export type Split = Pick<Spread, 'x' | 'y' | 'both'>;

/** One that is kept. */
export function splitOf(x: readonly number[], y: readonly number[]): Split {
  return { x: [...x], y: [...y], both: x.map((factor, d) => factor * y[d]!) };
}

/** Every split of dividing factors over X and Y that there is room for; the arrays are those of the next one as well. */
export function eachSplit(
  sizes: readonly number[],
  limits: SpreadLimits,
  visit: (x: readonly number[], y: readonly number[]) => void,
): void {
  const { fanout, onX, onY, level } = limits;
  const [, onColumns, onRows] = level.least.map((least, place) => ({ least, most: level.most[place]! }));
  const x = sizes.map(() => 1);
  const y = sizes.map(() => 1);
  const place = (dimension: number, roomX: number, roomY: number): void => {
    if (dimension === sizes.length) {
      if (isWithin(level, x, y)) visit(x, y);
      return;
    }
    const size = sizes[dimension]!;
    const mostX = Math.min(onX[dimension] ? roomX : 1, size, onColumns!.most[dimension]!);
    for (let a = Math.max(1, onColumns!.least[dimension]!); a <= mostX; a += 1) {
      if (size % a !== 0) continue;
      const mostY = Math.min(onY[dimension] ? roomY : 1, size / a, onRows!.most[dimension]!);
      for (let b = Math.max(1, onRows!.least[dimension]!); b <= mostY; b += 1) {
        if ((size / a) % b !== 0) continue;
        x[dimension] = a;
        y[dimension] = b;
        place(dimension + 1, Math.floor(roomX / a), Math.floor(roomY / b));
      }
    }
    x[dimension] = 1;
    y[dimension] = 1;
  };
  place(0, fanout.x, fanout.y);
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

/** Divisors of a number up to a limit. */
export function divisors(value: number, most = value): number[] {
  const found: number[] = [];
  for (let each = 1; each <= Math.min(most, value); each += 1) if (value % each === 0) found.push(each);
  return found;
}
