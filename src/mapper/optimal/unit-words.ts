import type { IndexSpace, SearchOperand } from './index-space.ts';
import { type LeastWords, scaled, WindowBound } from './window-bound.ts';

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
  /** Least words of each such tile, all pure elements together. */
  readonly least: readonly LeastWords[];
  /** Of each tile, laid out by factors per dimension. */
  readonly wordsOf: (spread: readonly number[]) => readonly SlidingWords[];
}

/** Least words into one tile of the sliding dimensions: which tile it is once laid out (-1: larger than the layer), all copies apart, or merged. */
export interface SlidingWords {
  readonly laidOut: number;
  readonly apart: LeastWords;
  readonly merged: LeastWords;
}

const none: LeastWords = { repeated: 0, once: 0, whole: 0, turning: [] };

/** `isSpread`: dimensions that may be laid out further out than a level that opens the operand. */
export function unitWords(space: IndexSpace, operand: SearchOperand, isSpread: readonly boolean[]): UnitWords {
  const { edges } = space;
  const { pure } = operand.quick;
  const passes = edges.tiles(operand.still);
  if (operand.sliding.length === 0) {
    const elements = edges.points(pure);
    const moving = edges.moving(pure);
    // What is taken in once is taken in whole.
    const words = passes.map((count, node) => elements * count * (count === 1 ? 1 : moving[node]!));
    return { operand, words, slack: 1 / edges.leastMoving(pure), passes, sliding: null };
  }
  const sliding = slidingTiles(space, operand, isSpread);
  const words = passes.map((count, node) => {
    const { repeated, once } = sliding.least[sliding.tileOf[node]!]!;
    return count * repeated + once;
  });
  return { operand, words, slack: 1, passes, sliding };
}

function slidingTiles(space: IndexSpace, operand: SearchOperand, isSpread: readonly boolean[]): Sliding {
  const { lattice, sizes, edges } = space;
  const tileOf = lattice.projection(operand.sliding);
  const tiles = lattice.countOf(operand.sliding);
  const tileSizes: number[][] = Array.from({ length: tiles }, () => []);
  for (let node = 0; node < lattice.nodes; node += 1) {
    const tile = tileSizes[tileOf[node]!]!;
    if (tile.length > 0) continue;
    for (let d = 0; d < sizes.length; d += 1) tile.push(operand.sliding.includes(d) ? lattice.values[d]![node]! : 1);
  }
  const bound = new WindowBound(space, operand, isSpread);
  const { pure } = operand.quick;
  const pureElements = edges.points(pure) * edges.leastMoving(pure);
  // A dimension the tile holds whole has no edge.
  const cut = (tile: readonly number[]): number[] => operand.sliding.filter((d) => tile[d]! < sizes[d]!);
  const elements = (inner: readonly number[], laidOut: readonly number[]): number =>
    pureElements * edges.share(cut(inner)) * edges.leastMoving(cut(laidOut));
  const least = tileSizes.map((tile) => scaled(bound.ofTile(tile), elements(tile, tile)));
  const numbers = new Map(tileSizes.map((tile, number) => [tile.join(), number]));
  const tileNumber = (inner: readonly number[], spread: readonly number[]): number =>
    numbers.get(inner.map((size, d) => (operand.sliding.includes(d) ? size * spread[d]! : 1)).join()) ?? -1;
  const known = new Map<string, readonly SlidingWords[]>();
  // Spreads that agree in the sliding dimensions differ in copies alone.
  const wordsOf = (spread: readonly number[]): readonly SlidingWords[] => {
    const key = operand.sliding.map((d) => spread[d]).join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const words = tileSizes.map((inner): SlidingWords => {
      const laidOut = tileNumber(inner, spread);
      if (laidOut < 0) return { laidOut, apart: none, merged: none };
      const each = elements(inner, tileSizes[laidOut]!);
      return {
        laidOut,
        apart: scaled(bound.apart(inner, spread), each),
        merged: scaled(bound.merged(inner, spread), each),
      };
    });
    known.set(key, words);
    return words;
  };
  return { tileOf, least, wordsOf };
}
