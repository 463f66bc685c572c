import { Ajv } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { InputError } from '../shared/issue.ts';
import { pathText } from '../shared/path-text.ts';
import { schemaFaults } from '../shared/schema-faults.ts';

let ajv: Ajv | undefined;

/** Options that fit their schema; throws an InputError with every fault, nearest names included. */
export function readOptions<S extends TSchema>(schema: S, options: Readonly<Record<string, unknown>>): Static<S> {
  ajv ??= new Ajv({ allErrors: true, verbose: true, strict: false, strictNumbers: true, logger: false });
  const validate = ajv.compile(schema);
  if (validate(options)) return options as Static<S>;
  throw new InputError(
    schemaFaults(validate.errors ?? [], options).map(({ path, fault }) => {
      const { at: _, ...words } = fault;
      return { ...words, severity: 'error' as const, path: pathText(path) };
    }),
  );
}
