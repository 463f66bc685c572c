import type { Evaluated } from './front.ts';
import type { SeenMapping } from './seen-mappings.ts';

/** What is known after all searches so far. */
export interface Proven {
  readonly best: Evaluated | null;
  /** No mapping has a value below `least`; before any was evaluated, below `bound`. */
  readonly least: number;
  readonly bound: number;
  /** With objective latency: no mapping as fast as the best costs less. */
  readonly leastTiePj: number;
  /** With a cap on latency: the fewest cycles any mapping takes at least, and what the fastest found takes. */
  readonly fewest: number;
  readonly fastest: number;
}

/** What is known before a space is searched. */
export interface KnownBefore {
  readonly proven: Proven;
  /** Tiles looked at in each space, at most. */
  readonly most: number;
  /** Tiles that a space of sizes larger than the layer's own may look at. */
  readonly leftForEdges: number;
  readonly seen: readonly SeenMapping[];
}
