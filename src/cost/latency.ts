import type { ActionCount } from '../dataflow/action-count.ts';
import { decoderCycles } from '../dataflow/decoder.ts';
import type { ElementBits } from '../dataflow/element-bits.ts';
import { type Nest, type NestOperand, usedInstances } from '../dataflow/nest.ts';
import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import { type ExposedTile, exposedTiles } from './exposed-tiles.ts';
import type { StallCause } from './result.ts';
import { wholeCycles } from './whole-cycles.ts';

export interface LatencyInput {
  readonly nest: Nest;
  readonly hardware: HardwareSpec;
  readonly actions: readonly ActionCount[];
  readonly bits: ElementBits;
  /** Cycles of arithmetic if every unit were always busy. */
  readonly idealCycles: number;
  /** The same on the units the mapping uses. */
  readonly usedCycles: number;
  /** Cycles of arithmetic with tiles cut off at the edges. */
  readonly computeCycles: number;
  /** First fill and last drain are exposed (all conventions but `timeloop`). */
  readonly ramp: boolean;
}

/**
 * Whichever is slowest sets the pace: arithmetic or a memory port (loads overlap with work, assumption A6). The first fill
 * and the last drain cannot overlap. Returns the cycles by cause; they add up to the total.
 */
export function latencyCauses(input: LatencyInput): StallCause[] {
  const { idealCycles, usedCycles, computeCycles } = input;
  const decoding = {
    cause: `${input.hardware.decoder?.name}`,
    cycles: decoderCycles(input.nest, input.hardware, input.actions),
  };
  const slowest = [...portCycles(input), decoding].reduce(
    (worst, port) => (port.cycles > worst.cycles ? port : worst),
    {
      cause: 'port',
      cycles: 0,
    },
  );
  const causes = [
    { cause: 'compute', cycles: Math.min(idealCycles, computeCycles) },
    { cause: 'unused array', cycles: Math.max(0, usedCycles - idealCycles) },
    { cause: 'imperfect tiles', cycles: Math.max(0, computeCycles - usedCycles) },
    { cause: slowest.cause, cycles: Math.max(0, wholeCycles(slowest.cycles) - computeCycles) },
  ];
  if (input.ramp) {
    causes.push(
      { cause: 'ramp', cycles: rampCycles(input, 'fill') },
      { cause: 'drain', cycles: rampCycles(input, 'drain') },
    );
  }
  return causes.filter((each) => each.cycles > 0);
}

/** Cycles each port is busy, for the instances the mapping uses. */
export function portCycles(input: LatencyInput): StallCause[] {
  return input.hardware.levels.flatMap((level, index) =>
    level.memories.flatMap((memory) => {
      const instances = usedInstances(input.nest, index);
      const readBits = bitsOf(input.actions, memory, ['read']) / instances;
      const writeBits = bitsOf(input.actions, memory, ['write', 'update']) / instances;
      if (memory.sharedPort) {
        return [{ cause: `${memory.name} port`, cycles: (readBits + writeBits) / memory.readBitsPerCycle }];
      }
      return [
        { cause: `${memory.name} read`, cycles: readBits / memory.readBitsPerCycle },
        { cause: `${memory.name} write`, cycles: writeBits / memory.writeBitsPerCycle },
      ];
    }),
  );
}

function bitsOf(actions: readonly ActionCount[], memory: Memory, kinds: readonly string[]): number {
  return actions
    .filter((action) => action.component === memory.name && kinds.includes(action.action))
    .reduce((sum, action) => sum + action.count * action.bitsPerAction, 0);
}

/** Time until the first tiles are in place, or until the last outputs are out, boundary by boundary. */
function rampCycles({ nest, hardware, bits }: LatencyInput, kind: 'fill' | 'drain'): number {
  const exposed = exposedTiles(nest, hardware, bits).filter(({ isDrain }) => isDrain === (kind === 'drain'));
  return wholeCycles(
    exposed.reduce((sum, tile) => {
      return sum + stepElements(nest, nest.operands[tile.operand]!, tile) * tile.cyclesPerElement;
    }, 0),
  );
}

/** Elements all children of one parent hold together at the first step. */
function stepElements(nest: Nest, operand: NestOperand, { parent, child }: ExposedTile): number {
  const tiles = nest.sizes.map(() => 1);
  for (const loop of nest.loops) {
    if (loop.level >= child || (loop.spatial && loop.level >= parent)) {
      tiles[loop.dimension] = (tiles[loop.dimension] as number) * loop.factor;
    }
  }
  return operand.ranks.reduce(
    (product, rank) =>
      product *
      rank.reduce((extent, term) => {
        const tile = Math.min(tiles[term.dimension] as number, nest.sizes[term.dimension] as number);
        return extent + Math.abs(term.coefficient) * (tile - 1);
      }, 1),
    1,
  );
}
