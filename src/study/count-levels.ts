import type { LayerEstimate, PricedAction } from '../cost/estimate.ts';
import type { ActionCount } from '../dataflow/action-count.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { memoryFor, type Occupancy, occupancies } from '../dataflow/fit.ts';
import { usedInstances } from '../dataflow/nest.ts';
import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';
import type { LevelCount, NetworkCount, OperandCount } from './layer-count.ts';

/** An estimated layer, and what its counts were made with. */
export interface CountedLayer {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly convention: Convention;
  readonly estimate: LayerEstimate;
}

/** Words, capacity and energy per level and operand, outermost level first. */
export function countLevels(counted: CountedLayer): LevelCount[] {
  const { layer, hardware, estimate } = counted;
  const held = occupancies(estimate.nest, hardware, elementBits(layer, hardware));
  const fills = fillActions(counted);
  return hardware.levels.map((level, index) => {
    const operands = held.filter((each) => each.level === index).map((each) => operandCount(counted, each, fills));
    const capacityBits = level.memories.reduce((sum, memory) => sum + memory.capacityBits, 0);
    return {
      level: level.name,
      instances: usedInstances(estimate.nest, index),
      capacityBits: finite(capacityBits),
      capacityUsedBits: total(operands, (operand) => operand.capacityUsedBits),
      energyPj: total(operands, (operand) => operand.energyPj),
      operands,
    };
  });
}

/** What the networks below each level carry. */
export function countNetworks({ hardware, estimate }: CountedLayer): NetworkCount[] {
  return hardware.levels.flatMap((level) =>
    estimate.nest.operands.flatMap(({ operand }): NetworkCount[] => {
      const own = estimate.actions.filter(
        (action) => action.component === `${level.name} network` && action.operand === operand.name,
      );
      if (own.length === 0) return [];
      const delivered = wordsOf(own, ['deliver']);
      const reduced = wordsOf(own, ['reduce']);
      const energyPj = total(own, (action) => action.energyPj);
      return [{ level: level.name, operand: operand.name, delivered, reduced, energyPj }];
    }),
  );
}

/** The actions there would be if nothing went up: what is written then comes from above. */
function fillActions({ layer, hardware, convention, estimate }: CountedLayer): readonly ActionCount[] {
  const { nest } = estimate;
  const transfers = estimate.transfers.filter(({ kind }) => kind !== 'writeback');
  return convention
    .count({ nest, hardware, bits: elementBits(layer, hardware), transfers })
    .map((action) => ({ ...action, count: action.count * layer.repeat }));
}

function operandCount(
  { hardware, estimate }: CountedLayer,
  { level, operand, elements, bits }: Occupancy,
  fillActions: readonly ActionCount[],
): OperandCount {
  const role = estimate.nest.operands.find((each) => each.operand.name === operand)!.operand.role;
  const memory = memoryFor(hardware, level, role) as Memory;
  const isOwn = (action: ActionCount) => action.component === memory.name && action.operand === operand;
  const own: readonly PricedAction[] = estimate.actions.filter(isOwn);
  const instances = usedInstances(estimate.nest, level);
  const reads = wordsOf(own, ['read']);
  const writes = wordsOf(own, ['write', 'update']);
  const fills = wordsOf(fillActions.filter(isOwn), ['write']);
  return {
    operand,
    memory: memory.name,
    instances,
    reads,
    writes,
    fills,
    updates: writes - fills,
    readsPerInstance: reads / instances,
    writesPerInstance: writes / instances,
    fillsPerInstance: fills / instances,
    updatesPerInstance: (writes - fills) / instances,
    capacityUsedElements: elements,
    capacityUsedBits: bits,
    capacityBits: finite(memory.capacityBits),
    energyPj: total(own, (action) => action.energyPj),
  };
}

function wordsOf(actions: readonly ActionCount[], kinds: readonly string[]): number {
  return total(
    actions.filter(({ action }) => kinds.includes(action)),
    ({ count }) => count,
  );
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function finite(bits: number): number | null {
  return Number.isFinite(bits) ? bits : null;
}
