import { distinctElements } from '../../cost/distinct-elements.ts';
import type { IndexSpace, SearchOperand } from './index-space.ts';
import { ints, type Workshop } from './team.ts';
import { once, repeated, type TileWords, WindowBound } from './window-bound.ts';

/**
 * Words of one operand that cross into tiles of which the networks make one, as a function of that tile alone: exact
 * without windows, a lower bound with them.
 */
export interface UnitWords {
  readonly operand: SearchOperand;
  /** Per node. */
  readonly words: Float64Array;
  /** There may be so many times as many: what an edge spares at most. */
  readonly slack: number;
  /** Per node: how often the loops above that do not index it can repeat it. */
  readonly passes: Float64Array;
  /** With windows: per node, its number among tiles of the sliding dimensions; how many there are; the least of each. */
  readonly sliding: Sliding | null;
}

export interface Sliding {
  readonly tileOf: Int32Array;
  readonly tiles: number;
  /** Least words of each such tile, all pure elements together: [`repeated`, `once`]. */
  readonly least: Float64Array;
  /**
   * For each tile laid out by factors per dimension, which tile it is then (-1: larger than the layer) and its least words, of
   * all copies apart and merged: `fields` numbers.
   */
  readonly table: (spread: readonly number[]) => Float64Array;
  readonly fields: number;
}

type Job = () => void;

/** What has to be done, in any order, before what comes after it. */
export type Stages = readonly [Job[], Job[], Job[]];

/** Tiles of windows that are looked at in one go. */
const tilesAtOnce = 256;

/**
 * Of all operands. `isSpread`: dimensions that may be laid out further out than a level that opens the operand. What has to be
 * done is added to `stages`.
 */
export function unitWords(
  space: IndexSpace,
  isSpread: (operand: number) => readonly boolean[],
  { memory, stages }: Pick<Workshop, 'memory'> & { readonly stages: Stages },
): UnitWords[] {
  const { edges, lattice } = space;
  return space.operands.map((operand, index) => {
    const [words, passes] = [memory.floats(lattice.nodes), memory.floats(lattice.nodes)];
    if (operand.sliding.length === 0) {
      stages[0].push(() => {
        edges.tiles(operand.still, passes);
        pureWords(space, operand, { words, passes });
      });
      return { operand, words, slack: 1 / edges.leastMoving(operand.quick.pure), passes, sliding: null };
    }
    const sliding = slidingTiles(space, operand, { isSpread: isSpread(index), memory, stages });
    stages[0].push(() => edges.tiles(operand.still, passes));
    stages[2].push(() => slidingWords(sliding, { words, passes }));
    return { operand, words, slack: 1, passes, sliding };
  });
}

function pureWords(
  { edges }: IndexSpace,
  { quick: { pure } }: SearchOperand,
  { words, passes }: Pick<UnitWords, 'words' | 'passes'>,
): void {
  const elements = edges.points(pure);
  const moving = edges.moving(pure);
  // What is taken in once is taken in whole.
  for (let node = 0; node < words.length; node += 1) {
    words[node] = elements * passes[node]! * (moving === null || passes[node] === 1 ? 1 : moving[node]!);
  }
}

function slidingWords({ tileOf, least }: Sliding, { words, passes }: Pick<UnitWords, 'words' | 'passes'>): void {
  for (let node = 0; node < words.length; node += 1) {
    const at = 2 * tileOf[node]!;
    words[node] = passes[node]! * least[at]! + least[at + 1]!;
  }
}

function slidingTiles(
  space: IndexSpace,
  operand: SearchOperand,
  {
    isSpread,
    memory,
    stages,
  }: Pick<Workshop, 'memory'> & { readonly isSpread: readonly boolean[]; readonly stages: Stages },
): Sliding {
  const { lattice, sizes } = space;
  const tileOf = ints(memory, lattice.nodes);
  stages[0].push(() => lattice.project(operand.sliding, tileOf));
  const tiles = lattice.tilesOf(operand.sliding);
  const bound = new WindowBound(space, operand, { isSpread, tiles, memory, jobs: stages[0] });
  const elements = tileElements(space, operand, tiles);
  // Where no loop repeats a tile every element moves once at least, whatever edges spare.
  const atLeast =
    operand.still.length === 0
      ? distinctElements(operand.quick.windows, space.own) * space.edges.points(operand.quick.pure)
      : 0;
  const least = memory.floats(2 * tiles.length);
  const ask = bound.ofTiles();
  for (let from = 0; from < tiles.length; from += tilesAtOnce) {
    stages[1].push(() => putLeast(least, { bound, ask, elements, atLeast, from }));
  }
  const fields = 1 + 2 * bound.words.length;
  const table = (spread: readonly number[]): Float64Array => {
    const into = memory.floats(fields * tiles.length);
    const further = lattice.tileNumber(operand.sliding, spread);
    const [apart, merged] = [bound.apart(spread), bound.merged(spread)];
    const room = { sizes, tiles, sliding: operand.sliding, spread };
    stages[1].push(() => putTable(into, { bound, apart, merged, elements, atLeast, further, room }));
    return into;
  };
  return { tileOf, tiles: tiles.length, least, table, fields };
}

/** Elements that move with each point of a window, by tile: all at work in it at least, and of those what moves. */
interface MovedElements {
  readonly share: Float64Array;
  readonly moving: Float64Array;
}

function tileElements(
  { sizes, edges }: IndexSpace,
  { quick: { pure }, sliding }: SearchOperand,
  tiles: readonly (readonly number[])[],
): MovedElements {
  const pureElements = edges.points(pure) * edges.leastMoving(pure);
  const share = new Float64Array(tiles.length);
  const moving = new Float64Array(tiles.length);
  const cut: number[] = [];
  for (let tile = 0; tile < tiles.length; tile += 1) {
    // A dimension the tile holds whole has no edge.
    cut.length = 0;
    for (const d of sliding) if (tiles[tile]![d]! < sizes[d]!) cut.push(d);
    share[tile] = pureElements * edges.share(cut);
    moving[tile] = edges.leastMoving(cut);
  }
  return { share, moving };
}

interface TilesInput {
  readonly bound: WindowBound;
  readonly elements: MovedElements;
  /** Words into tiles of any size. */
  readonly atLeast: number;
}

function putLeast(
  least: Float64Array,
  {
    bound,
    ask,
    elements: { share, moving },
    atLeast,
    from,
  }: TilesInput & { readonly ask: TileWords; readonly from: number },
): void {
  for (let tile = from; tile < Math.min(share.length, from + tilesAtOnce); tile += 1) {
    bound.ask(ask, tile);
    const elements = share[tile]! * moving[tile]!;
    least[2 * tile] = bound.words[repeated]! * elements;
    least[2 * tile + 1] = Math.max(bound.words[once]! * elements, atLeast - least[2 * tile]!);
  }
}

interface TableInput extends TilesInput {
  readonly apart: TileWords;
  readonly merged: TileWords;
  /** What laying a tile out adds to its number. */
  readonly further: number;
  readonly room: {
    readonly sizes: readonly number[];
    readonly tiles: readonly (readonly number[])[];
    readonly sliding: readonly number[];
    readonly spread: readonly number[];
  };
}

function putTable(into: Float64Array, { bound, apart, merged, elements, atLeast, further, room }: TableInput): void {
  const { sizes, tiles, sliding, spread } = room;
  const own = bound.words.length;
  next: for (let tile = 0, at = 0; tile < tiles.length; tile += 1, at += 1 + 2 * own) {
    into[at] = -1;
    for (const d of sliding) if ((sizes[d]! / tiles[tile]![d]!) % spread[d]! !== 0) continue next;
    into[at] = tile + further;
    const moved = elements.share[tile]! * elements.moving[tile + further]!;
    bound.ask(apart, tile);
    putFields(into, at + 1, { words: bound.words, moved, atLeast });
    bound.ask(merged, tile);
    putFields(into, at + 1 + own, { words: bound.words, moved, atLeast });
  }
}

function putFields(
  into: Float64Array,
  from: number,
  { words, moved, atLeast }: { readonly words: Float64Array; readonly moved: number; readonly atLeast: number },
): void {
  for (let field = 0; field < words.length; field += 1) {
    const least = field === repeated ? 0 : field === once ? atLeast - into[from + repeated]! : atLeast;
    into[from + field] = Math.max(words[field]! * moved, least);
  }
}
