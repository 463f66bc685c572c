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
    const bits = new Float64Array(fitting.length);
    for (const [i, operand] of memory.operands.entries()) {
      const own = elements(operand);
      const each = memory.bitsPerElement[i]!;
      for (let node = 0; node < bits.length; node += 1) bits[node] = bits[node]! + each * own[node]!;
    }
    for (let node = 0; node < bits.length; node += 1) if (bits[node]! > most) fitting[node] = 0;
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
  const extent = new Float64Array(into.length);
  into.fill(1);
  for (const rank of ranks) {
    extent.fill(1);
    for (const { dimension, coefficient } of rank) {
      const values = lattice.values[dimension]!;
      const stride = Math.abs(coefficient);
      const { size } = own[dimension]!;
      for (let node = 0; node < extent.length; node += 1) {
        extent[node] = extent[node]! + stride * (Math.min(size, values[node]!) - 1);
      }
    }
    for (let node = 0; node < into.length; node += 1) into[node] = into[node]! * extent[node]!;
  }
}
