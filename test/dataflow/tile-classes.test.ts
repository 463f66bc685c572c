import { describe, expect, test } from 'vitest';
import type { NestLoop } from '../../src/dataflow/nest.ts';
import { type StepLoops, type TileClass, tileClasses } from '../../src/dataflow/tile-classes.ts';
import { Random } from '../../src/shared/random.ts';

/** Loops from outermost to innermost over a dimension they cover, each of them fixed or merged; tiles of merged ones lie apart. */
function randomLoops(seed: number): StepLoops {
  const random = new Random(seed);
  const tile = 1 + random.below(3);
  // A fixed one inside: else merged tiles touch.
  let step = tile * 2;
  const fixed: NestLoop[] = [{ dimension: 0, factor: 2, step: tile, level: 9, spatial: true }];
  const merged: NestLoop[] = [];
  for (let level = 8; level > 8 - 1 - random.below(4); level -= 1) {
    const factor = 2 + random.below(3);
    const isMerged = random.below(2) === 0;
    (isMerged ? merged : fixed).unshift({ dimension: 0, factor, step, level, spatial: random.below(2) === 0 });
    step *= factor;
  }
  const size = Math.max(1, step - random.below(Math.ceil(step / 2)));
  return { size, tile, fixed, advancing: undefined, wrapping: [], merged, holds: false, letsGo: false };
}

const points = (classes: readonly TileClass[]): number =>
  classes.reduce((sum, { weight, spans }) => sum + weight * spans.reduce((all, { length }) => all + length, 0), 0);

/** Position by position. */
function countedPoints({ size, tile, fixed, merged }: StepLoops): number {
  const positions = [...fixed, ...merged].reduce<number[]>(
    (starts, { factor, step }) => starts.flatMap((start) => Array.from({ length: factor }, (_, i) => start + i * step)),
    [0],
  );
  return positions.reduce((sum, start) => sum + Math.max(0, Math.min(tile, size - start)), 0);
}

describe('merged tiles that lie apart', () => {
  test('as one span or each by itself: the same points, in 500 random nests', () => {
    let several = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      const loops = randomLoops(seed);
      const [apart, gathered] = [tileClasses(loops), tileClasses(loops, true)];
      expect([points(apart), points(gathered)], `seed ${seed}`).toEqual([countedPoints(loops), countedPoints(loops)]);
      expect(gathered.every(({ spans }) => spans.length === 1)).toBe(true);
      if (apart.some(({ spans }) => spans.length > 1)) several += 1;
    }
    expect(several).toBeGreaterThan(200);
  });

  test('a million of them are counted at once', () => {
    const loop = { dimension: 0, level: 0, spatial: false };
    const merged = [
      { ...loop, factor: 1000, step: 2000 },
      { ...loop, factor: 1000, step: 2 },
    ];
    const fixed = [{ ...loop, factor: 2, step: 1, spatial: true }];
    const size = 2e6 - 4001;
    const rest = { advancing: undefined, wrapping: [], holds: false, letsGo: false };
    const classes = tileClasses({ size, tile: 1, fixed, merged, ...rest }, true);
    expect(points(classes)).toBe(size);
  });
});
