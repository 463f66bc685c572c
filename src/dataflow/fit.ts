import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import type { Issue } from '../shared/issue.ts';
import { type ElementBits, memoryBits } from './element-bits.ts';
import { type Nest, tileElements } from './nest.ts';

/** What one instance of a memory holds at most under a mapping. */
export interface Occupancy {
  readonly memory: string;
  readonly level: number;
  readonly operand: string;
  readonly elements: number;
  readonly bits: number;
}

/** Largest tile of every kept operand, memory by memory. */
export function occupancies(nest: Nest, hardware: HardwareSpec, bits: ElementBits): Occupancy[] {
  return hardware.levels.flatMap((level, index) =>
    nest.operands
      .filter((operand) => operand.keepers.includes(index))
      .map((operand) => {
        const elements = tileElements(nest, operand, index);
        const memory = memoryFor(hardware, index, operand.operand.role);
        return {
          memory: memory?.name ?? level.name,
          level: index,
          operand: operand.operand.name,
          elements,
          bits: elements * memoryBits(bits, operand.operand.role, index),
        };
      }),
  );
}

/** The memory of a level that keeps a role. */
export function memoryFor(hardware: HardwareSpec, level: number, role: Memory['roles'][number]): Memory | undefined {
  return hardware.levels[level]?.memories.find((memory) => memory.roles.includes(role));
}

/** Bits a mapping may fill: half the memory when it is double buffered. */
export function usableBits(memory: Memory): number {
  return memory.doubleBuffered ? memory.capacityBits / 2 : memory.capacityBits;
}

/** One issue per memory whose tiles are larger than it is; empty when the mapping fits. */
export function capacityIssues(nest: Nest, hardware: HardwareSpec, bits: ElementBits): Issue[] {
  const held = occupancies(nest, hardware, bits);
  return hardware.levels.flatMap((level) =>
    level.memories.flatMap((memory): Issue[] => {
      const tiles = held.filter((each) => each.memory === memory.name);
      const needed = tiles.reduce((sum, each) => sum + each.bits, 0);
      if (needed <= usableBits(memory)) return [];
      const parts = tiles.map((each) => `${each.operand} ${each.elements} words`).join(', ');
      const half = memory.doubleBuffered ? ' (half of it: double buffered)' : '';
      return [
        {
          code: 'does-not-fit',
          severity: 'error',
          message: `the tiles in ${memory.name} need ${needed} bit: ${parts}`,
          path: memory.name,
          found: `${needed} bit`,
          accepted: `at most ${usableBits(memory)} bit${half}`,
        },
      ];
    }),
  );
}
