import { agreementSchema } from './agreement-schema.ts';

/** The text of `scenarios/cross-checks/cross-check.schema.json`, which editors check such scenarios against. */
export function agreementSchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...agreementSchema, title: 'kjoule cross-check' }, null, 2)}\n`;
}
