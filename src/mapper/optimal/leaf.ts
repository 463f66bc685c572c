import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import type { QuickEstimate } from '../../cost/quick-estimate.ts';

/** One complete choice of tiles, whose loops may stand in several orders; plain data. */
export interface Leaf {
  /** As `QuickEstimate` takes them. */
  readonly factors: Int32Array;
  /** Per level, as bits: dimensions with a loop, those of which one has the innermost, and thin ones (`Edges.thin`). */
  readonly loops: Int32Array;
}

/** What is known of a mapping that was evaluated last. */
export type Estimate = Pick<
  QuickEstimate | EdgeEstimate,
  'energyPj' | 'cycles' | 'arithmeticCycles' | 'exposedCycles' | 'busyCycles'
>;
