import type { Loop, Mapping } from '../mapping/mapping.ts';

/** Where a level has loops: in time, or on an axis of its fan-out. */
export type LoopPlace = 'temporal' | 'x' | 'y';

/** The mapping without a factor of the loop over a dimension at one place. */
export function withoutFactor(
  { levels }: Mapping,
  { index, place, loop }: { readonly index: number; readonly place: LoopPlace; readonly loop: Loop },
): Mapping {
  const level = levels[index]!;
  return { levels: levels.with(index, { ...level, [place]: divided(level[place], loop.dimension, loop.factor) }) };
}

/** With a factor more at every place among a level's loops in time. */
export function withFactorInTime({ levels }: Mapping, index: number, loop: Loop): Mapping[] {
  const level = levels[index]!;
  const { dimension, factor } = loop;
  const places = level.temporal.some((each) => each.dimension === dimension)
    ? [multiplied(level.temporal, dimension, factor)]
    : Array.from({ length: level.temporal.length + 1 }, (_, at) => level.temporal.toSpliced(at, 0, loop));
  return places.map((temporal) => ({ levels: levels.with(index, { ...level, temporal }) }));
}

/** With a factor more on an axis of a level's fan-out, whether or not it has room. */
export function withFactorOnAxis({ levels }: Mapping, index: number, axis: 'x' | 'y', loop: Loop): Mapping {
  const level = levels[index]!;
  return {
    levels: levels.with(index, { ...level, [axis]: multiplied(level[axis], loop.dimension, loop.factor) }),
  };
}

function divided(loops: readonly Loop[], dimension: string, prime: number): Loop[] {
  return loops.flatMap((loop) => {
    if (loop.dimension !== dimension) return [loop];
    return loop.factor === prime ? [] : [{ ...loop, factor: loop.factor / prime }];
  });
}

function multiplied(loops: readonly Loop[], dimension: string, prime: number): Loop[] {
  if (!loops.some((loop) => loop.dimension === dimension)) return [...loops, { dimension, factor: prime }];
  return loops.map((loop) => (loop.dimension === dimension ? { ...loop, factor: loop.factor * prime } : loop));
}

/** Where factors need not divide, the outermost one of a dimension may now be larger than it has to be. */
export function withoutEmptyTiles(mapping: Mapping, dimension: string, size: number): Mapping {
  const loops = mapping.levels.flatMap(({ temporal, x, y }) => [...temporal, ...x, ...y]);
  const own = loops.filter((loop) => loop.dimension === dimension && loop.factor > 1);
  const [outermost, ...inner] = own;
  if (outermost === undefined) return mapping;
  const needed = Math.ceil(size / inner.reduce((product, { factor }) => product * factor, 1));
  if (needed >= outermost.factor) return mapping;
  const replaced = (loop: Loop): Loop[] => {
    if (loop !== outermost) return [loop];
    return needed > 1 ? [{ ...loop, factor: needed }] : [];
  };
  const levels = mapping.levels.map((level) => ({
    ...level,
    temporal: level.temporal.flatMap(replaced),
    x: level.x.flatMap(replaced),
    y: level.y.flatMap(replaced),
  }));
  return withoutEmptyTiles({ levels }, dimension, size);
}
