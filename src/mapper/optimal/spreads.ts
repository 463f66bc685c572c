import type { Fanout } from '../../hardware/hardware.ts';
import type { LevelLimits } from '../../mapping/constraints/mapspace-limits.ts';
import type { Lattice } from './lattice.ts';

/** One way to lay tiles out below a level: factors per dimension on both axes. */
export interface Spread {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Both together, and their node: it adds to that of the tile laid out. */
  readonly both: readonly number[];
  readonly node: number;
  /** Splits over X and Y that make it. */
  readonly ways: number;
}

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
export function listSpreads(lattice: Lattice, sizes: readonly number[], limits: SpreadLimits): Spread[] {
  const found = new Map<number, Spread>();
  eachSplit(sizes, limits, ({ x, y, both }) => {
    const node = lattice.nodeOf(both);
    const known = found.get(node);
    found.set(node, known ? { ...known, ways: known.ways + 1 } : { x, y, both, node, ways: 1 });
  });
  return [...found.values()];
}

/** Factors on both axes, and both together. */
export type Split = Pick<Spread, 'x' | 'y' | 'both'>;

/** Every split of dividing factors over X and Y that there is room for. */
export function eachSplit(sizes: readonly number[], limits: SpreadLimits, visit: (split: Split) => void): void {
  const { fanout, onX, onY, level } = limits;
  const [, onColumns, onRows] = level.least.map((least, place) => ({ least, most: level.most[place]! }));
  const x = sizes.map(() => 1);
  const y = sizes.map(() => 1);
  const place = (dimension: number, roomX: number, roomY: number): void => {
    if (dimension === sizes.length) {
      if (isWithin(level, x, y)) visit({ x: [...x], y: [...y], both: x.map((factor, d) => factor * y[d]!) });
      return;
    }
    const size = sizes[dimension]!;
    for (const a of divisors(size, onX[dimension] ? roomX : 1)) {
      if (a < onColumns!.least[dimension]! || a > onColumns!.most[dimension]!) continue;
      for (const b of divisors(size / a, onY[dimension] ? roomY : 1)) {
        if (b < onRows!.least[dimension]! || b > onRows!.most[dimension]!) continue;
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

/** For each dimension that is spread: per node, 1 where it can be. */
export function roomsOf(lattice: Lattice, both: readonly number[]): Uint8Array[] {
  return [...both.keys()].filter((d) => both[d]! > 1).map((d) => lattice.room(d, both[d]!));
}

/** Limits on all dimensions together. */
function isWithin(level: LevelLimits, x: readonly number[], y: readonly number[]): boolean {
  const product = (factors: readonly number[]): number => factors.reduce((all, factor) => all * factor, 1);
  const [columns, rows] = [product(x), product(y)];
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
