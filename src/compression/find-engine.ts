import { InputError } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { CompressionEngine } from './engine.ts';
import { engines } from './engines/index.ts';

/** The engine of this name, built in or among `more`; throws an InputError with the names there are. */
export function findEngine(name: string, more: readonly CompressionEngine[] = []): CompressionEngine {
  const known = [...engines, ...more];
  const found = known.find((engine) => engine.name === name);
  if (found !== undefined) return found;
  const names = known.map((engine) => engine.name);
  const meant = nearest(name, names);
  throw new InputError([
    {
      code: 'unknown-engine',
      severity: 'error',
      message: `no compression engine is called "${name}"`,
      found: name,
      accepted: names.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    },
  ]);
}
