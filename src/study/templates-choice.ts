import type { Static } from 'typebox';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MapperChoice, Objective } from '../mapper/mapper.ts';
import type { templatesSchema } from './templates-schema.ts';

/** A search with what it leaves open filled in: the dataflow the hardware is built for, energy times delay. */
export function templatesChoice(
  given: (Omit<Static<typeof templatesSchema>, 'objective'> & { readonly objective?: Objective }) | undefined,
  hardware: HardwareSpec | undefined,
): Extract<MapperChoice, { readonly strategy: 'templates' }> {
  const dataflow = given?.dataflow ?? hardware?.dataflow ?? 'best';
  const { objective = 'energy-delay', searches = 'per-case' } = given ?? {};
  return { strategy: 'templates', dataflow, objective, searches };
}
