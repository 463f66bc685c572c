import type { Split } from './spreads.ts';

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
