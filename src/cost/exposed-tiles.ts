import { type ElementBits, movedBits } from '../dataflow/element-bits.ts';
import { memoryFor } from '../dataflow/fit.ts';
import type { Nest } from '../dataflow/nest.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';

/**
 * Tiles whose move no work overlaps with (assumption A6): the first that the children of one parent take in together, or the
 * last outputs they hand back.
 */
export interface ExposedTile {
  /** Among the nest's operands. */
  readonly operand: number;
  /** Levels that keep it, the child the next after the parent. */
  readonly parent: number;
  readonly child: number;
  readonly isDrain: boolean;
  readonly cyclesPerElement: number;
}

/** Those that take time. */
export function exposedTiles(nest: Nest, hardware: HardwareSpec, bits: ElementBits): ExposedTile[] {
  const tiles = nest.operands.flatMap(({ operand: { role }, isOutput, keepers }, operand) =>
    keepers.slice(1).map((child, index): ExposedTile => {
      const parent = keepers[index]!;
      const memory = memoryFor(hardware, parent, role)!;
      const bitsPerCycle = !isOutput || memory.sharedPort ? memory.readBitsPerCycle : memory.writeBitsPerCycle;
      return {
        operand,
        parent,
        child,
        isDrain: isOutput,
        cyclesPerElement: movedBits(bits, role, parent) / bitsPerCycle,
      };
    }),
  );
  return tiles.filter(({ cyclesPerElement }) => cyclesPerElement > 0);
}
