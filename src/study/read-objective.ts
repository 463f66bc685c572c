import type { Objective } from '../mapper/mapper.ts';
import { plainObjectives } from '../mapper/objective.ts';
import { nearest } from '../shared/nearest.ts';
import { quantityKinds } from '../shared/unit-table.ts';
import { loadUnits } from '../shared/units.ts';

/** What an objective may be, in words. */
export const acceptedObjectives = `${plainObjectives.join(', ')}, energy within 200 us, or energy / 1 uJ + latency / 10 us`;

/** What is wrong with an objective; the shape of a document fault. */
export interface ObjectiveFault {
  readonly code: string;
  readonly message: string;
  readonly found: string;
  readonly accepted: string;
  readonly hint?: string;
}

export function isFault(read: Objective | ObjectiveFault): read is ObjectiveFault {
  return typeof read === 'object' && 'code' in read;
}

/**
 * `energy`, `latency`, `energy-delay`, `energy within 200 us` (the least energy of what takes no longer) or
 * `energy / 1 uJ + latency / 10 us` (so much of one weighs as much as so much of the other).
 */
export async function readObjective(text: string): Promise<Objective | ObjectiveFault> {
  const plain = plainObjectives.find((name) => name === text.trim());
  if (plain !== undefined) return plain;
  const within = /^\s*energy\s+within\s+(.+)$/.exec(text);
  const sum = /^\s*energy\s*\/(.+)\+\s*latency\s*\/(.+)$/.exec(text);
  if (within === null && sum === null) return unknown(text);
  const units = await loadUnits();
  const positive = (quantity: string, kind: 'pj' | 'ns'): number | ObjectiveFault => {
    const value = units.read(quantity.trim(), kind);
    const example = kind === 'ns' ? '200 us' : '1 uJ';
    if (typeof value !== 'number') return { ...value, accepted: `${quantityKinds[kind].name}, such as ${example}` };
    if (value !== 0) return value;
    const accepted = `more than 0, such as ${example}`;
    return {
      code: 'out-of-range',
      message: within === null ? 'an objective cannot count in units of nothing' : 'no mapping takes no time',
      found: quantity.trim(),
      accepted,
    };
  };
  if (within !== null) {
    const ns = positive(within[1]!, 'ns');
    return typeof ns === 'number' ? { kind: 'within', ns } : ns;
  }
  const pj = positive(sum![1]!, 'pj');
  const ns = positive(sum![2]!, 'ns');
  if (typeof pj !== 'number') return pj;
  return typeof ns === 'number' ? { kind: 'sum', pj, ns } : ns;
}

/** By other names they have in the field. */
const alsoCalled: Readonly<Record<string, string | undefined>> = {
  edp: 'energy-delay',
  'energy-delay-product': 'energy-delay',
  delay: 'latency',
  cycles: 'latency',
  time: 'latency',
};

function unknown(text: string): ObjectiveFault {
  const meant = alsoCalled[text.trim().toLowerCase()] ?? nearest(text, plainObjectives);
  return {
    code: 'wrong-value',
    message: 'this is no objective',
    found: `"${text}"`,
    accepted: acceptedObjectives,
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  };
}
