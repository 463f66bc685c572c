import type { Fault } from '../../shared/document.ts';

/** Options of an engine under which vectors of one cluster are not alike, so that re-training would pull them wrongly. */
export function conflictFree(options: Readonly<Record<string, unknown>>): readonly Fault[] {
  if (options.scale !== 'per-channel') return [];
  const message =
    're-training pulls vectors to the mean of their cluster: it needs tables that hold the vectors themselves';
  return [{ code: 'conflicting-keys', message, found: 'scale', accepted: 'scale: none' }];
}
