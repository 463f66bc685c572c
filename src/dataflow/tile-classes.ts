import type { NestLoop } from './nest.ts';

/** One instance's tile along one dimension, after a step and before it; `oldLength` 0: nothing was held. */
export interface Span {
  readonly start: number;
  readonly length: number;
  readonly oldStart: number;
  readonly oldLength: number;
}

/** `weight` positions of the fixed loops at which the merged instances hold the same spans, up to a shift. */
export interface TileClass {
  readonly weight: number;
  readonly spans: readonly Span[];
}

/** How the loops of one dimension take part in a step. Loops not listed lie inside the tile. */
export interface StepLoops {
  readonly size: number;
  /** Largest tile of the child. */
  readonly tile: number;
  /** Loops that stand still while the step is taken; every position counts. */
  readonly fixed: readonly NestLoop[];
  /** The loop that advances by one, if it belongs to this dimension. */
  readonly advancing: NestLoop | undefined;
  /** Temporal loops inside the advancing one: they go from their last valid position back to the first. */
  readonly wrapping: readonly NestLoop[];
  /** Spatial loops over instances whose copies the network merges. */
  readonly merged: readonly NestLoop[];
  /** False where nothing is held from the step before (the arithmetic, and the very first step). */
  readonly holds: boolean;
  /** True: an instance that idles hands over what it holds (outputs); false: it keeps it. */
  readonly letsGo: boolean;
}

/**
 * The distinct ways a step looks along one dimension. With perfect factors there is one; an imperfect factor adds the few
 * that touch the far edge. Exact: every position of the fixed loops is counted in exactly one class. `gathers`: merged tiles, which lie
 * apart and were not held, stand as one span of as many points.
 */
export function tileClasses(loops: StepLoops, gathers = false): TileClass[] {
  const { fixed, advancing, size } = loops;
  const reach = extentFrom(loops);
  const spansOf = gathers ? gatheredAt : spansAt;
  const classes = new Map<string, { weight: number; spans: readonly Span[] }>();
  let interior = 0;
  const advances = advancing === undefined ? 1 : advancing.factor - 1;
  const { extents, counts } = inside(loops, reach, advances);
  const visit = (index: number, time: number, space: number): void => {
    const loop = fixed[index];
    const base = time + space;
    if (base + extents[index]! <= size) {
      interior += counts[index]!;
      return;
    }
    if (loop !== undefined) {
      for (let i = 0; i < loop.factor && base + i * loop.step < size; i += 1) {
        const at = i * loop.step;
        visit(index + 1, loop.spatial ? time : time + at, loop.spatial ? space + at : space);
      }
      return;
    }
    for (let i = 0; i < advances; i += 1) {
      const at = time + i * (advancing?.step ?? 0);
      if (at + space + reach <= size) interior += 1;
      else addEdge(classes, spansOf(loops, size, { time: at, space }));
    }
  };
  visit(0, 0, 0);
  const result: TileClass[] = [...classes.values()];
  if (interior > 0)
    result.unshift({ weight: interior, spans: spansOf(loops, Number.POSITIVE_INFINITY, { time: 0, space: 0 }) });
  return result;
}

/** Points from the first to the last that one position of the fixed and advancing loops can touch. */
function extentFrom(loops: StepLoops): number {
  let extent = loops.tile + (loops.advancing?.step ?? 0);
  for (const loop of [...loops.wrapping, ...loops.merged]) extent += (loop.factor - 1) * loop.step;
  return extent;
}

/** For the fixed loops from each one inwards, and for none: points they all touch from where they start, and their positions. */
function inside({ fixed, advancing }: StepLoops, reach: number, advances: number) {
  const extents = new Float64Array(fixed.length + 1).fill(reach + (advances - 1) * (advancing?.step ?? 0));
  const counts = new Float64Array(fixed.length + 1).fill(advances);
  for (let index = fixed.length - 1; index >= 0; index -= 1) {
    const { factor, step } = fixed[index]!;
    extents[index] = extents[index + 1]! + (factor - 1) * step;
    counts[index] = counts[index + 1]! * factor;
  }
  return { extents, counts };
}

/** Where the fixed loops put the instance at the origin of the merged ones: by loops in time, and by loops in space. */
interface Base {
  readonly time: number;
  readonly space: number;
}

function addEdge(classes: Map<string, { weight: number; spans: readonly Span[] }>, spans: readonly Span[]): void {
  if (spans.length === 0) return;
  const key = spans.map((span) => [span.start, span.length, span.oldStart, span.oldLength].join()).join(';');
  const known = classes.get(key);
  if (known === undefined) classes.set(key, { weight: 1, spans });
  else known.weight += 1;
}

/** Spans of all merged instances that are at work after the step, in a dimension of that size; starts are relative to the base. */
function spansAt(loops: StepLoops, size: number, base: Base): Span[] {
  const { tile, advancing, wrapping, merged, holds, letsGo } = loops;
  const origin = base.time + base.space;
  // The last step of the array as a whole is that of the instance at its origin.
  const lastStep = lastPosition(wrapping, size - base.time);
  const spans: Span[] = [];
  const forInstance = (offset: number): void => {
    const start = offset + (advancing?.step ?? 0);
    if (origin + start >= size) return;
    const length = Math.min(tile, size - origin - start);
    const oldStart = offset + (letsGo ? lastStep : lastPosition(wrapping, size - origin - offset));
    const left = size - origin - oldStart;
    const oldLength = holds && left > 0 ? Math.min(tile, left) : 0;
    spans.push({ start, length, oldStart: oldLength > 0 ? oldStart : 0, oldLength });
  };
  const visit = (index: number, offset: number): void => {
    const loop = merged[index];
    if (loop === undefined) forInstance(offset);
    else for (let i = 0; i < loop.factor; i += 1) visit(index + 1, offset + i * loop.step);
  };
  visit(0, 0);
  return spans;
}

/** Points of all merged tiles within the dimension, as one span. */
function gatheredAt({ tile, merged }: StepLoops, size: number, base: Base): Span[] {
  const outermostFirst = [...merged].sort((a, b) => b.step - a.step);
  const length = pointsWithin(outermostFirst, tile, size - base.time - base.space);
  return length === 0 ? [] : [{ start: 0, length, oldStart: 0, oldLength: 0 }];
}

/** Points of tiles that lie apart, as far as there is room. */
function pointsWithin([outermost, ...inner]: readonly NestLoop[], tile: number, room: number): number {
  if (room <= 0) return 0;
  if (outermost === undefined) return Math.min(tile, room);
  const { factor, step } = outermost;
  const extent = inner.reduce((sum, each) => sum + (each.factor - 1) * each.step, tile);
  const each = inner.reduce((points, loop) => points * loop.factor, tile);
  const whole = Math.min(factor, Math.max(0, Math.floor((room - extent) / step) + 1));
  let points = whole * each;
  for (let at = whole; at < factor && at * step < room; at += 1) points += pointsWithin(inner, tile, room - at * step);
  return points;
}

/** How far the wrapping loops go, outermost first, with `room` points from where they start. */
function lastPosition(wrapping: readonly NestLoop[], room: number): number {
  let reached = 0;
  for (const loop of wrapping) {
    reached += Math.min(loop.factor - 1, Math.ceil((room - reached) / loop.step) - 1) * loop.step;
  }
  return reached;
}
