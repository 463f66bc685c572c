import { loadUnits, type UnitFault } from '../shared/units.ts';

/** How long the search for one mapping may take, in ms: `10 s`. */
export async function readTimeLimit(text: string | number): Promise<number | UnitFault> {
  const ns = (await loadUnits()).read(text, 'ns');
  return typeof ns === 'number' ? ns / 1e6 : { ...ns, accepted: 'a time, such as 10 s' };
}
