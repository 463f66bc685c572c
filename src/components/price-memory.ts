import type { Memory } from '../hardware/hardware.ts';
import { componentClasses } from './component-class.ts';
import type { ComponentRow } from './component-row.ts';
import type { ActionPrice } from './price.ts';
import type { ResolvedComponent } from './resolve-component.ts';
import { energyAtCapacity } from './scale-capacity.ts';
import { linearInBits } from './scale-width.ts';
import { type Scaling, scaledPrice } from './scaled-price.ts';

/** Energy of one access of the memory's block. */
export function priceMemory(memory: Memory, component: ResolvedComponent): Record<string, ActionPrice> {
  const price = (action: string): ActionPrice =>
    component.kind === 'in-place'
      ? { energyPj: component.energyPj[action]!, bits: memory.blockBits, source: component.source }
      : rowPrice(memory, component, action);
  const given = component.kind === 'in-place' ? component.energyPj : component.row.points[0]!.energyPj;
  const write = price('write');
  return {
    read: price('read'),
    write,
    // The read before an accumulation is counted on its own, so an update costs what a write costs.
    update: given.update === undefined ? write : price('update'),
  };
}

function rowPrice(
  memory: Memory,
  { row, technology }: ResolvedComponent & { readonly kind: 'row' },
  action: string,
): ActionPrice {
  const width: Scaling = {
    by: linearInBits(row.widthBits, memory.blockBits),
    why: `width ${row.widthBits} → ${memory.blockBits} bit`,
  };
  const base = row.points[0]!.energyPj[action]!;
  const steps = [...capacityScaling(row, memory.capacityBits, action, base), ...technology, width];
  return scaledPrice({ energyPj: base, bits: memory.blockBits, source: row.source }, steps);
}

function capacityScaling(row: ComponentRow, capacityBits: number, action: string, base: number): Scaling[] {
  if (componentClasses[row.class].geometry !== 'capacity' || base === 0) return [];
  const by = energyAtCapacity(row, action, capacityBits) / base;
  const from = row.points[0]!.capacityBits;
  return [{ by, why: `capacity ${size(from)} → ${size(capacityBits)}` }];
}

function size(bits: number): string {
  const bytes = bits / 8;
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024
    ? `${Number(kibibytes.toPrecision(4))} KiB`
    : `${Number((kibibytes / 1024).toPrecision(4))} MiB`;
}
