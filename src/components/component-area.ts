import type { ComponentReference } from '../hardware/hardware.ts';
import type { PricingContext, ResolvedComponent } from './resolve-component.ts';
import { memoryAreaUm2, scaleArea } from './scale-area.ts';

export interface PricedArea {
  readonly areaUm2: number | null;
  readonly areaSource: string;
}

const unknown: PricedArea = { areaUm2: null, areaSource: 'no source gives it' };

/**
 * Area of one instance. `capacityBits` is for rows with a table of area against capacity; `sizeRatio` says how much
 * larger this instance is than the row's own geometry.
 */
export function componentArea(
  context: PricingContext,
  { reference, component }: { readonly reference: ComponentReference; readonly component: ResolvedComponent },
  size: { readonly capacityBits: number; readonly ratio: number },
): PricedArea {
  if (component.kind === 'in-place') {
    return reference.areaUm2 === undefined ? unknown : { areaUm2: reference.areaUm2, areaSource: component.source };
  }
  const { row } = component;
  const { nodeNm } = context.technology;
  if (row.area.kind === 'unknown') return unknown;
  if (row.area.kind === 'fixed') {
    const node = scaleArea(row.technology.nodeNm, nodeNm);
    const note = shrink(row.technology.nodeNm, nodeNm, node);
    return { areaUm2: row.area.um2 * node * size.ratio, areaSource: row.areaSource + note };
  }
  const table = context.library.areaTables.get(row.area.table)!;
  const node = scaleArea(table.nodeNm, nodeNm);
  const areaSource = table.source + shrink(table.nodeNm, nodeNm, node);
  return { areaUm2: memoryAreaUm2(table, size.capacityBits) * node, areaSource };
}

function shrink(fromNm: number, toNm: number, factor: number): string {
  return factor === 1 ? '' : `; × ${Number(factor.toPrecision(3))} area ${fromNm} → ${toNm} nm (node ratio squared)`;
}
