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
    leaveOutAbove(memory.usableBits * (1 + 1e-12), fitting, {
      tables: memory.operands.map(elements),
      bitsPerElement: Float64Array.from(memory.bitsPerElement),
    });
  }
}

/** Numbers alone, here and below: to the engine these are the same for every layer. */
function leaveOutAbove(
  most: number,
  fitting: Uint8Array,
  { tables, bitsPerElement }: { tables: readonly Float64Array[]; bitsPerElement: Float64Array },
): void {
  for (let node = 0; node < fitting.length; node += 1) {
    let bits = 0;
    for (let i = 0; i < tables.length; i += 1) bits += bitsPerElement[i]! * tables[i]![node]!;
    if (bits > most) fitting[node] = 0;
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
    multiplyByExtents(into, {
      values: rank.map(({ dimension }) => lattice.values[dimension]!),
      strides: Float64Array.from(rank, ({ coefficient }) => Math.abs(coefficient)),
      sizes: Float64Array.from(rank, ({ dimension }) => own[dimension]!.size),
    });
  }
}

interface RankTerms {
  readonly values: readonly Float64Array[];
  readonly strides: Float64Array;
  readonly sizes: Float64Array;
}

function multiplyByExtents(into: Float64Array, { values, strides, sizes }: RankTerms): void {
  for (let node = 0; node < into.length; node += 1) {
    let extent = 1;
    for (let i = 0; i < values.length; i += 1) {
      extent += strides[i]! * (Math.min(sizes[i]!, values[i]![node]!) - 1);
    }
    into[node] = into[node]! * extent;
  }
}
