import type { Loop, Mapping } from '../mapping/mapping.ts';

/** A prime factor of the loop in time over a dimension, at one level. */
export interface Move {
  readonly index: number;
  readonly dimension: string;
  readonly prime: number;
}

/** The loop at every place among those of the next level. */
export function movedInwards({ levels }: Mapping, { index, dimension, prime }: Move): Mapping[] {
  const outer = { ...levels[index]!, temporal: divided(levels[index]!.temporal, dimension, prime) };
  const inner = levels[index + 1]!;
  const isThere = inner.temporal.some((loop) => loop.dimension === dimension);
  const places = isThere
    ? [multiplied(inner.temporal, dimension, prime)]
    : Array.from({ length: inner.temporal.length + 1 }, (_, at) => [
        ...inner.temporal.slice(0, at),
        { dimension, factor: prime },
        ...inner.temporal.slice(at),
      ]);
  return places.map((temporal) => ({ levels: levels.with(index, outer).with(index + 1, { ...inner, temporal }) }));
}

/** The factor on an axis of the level's fan-out, whether or not it has room. */
export function laidOut({ levels }: Mapping, { index, dimension, prime }: Move, axis: 'x' | 'y'): Mapping {
  const level = levels[index]!;
  const temporal = divided(level.temporal, dimension, prime);
  return { levels: levels.with(index, { ...level, temporal, [axis]: multiplied(level[axis], dimension, prime) }) };
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
