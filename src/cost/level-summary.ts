import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { memoryFor, occupancies } from '../dataflow/fit.ts';
import { usedInstances } from '../dataflow/nest.ts';
import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { printMapping } from '../mapping/print.ts';
import type { Layer } from '../workload/workload.ts';
import type { LayerEstimate, PricedAction } from './estimate.ts';
import type { LevelSummary, LevelTile } from './result.ts';

/** A layer's estimate level by level: the mapping's line, what stays there, what it costs. */
export function summariseLevels(
  layer: Layer,
  hardware: HardwareSpec,
  mapping: Mapping,
  estimate: LayerEstimate,
  compressed?: CompressedLayer,
): LevelSummary[] {
  const lines = printMapping(mapping).split('\n');
  const held = occupancies(estimate.nest, hardware, elementBits(layer, hardware, compressed));
  return hardware.levels.map((level, index) => {
    const tiles = held
      .filter((each) => each.level === index)
      .map((each): LevelTile => {
        const role = estimate.nest.operands.find((operand) => operand.operand.name === each.operand)?.operand.role;
        const memory = memoryFor(hardware, index, role as 'W') as Memory;
        const own = estimate.actions.filter((a) => a.component === memory.name && a.operand === each.operand);
        return {
          memory: memory.name,
          operand: each.operand,
          elements: each.elements,
          bits: each.bits,
          capacityBits: Number.isFinite(memory.capacityBits) ? memory.capacityBits : null,
          reads: sum(own, 'read', (action) => action.count),
          writes: sum(own, 'write', (action) => action.count),
          updates: sum(own, 'update', (action) => action.count),
          energyPj: sum(own, null, (action) => action.energyPj),
        };
      });
    const below = index === hardware.levels.length - 1 ? arithmeticComponents(hardware) : [];
    const decoder = hardware.decoder?.level === level.name ? [hardware.decoder.name] : [];
    const components = [...level.memories.map((memory) => memory.name), ...decoder, `${level.name} network`, ...below];
    return {
      level: level.name,
      instances: usedInstances(estimate.nest, index),
      line: lines[index] as string,
      tiles,
      energyPj: sum(
        estimate.actions.filter((action) => components.includes(action.component)),
        null,
        (action) => action.energyPj,
      ),
    };
  });
}

/** The MACs and what stands beside each. */
function arithmeticComponents({ mac }: HardwareSpec): string[] {
  return [mac.name, mac.adder?.name, mac.bins?.name].filter((name) => name !== undefined);
}

function sum(actions: readonly PricedAction[], kind: string | null, value: (action: PricedAction) => number): number {
  return actions
    .filter((action) => kind === null || action.action === kind)
    .reduce((total, action) => total + value(action), 0);
}
