import { scenarioSchema } from './scenario-schema.ts';

/** The text of `scenarios/scenario.schema.json`, which editors check scenarios against. */
export function scenarioSchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...scenarioSchema, title: 'kjoule scenario' }, null, 2)}\n`;
}
