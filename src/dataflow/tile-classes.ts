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
}

/**
 * The distinct ways a step looks along one dimension. With perfect factors there is one; an imperfect factor adds the few
 * that touch the far edge. Exact: every position of the fixed loops is counted in exactly one class.
 */
export function tileClasses(loops: StepLoops): TileClass[] {
  const { fixed, advancing, size } = loops;
  const reach = extentFrom(loops);
  const classes = new Map<string, { weight: number; spans: readonly Span[] }>();
  let interior = 0;
  const advances = advancing === undefined ? 1 : advancing.factor - 1;
  const visit = (index: number, base: number): void => {
    const loop = fixed[index];
    if (loop !== undefined) {
      for (let i = 0; i < loop.factor && base + i * loop.step < size; i += 1) visit(index + 1, base + i * loop.step);
      return;
    }
    for (let i = 0; i < advances; i += 1) {
      const start = base + i * (advancing?.step ?? 0);
      if (start + reach <= size) interior += 1;
      else addEdge(classes, loops, start);
    }
  };
  if (isPerfect(loops, reach)) interior = fixed.reduce((product, loop) => product * loop.factor, advances);
  else visit(0, 0);
  const result: TileClass[] = [...classes.values()];
  if (interior > 0)
    result.unshift({ weight: interior, spans: spansAt({ ...loops, size: Number.POSITIVE_INFINITY }, 0) });
  return result;
}

/** Points from the first to the last that one position of the fixed and advancing loops can touch. */
function extentFrom(loops: StepLoops): number {
  let extent = loops.tile + (loops.advancing?.step ?? 0);
  for (const loop of [...loops.wrapping, ...loops.merged]) extent += (loop.factor - 1) * loop.step;
  return extent;
}

function isPerfect(loops: StepLoops, reach: number): boolean {
  let extent = reach;
  for (const loop of loops.fixed) extent += (loop.factor - 1) * loop.step;
  if (loops.advancing !== undefined) extent += (loops.advancing.factor - 2) * loops.advancing.step;
  return extent <= loops.size;
}

function addEdge(
  classes: Map<string, { weight: number; spans: readonly Span[] }>,
  loops: StepLoops,
  base: number,
): void {
  const spans = spansAt(loops, base);
  if (spans.length === 0) return;
  const key = spans.map((span) => [span.start, span.length, span.oldStart, span.oldLength].join()).join(';');
  const known = classes.get(key);
  if (known === undefined) classes.set(key, { weight: 1, spans });
  else known.weight += 1;
}

/** Spans of all merged instances that are at work after the step; starts are relative to `base`. */
function spansAt(loops: StepLoops, base: number): Span[] {
  const { size, tile, advancing, wrapping, merged, holds } = loops;
  const spans: Span[] = [];
  const forInstance = (offset: number): void => {
    const start = offset + (advancing?.step ?? 0);
    if (base + start >= size) return;
    const length = Math.min(tile, size - base - start);
    if (!holds) {
      spans.push({ start, length, oldStart: 0, oldLength: 0 });
      return;
    }
    let oldStart = offset;
    for (const loop of wrapping) {
      const last = Math.min(loop.factor - 1, Math.ceil((size - base - oldStart) / loop.step) - 1);
      oldStart += last * loop.step;
    }
    spans.push({ start, length, oldStart, oldLength: Math.min(tile, size - base - oldStart) });
  };
  const visit = (index: number, offset: number): void => {
    const loop = merged[index];
    if (loop === undefined) forInstance(offset);
    else for (let i = 0; i < loop.factor; i += 1) visit(index + 1, offset + i * loop.step);
  };
  visit(0, 0);
  return spans;
}
