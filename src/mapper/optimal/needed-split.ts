import type { LevelPlace } from './descent.ts';
import type { SearchSpace } from './search-space.ts';
import { eachSplit, type Split, splitOf } from './spreads.ts';

/**
 * The first split of which no factor is larger than needed when it lays a tile out (`isNeeded`; rows stand further in than
 * columns); undefined: each has more. `tile`: the tile's sizes; `own`: the layer's, where what the splits divide is rounded up.
 */
export function neededSplit(
  splits: readonly Split[],
  tile: readonly number[],
  own: readonly number[],
): Split | undefined {
  return splits.find(({ y, both }) =>
    tile.every((inner, d) => {
      const row = inner * y[d]!;
      return row - inner < own[d]! && inner * both[d]! - row < own[d]!;
    }),
  );
}

/** One split over X and Y stands for all, but that some may have more than sizes before rounding need. */
export function splitOfPlace(
  { own, edges, levels, lattice }: SearchSpace,
  level: number,
  { laidOut, spread }: Pick<LevelPlace, 'laidOut' | 'spread'>,
): Split {
  const { spreads, limits } = levels[level]!;
  const first = spreads[spread]!;
  if (edges.none || first.ways === 1) return first;
  const tile = first.both.map((factor, d) => lattice.values[d]![laidOut]! / factor);
  if (neededSplit([first], tile, own) !== undefined) return first;
  const splits: Split[] = [];
  eachSplit(first.both, limits, {
    visit: (x, y) => {
      if (first.both.every((factor, d) => factor === x[d]! * y[d]!)) splits.push(splitOf(x, y));
    },
  });
  return neededSplit(splits, tile, own) ?? first;
}
