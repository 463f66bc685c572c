import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { Lattice } from './lattice.ts';

/** Per node, 1 where a tile fits all memories of a level. */
export function fits(plan: QuickPlan, lattice: Lattice, level: number): Uint8Array {
  const fitting = new Uint8Array(lattice.nodes).fill(1);
  for (const memory of plan.capacities) {
    if (memory.level !== level || !Number.isFinite(memory.usableBits)) continue;
    const bits = new Float64Array(lattice.nodes);
    for (const [i, operand] of memory.operands.entries()) {
      addBits(bits, { plan, lattice, operand, each: memory.bitsPerElement[i]! });
    }
    for (let node = 0; node < bits.length; node += 1)
      if (bits[node]! > memory.usableBits * (1 + 1e-12)) fitting[node] = 0;
  }
  return fitting;
}

function addBits(
  bits: Float64Array,
  { plan, lattice, operand, each }: { plan: QuickPlan; lattice: Lattice; operand: number; each: number },
): void {
  const { ranks } = plan.nest.operands[operand]!;
  const own = plan.nest.problem.dimensions;
  for (let node = 0; node < bits.length; node += 1) {
    let elements = each;
    for (const rank of ranks) {
      let extent = 1;
      for (const { dimension, coefficient } of rank) {
        extent += Math.abs(coefficient) * (Math.min(own[dimension]!.size, lattice.values[dimension]![node]!) - 1);
      }
      elements *= extent;
    }
    bits[node] = bits[node]! + elements;
  }
}
