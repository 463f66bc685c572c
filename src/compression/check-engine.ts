import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import { InputError } from '../shared/issue.ts';
import type { CompressionEngine } from './engine.ts';
import { engines } from './engines/index.ts';

/** The engine a module exports; `reference` is how the user named the module. Throws an InputError with every fault. */
export function checkEngine(reference: string, exported: unknown): CompressionEngine {
  if (typeof exported !== 'object' || exported === null) {
    throw invalid(reference, ['has no default export that is an engine']);
  }
  const engine = exported as Partial<CompressionEngine>;
  const named = typeof engine.name === 'string' && /^[\w@][\w@./-]*$/.test(engine.name);
  const faults = [
    ...(named ? [] : ['has no name of letters, digits and hyphens']),
    ...(typeof engine.description === 'string' ? [] : ['has no description']),
    ...(typeof engine.compress === 'function' ? [] : ['has no function compress']),
    ...schemaFaults(engine.options),
  ];
  if (faults.length > 0) throw invalid(reference, faults);
  if (engines.some(({ name }) => name === engine.name)) throw duplicate(reference, engine.name!);
  return engine as CompressionEngine;
}

function schemaFaults(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return ['has no options: a JSON Schema, {} to accept anything'];
  try {
    new Ajv({ strict: false, logger: false }).compile(schema as TSchema);
    return [];
  } catch (error) {
    return [`has options that are no JSON Schema (${error instanceof Error ? error.message.split('\n')[0] : error})`];
  }
}

function invalid(reference: string, faults: readonly string[]): InputError {
  return new InputError(
    faults.map((fault) => ({
      code: 'engine-invalid',
      severity: 'error' as const,
      message: `the engine module "${reference}" ${fault}`,
      found: reference,
      accepted: 'a module whose default export has name, description, options and compress',
    })),
  );
}

function duplicate(reference: string, name: string): InputError {
  const message = `the engine of "${reference}" is called "${name}", as one that is built in`;
  return new InputError([
    { code: 'duplicate-engine', severity: 'error', message, found: name, hint: 'give it another name' },
  ]);
}
