import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { Lattice } from './lattice.ts';

/** Per operand that some memory holds: elements of a tile, by node. */
export type TileElements = (operand: number) => Float64Array;

/** Fills in, per node, 1 where a tile fits all memories of a level. */
export function fits(
  plan: QuickPlan,
  level: number,
  { elements, fitting }: { elements: TileElements; fitting: Uint8Array },
) {
  fitting.fill(1);
  for (const memory of plan.capacities) {
    if (memory.level !== level || !Number.isFinite(memory.usableBits)) continue;
    const most = memory.usableBits * (1 + 1e-12);
    const tables = memory.operands.map(elements);
    const { bitsPerElement } = memory;
    for (let node = 0; node < fitting.length; node += 1) {
      let bits = 0;
      for (let i = 0; i < tables.length; i += 1) bits += bitsPerElement[i]! * tables[i]![node]!;
      if (bits > most) fitting[node] = 0;
    }
  }
}

/** Fills in, per node, elements of an operand's tile; one that holds a whole dimension holds no more than the layer has of it. */
export function tileElements(
  plan: QuickPlan,
  lattice: Lattice,
  { operand, into }: { operand: number; into: Float64Array },
) {
  const { ranks } = plan.nest.operands[operand]!;
  const own = plan.nest.problem.dimensions;
  into.fill(1);
  for (const rank of ranks) {
    const terms = rank.map(({ dimension, coefficient }) => {
      return { values: lattice.values[dimension]!, stride: Math.abs(coefficient), size: own[dimension]!.size };
    });
    for (let node = 0; node < into.length; node += 1) {
      let extent = 1;
      for (let i = 0; i < terms.length; i += 1) {
        const { values, stride, size } = terms[i]!;
        extent += stride * (Math.min(size, values[node]!) - 1);
      }
      into[node] = into[node]! * extent;
    }
  }
}
