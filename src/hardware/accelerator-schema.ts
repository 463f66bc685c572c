import { hardwareFileSchema } from './schema.ts';

/** The text of `hardware-specs/accelerator.schema.json`, which editors check specs against. */
export function acceleratorSchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...hardwareFileSchema, title: 'kjoule accelerator' }, null, 2)}\n`;
}
