import { retrainingSchema } from './retraining-schema.ts';

/** The text of `scenarios/retraining.schema.json`, which editors check re-training scenarios against. */
export function retrainingSchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...retrainingSchema, title: 'kjoule re-training scenario' }, null, 2)}\n`;
}
