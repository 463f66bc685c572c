import type { Section } from '../../shared/section.ts';

/** Picojoules of each action of one component, as an energy reference table has them: the dearest of several arguments. */
export type ActionEnergies = ReadonlyMap<string, number>;

/** By component name: `system.PE.RF[1..64]` is `RF`. */
export function readEnergies(section: Section): ReadonlyMap<string, ActionEnergies> {
  const tables = (Array.isArray(section.value) ? section : section.need('tables'))?.list() ?? [];
  return new Map(tables.map((table) => [componentName(table), readActions(table)]));
}

function readActions(table: Section): ActionEnergies {
  const energies = new Map<string, number>();
  for (const action of table.need('actions')?.list() ?? []) {
    const name = action.need('name')?.text();
    const energyPj = action.need('energy')?.number();
    if (name === undefined || energyPj === undefined) continue;
    energies.set(name, Math.max(energyPj, energies.get(name) ?? 0));
  }
  return energies;
}

/** Areas of one instance by component name, in the unit of the table (µm² from Accelergy). */
export function readAreas(section: Section): ReadonlyMap<string, number> {
  const tables = (Array.isArray(section.value) ? section : section.need('tables'))?.list() ?? [];
  return new Map(tables.map((table) => [componentName(table), table.need('area')?.number() ?? 0]));
}

function componentName(table: Section): string {
  const text = table.need('name')?.text() ?? '';
  return text
    .replace(/\[\d+\.\.\d+\]$/, '')
    .split('.')
    .at(-1)!;
}

/** What Timeloop takes for each of its actions, the first that is there. */
const actionNames = {
  read: ['random_read', 'read'],
  fill: ['random_fill', 'random_write', 'fill', 'write'],
  update: ['random_update', 'random_write', 'update', 'write'],
  compute: ['mac_random', 'mult_random', 'mac', 'mult', 'compute'],
} as const;

/** null: the table has no price for it. */
export function energyOf(energies: ActionEnergies | undefined, action: keyof typeof actionNames): number | null {
  const name = actionNames[action].find((each) => energies?.has(each));
  return name === undefined ? null : (energies?.get(name) ?? null);
}
