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
  /** Per node: how often the loops above that do not index it can repeat it. */
  readonly passes: Float64Array;
  /** With windows: per node, its number among tiles of the sliding dimensions; how many there are; the least of each. */
  readonly sliding: Sliding | null;
}

export interface Sliding {
  readonly bound: WindowBound;
  readonly tileOf: Int32Array;
  readonly tiles: number;
  /** Sizes of each such tile, all dimensions; least words of each, all pure elements together. */
  readonly sizes: readonly (readonly number[])[];
  readonly least: readonly LeastWords[];
  readonly pureElements: number;
  /** The tile that another becomes when it is laid out; -1: larger than the layer. */
  readonly tileNumber: (inner: readonly number[], spread: readonly number[]) => number;
}

export function unitWords(space: IndexSpace, operand: SearchOperand): UnitWords {
  const { lattice, sizes, points } = space;
  const still = lattice.products(operand.still);
  const repeats = operand.still.reduce((all, d) => all * sizes[d]!, 1);
  const passes = still.map((each) => repeats / each);
  if (operand.sliding.length === 0) {
    return { operand, words: still.map((each) => points / each), passes, sliding: null };
  }
  const sliding = slidingTiles(space, operand);
  const words = passes.map((count, node) => {
    const { repeated, once } = sliding.least[sliding.tileOf[node]!]!;
    return count * repeated + once;
  });
  return { operand, words, passes, sliding };
}

function slidingTiles(space: IndexSpace, operand: SearchOperand): Sliding {
  const { lattice, sizes } = space;
  const tileOf = lattice.projection(operand.sliding);
  const tiles = lattice.countOf(operand.sliding);
  const tileSizes: number[][] = Array.from({ length: tiles }, () => []);
  for (let node = 0; node < lattice.nodes; node += 1) {
    const tile = tileSizes[tileOf[node]!]!;
    if (tile.length > 0) continue;
    for (let d = 0; d < sizes.length; d += 1) tile.push(operand.sliding.includes(d) ? lattice.values[d]![node]! : 1);
  }
  const bound = new WindowBound(space, operand);
  const pureElements = operand.quick.pure.reduce((all, d) => all * sizes[d]!, 1);
  const least = tileSizes.map((tile) => scaled(bound.ofTile(tile), pureElements));
  const numbers = new Map(tileSizes.map((tile, number) => [tile.join(), number]));
  const tileNumber = (inner: readonly number[], spread: readonly number[]): number =>
    numbers.get(inner.map((size, d) => (operand.sliding.includes(d) ? size * spread[d]! : 1)).join()) ?? -1;
  return { bound, tileOf, tiles, sizes: tileSizes, least, pureElements, tileNumber };
}
