import { InputError } from '../shared/issue.ts';
import type { CompressionEngine, CompressionInput, WeightTensor } from './engine.ts';

/** Figures of importance, as `namedWeights` reads them, in the form engines take. */
export function importanceOf(weights: ReadonlyMap<string, WeightTensor>): NonNullable<CompressionInput['importance']> {
  return new Map([...weights].map(([name, { data }]) => [name, data]));
}

/** Options that make an engine heed the importance it is given; an InputError when it cannot or is told otherwise. */
export function withImportance(
  engine: CompressionEngine,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { properties = {} } = engine.options as { readonly properties?: object };
  const fault = (code: string, message: string) =>
    new InputError([{ code, severity: 'error', message, path: 'importance' }]);
  if (!Object.hasOwn(properties, 'importance')) {
    throw fault('key-without-effect', `"${engine.name}" does not weigh vectors by importance`);
  }
  if (![undefined, 'given'].includes(options.importance as undefined)) {
    throw fault('conflicting-keys', `importance is given, but the engine is to weigh by "${options.importance}"`);
  }
  return { ...options, importance: 'given' };
}
