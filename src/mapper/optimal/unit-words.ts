import type { IndexSpace, SearchOperand } from './index-space.ts';
import { ints, type Workshop } from './team.ts';
import { once, repeated, WindowBound } from './window-bound.ts';

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
    stages[2].push(() => {
      for (let node = 0; node < words.length; node += 1) {
        const at = 2 * sliding.tileOf[node]!;
        words[node] = passes[node]! * sliding.least[at]! + sliding.least[at + 1]!;
      }
    });
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
    words[node] = elements * passes[node]! * (passes[node] === 1 ? 1 : moving[node]!);
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
  const { lattice, sizes, edges } = space;
  const tileOf = ints(memory, lattice.nodes);
  stages[0].push(() => lattice.project(operand.sliding, tileOf));
  const tiles = lattice.tilesOf(operand.sliding);
  const bound = new WindowBound(space, operand, { isSpread, tiles, memory, jobs: stages[0] });
  const { pure } = operand.quick;
  const pureElements = edges.points(pure) * edges.leastMoving(pure);
  // A dimension the tile holds whole has no edge.
  const cut = tiles.map((tile) => operand.sliding.filter((d) => tile[d]! < sizes[d]!));
  const share = cut.map((dimensions) => pureElements * edges.share(dimensions));
  const moving = cut.map((dimensions) => edges.leastMoving(dimensions));
  const least = memory.floats(2 * tiles.length);
  const ask = bound.ofTiles();
  for (let from = 0; from < tiles.length; from += tilesAtOnce) {
    stages[1].push(() => {
      for (let tile = from; tile < Math.min(tiles.length, from + tilesAtOnce); tile += 1) {
        ask(tile);
        const elements = share[tile]! * moving[tile]!;
        least[2 * tile] = bound.words[repeated]! * elements;
        least[2 * tile + 1] = bound.words[once]! * elements;
      }
    });
  }
  const own = bound.words.length;
  const fields = 1 + 2 * own;
  const table = (spread: readonly number[]): Float64Array => {
    const into = memory.floats(fields * tiles.length);
    const further = lattice.tileNumber(operand.sliding, spread);
    const [apart, merged] = [bound.apart(spread), bound.merged(spread)];
    const put = (at: number, elements: number): void => {
      for (let field = 0; field < own; field += 1) into[at + field] = bound.words[field]! * elements;
    };
    stages[1].push(() => {
      for (let tile = 0; tile < tiles.length; tile += 1) {
        const at = tile * fields;
        let fits = true;
        for (const d of operand.sliding) fits &&= (sizes[d]! / tiles[tile]![d]!) % spread[d]! === 0;
        into[at] = fits ? tile + further : -1;
        if (!fits) continue;
        const elements = share[tile]! * moving[tile + further]!;
        apart(tile);
        put(at + 1, elements);
        merged(tile);
        put(at + 1 + own, elements);
      }
    });
    return into;
  };
  return { tileOf, tiles: tiles.length, least, table, fields };
}
