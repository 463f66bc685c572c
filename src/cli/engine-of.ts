import type { CompressionEngine } from '../compression/engine.ts';
import { findEngine } from '../compression/find-engine.ts';
import { loadEngine } from '../files/load-engine.ts';
import type { Place } from '../files/place.ts';
import { isModuleFile } from '../files/resolve-module.ts';
import { InputError } from '../shared/issue.ts';

/** A built-in engine by name; a module where the name is a path or of no engine. */
export async function engineOf(reference: string, place: Place): Promise<CompressionEngine> {
  if (isModuleFile(reference) || reference.startsWith('@')) return loadEngine(reference, place);
  try {
    return findEngine(reference);
  } catch (unknown) {
    return loadEngine(reference, place).catch((error: unknown) => {
      const isPackage = error instanceof InputError && error.issues[0]?.code !== 'engine-not-found';
      throw isPackage ? error : unknown;
    });
  }
}
