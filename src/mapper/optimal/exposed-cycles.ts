import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { Lattice } from './lattice.ts';

interface TileSizes {
  readonly lattice: Lattice;
  /** The layer's own sizes. */
  readonly own: readonly number[];
}

/**
 * Per level: by the node that tiles laid out below it make, cycles of the first fill and the last drain of what the level below
 * keeps; null: none. Exact but for rounding up, and where levels between two that keep an operand lay it out as well: what those
 * above the last of them do is left out.
 */
export function exposedCycles({ nest, exposed }: QuickPlan, space: TileSizes): (Float64Array | null)[] {
  return Array.from({ length: nest.levelCount }, (_, level) => {
    const tiles = (exposed ?? []).filter(({ child }) => child === level + 1);
    if (tiles.length === 0) return null;
    const cycles = new Float64Array(space.lattice.nodes);
    for (const { operand, cyclesPerElement } of tiles) {
      const elements = tileElements(nest.operands[operand]!, space);
      for (let node = 0; node < cycles.length; node += 1) cycles[node]! += cyclesPerElement * elements[node]!;
    }
    return cycles;
  });
}

/** Per node; no tile is larger than the layer. */
function tileElements({ ranks }: QuickPlan['nest']['operands'][number], { lattice, own }: TileSizes): Float64Array {
  const elements = new Float64Array(lattice.nodes).fill(1);
  for (const rank of ranks) {
    const extents = new Float64Array(lattice.nodes).fill(1);
    for (const { dimension, coefficient } of rank) {
      const sizes = lattice.values[dimension]!;
      const size = own[dimension]!;
      const stride = Math.abs(coefficient);
      for (let node = 0; node < extents.length; node += 1)
        extents[node]! += stride * (Math.min(size, sizes[node]!) - 1);
    }
    for (let node = 0; node < elements.length; node += 1) elements[node]! *= extents[node]!;
  }
  return elements;
}
