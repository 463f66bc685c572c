import type { ComponentReference } from '../hardware/hardware.ts';
import type { ResolvedComponent } from './resolve-component.ts';

/** Of one instance, mW. */
export function leakage(reference: ComponentReference, component: ResolvedComponent): number {
  if (component.kind === 'in-place') return reference.leakageMw ?? 0;
  return component.row.leakageMw ?? 0;
}
