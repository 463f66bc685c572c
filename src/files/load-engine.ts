import { checkEngine } from '../compression/check-engine.ts';
import type { CompressionEngine } from '../compression/engine.ts';
import { InputError } from '../shared/issue.ts';
import type { Place } from './place.ts';
import { resolveModule } from './resolve-module.ts';

/**
 * A compression engine from a module of the user's: a file relative to the folder, or an installed package. What is wrong
 * with it is an InputError that names the module.
 */
export async function loadEngine(reference: string, place: Place): Promise<CompressionEngine> {
  const url = await resolveModule(reference, place);
  if (url === undefined) {
    throw refusal('engine-not-found', reference, `there is no package "${reference}"`, {
      hint: 'install it beside the scenario, or name a file such as ./my-engine.js',
    });
  }
  let module: { readonly default?: unknown };
  try {
    module = await import(url);
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).split('\n')[0];
    throw refusal('engine-failed', reference, `the engine module "${reference}" cannot be loaded: ${reason}`);
  }
  return checkEngine(reference, module.default);
}

function refusal(code: string, found: string, message: string, words: { readonly hint?: string } = {}): InputError {
  return new InputError([{ code, severity: 'error', message, found, ...words }]);
}
