/**
 * The judge of the dataflow analysis: it executes a loop nest step by step with toy buffers, moves individual elements and
 * counts them. Nothing here knows a formula.
 *
 * Every instance of every keeping level holds the set of elements of its current tile (the smallest box around what its
 * loops touch, assumption A1). An instance whose tile lies outside the problem idles and keeps the inputs it holds; sums it
 * hands over when it has no outputs of its own to work on (A4). Under the `tile` rule it keeps both, as timeloop-model.
 */
import type { Nest, NestOperand } from '../../src/dataflow/nest.ts';
import type { Transfer } from '../../src/dataflow/transfer.ts';

/** What the walker can tell of a transfer. */
export type WalkedTransfer = Omit<Transfer, 'crossings'>;

type Position = number[];
/** Element key → present. */
type Elements = Set<string>;

export function walk(nest: Nest, rule: 'element' | 'tile' = 'element'): WalkedTransfer[] {
  return nest.operands.flatMap((operand) =>
    operand.keepers.flatMap((parent, index) =>
      walkBoundary(nest, operand, parent, operand.keepers[index + 1] ?? nest.levelCount, rule),
    ),
  );
}

function* positions(bounds: readonly number[]): Generator<Position> {
  const position = bounds.map(() => 0);
  for (;;) {
    yield [...position];
    let index = bounds.length - 1;
    while (index >= 0 && position[index] === bounds[index]! - 1) position[index--] = 0;
    if (index < 0) return;
    position[index]! += 1;
  }
}

interface Tile {
  elements: Elements;
  box: string[];
}

/** The box around everything the inner loops touch at these positions of the outer ones; null when all is outside. */
function tileAt(nest: Nest, operand: NestOperand, outer: Map<number, number>): Tile | null {
  const inner = nest.loops.flatMap((_, index) => (outer.has(index) ? [] : [index]));
  let touched = false;
  const low = operand.ranks.map(() => Number.POSITIVE_INFINITY);
  const high = operand.ranks.map(() => Number.NEGATIVE_INFINITY);
  for (const position of positions(inner.map((index) => nest.loops[index]!.factor))) {
    const point = nest.sizes.map(() => 0);
    for (const [index, value] of outer) point[nest.loops[index]!.dimension]! += value * nest.loops[index]!.step;
    inner.forEach((index, i) => {
      point[nest.loops[index]!.dimension]! += position[i]! * nest.loops[index]!.step;
    });
    if (point.some((value, dimension) => value >= nest.sizes[dimension]!)) continue;
    touched = true;
    operand.ranks.forEach((rank, r) => {
      const index = rank.reduce((sum, term) => sum + term.coefficient * point[term.dimension]!, 0);
      low[r] = Math.min(low[r]!, index);
      high[r] = Math.max(high[r]!, index);
    });
  }
  if (!touched) return null;
  const elements: Elements = new Set();
  for (const offset of positions(low.map((value, r) => high[r]! - value + 1))) {
    elements.add(offset.map((value, r) => value + low[r]!).join());
  }
  return { elements, box: low.map((value, r) => `${value}..${high[r]}`) };
}

const minus = (a: Elements, b: Elements): Elements => new Set([...a].filter((element) => !b.has(element)));

function arrivalsOf(tile: Tile, held: Tile | undefined, rule: 'element' | 'tile'): Elements {
  if (held === undefined) return tile.elements;
  const moved = tile.box.filter((range, r) => range !== held.box[r]).length;
  return rule === 'tile' && moved > 1 ? tile.elements : minus(tile.elements, held.elements);
}

/** Words that enter the network when copies are merged: single elements, or identical pieces. */
function merge(pieces: readonly Elements[], rule: 'element' | 'tile'): number {
  if (rule === 'element') return new Set(pieces.flatMap((piece) => [...piece])).size;
  const distinct = new Map(pieces.map((piece) => [[...piece].sort().join(';'), piece.size]));
  return [...distinct.values()].reduce((sum, size) => sum + size, 0);
}

function walkBoundary(
  nest: Nest,
  operand: NestOperand,
  parent: number,
  child: number,
  rule: 'element' | 'tile',
): WalkedTransfer[] {
  const time = nest.loops.flatMap((loop, index) => (!loop.spatial && loop.level < child ? [index] : []));
  const space = nest.loops.flatMap((loop, index) => (loop.spatial && loop.level < child ? [index] : []));
  const merged = (index: number): boolean =>
    nest.loops[index]!.level >= parent && operand.merges[nest.loops[index]!.level]!;
  const instances = [...positions(space.map((index) => nest.loops[index]!.factor))];
  const groupOf = (instance: Position, joined: (index: number) => boolean): string =>
    instance.filter((_, i) => !joined(space[i]!)).join();
  const held = new Map<string, Tile>();
  const seenByChild = new Map<string, Elements>();
  const seenByParent = new Map<string, Elements>();
  const remember = (seen: Map<string, Elements>, key: string, elements: Elements): void => {
    const known = seen.get(key) ?? new Set();
    for (const element of elements) known.add(element);
    seen.set(key, known);
  };
  let words = 0;
  let copies = 0;
  const starts = (step: Position, instance: Position): number[] => {
    const point = nest.sizes.map(() => 0);
    for (const [i, index] of time.entries()) point[nest.loops[index]!.dimension]! += step[i]! * nest.loops[index]!.step;
    for (const [i, index] of space.entries()) {
      point[nest.loops[index]!.dimension]! += instance[i]! * nest.loops[index]!.step;
    }
    return point;
  };
  const outputs = new Set(operand.ranks.flat().map((term) => term.dimension));
  for (const step of positions(time.map((index) => nest.loops[index]!.factor))) {
    const pieces = new Map<string, Elements[]>();
    const origin = space.map(() => 0);
    if (starts(step, origin).some((start, dimension) => start >= nest.sizes[dimension]!)) continue;
    for (const instance of instances) {
      const outer = new Map<number, number>();
      for (const [i, index] of time.entries()) outer.set(index, step[i]!);
      for (const [i, index] of space.entries()) outer.set(index, instance[i]!);
      const tile = tileAt(nest, operand, outer);
      const name = instance.join();
      if (tile === null) {
        const outside = starts(step, instance).some((start, d) => outputs.has(d) && start >= nest.sizes[d]!);
        if (operand.isOutput && outside && rule === 'element') held.delete(name);
        continue;
      }
      const arriving = child === nest.levelCount ? tile.elements : arrivalsOf(tile, held.get(name), rule);
      held.set(name, tile);
      copies += arriving.size;
      const group = groupOf(instance, merged);
      pieces.set(group, [...(pieces.get(group) ?? []), arriving]);
      remember(seenByChild, name, tile.elements);
      remember(
        seenByParent,
        groupOf(instance, (index) => nest.loops[index]!.level >= parent),
        tile.elements,
      );
    }
    for (const list of pieces.values()) words += merge(list, rule);
  }
  const total = (seen: Map<string, Elements>): number => [...seen.values()].reduce((sum, each) => sum + each.size, 0);
  const common = { operand: operand.operand.name, parent, child };
  if (!operand.isOutput) return [{ ...common, kind: 'fill', words, copies, finalWords: 0 }];
  const distinct = total(seenByParent);
  return [
    { ...common, kind: 'reload', words: words - distinct, copies: copies - total(seenByChild), finalWords: 0 },
    { ...common, kind: 'writeback', words, copies, finalWords: distinct },
  ];
}
