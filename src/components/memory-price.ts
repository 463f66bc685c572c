import type { Memory } from '../hardware/hardware.ts';
import type { Path } from '../shared/path-text.ts';
import { componentArea } from './component-area.ts';
import { componentNeeds } from './component-needs.ts';
import { hasActions } from './has-actions.ts';
import { leakage } from './leakage.ts';
import type { ComponentPrice } from './price.ts';
import { priceMemory } from './price-memory.ts';
import { type PricingContext, resolveComponent } from './resolve-component.ts';
import { linearInBits } from './scale-width.ts';

/** Where a component stands in the spec, and how many there are. */
export interface Place {
  readonly path: Path;
  readonly instances: number;
}

/** Energy of each access, area and leakage of a memory; undefined, and an issue, when it cannot be priced. */
export function memoryPrice(
  context: PricingContext,
  memory: Memory,
  { path, instances }: Place,
): ComponentPrice | undefined {
  const { actions } = componentNeeds.memory;
  const classes = Number.isFinite(memory.capacityBits) ? componentNeeds.memory.classes : (['dram'] as const);
  const component = resolveComponent(context, memory.component, { path, classes });
  if (!component || !hasActions(context, component, { path, actions })) return undefined;
  const row = component.kind === 'row' ? component.row : undefined;
  const ratio = row?.class === 'register' ? linearInBits(row.widthBits, memory.capacityBits) : 1;
  return {
    component: memory.name,
    instances,
    actions: priceMemory(memory, component),
    ...componentArea(context, { reference: memory.component, component }, { capacityBits: memory.capacityBits, ratio }),
    leakageMw: leakage(memory.component, component),
  };
}
