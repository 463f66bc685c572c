import { layerListSchema } from './layer-list-schema.ts';

/** `scenarios/workload.schema.json`: what editors complete and check layer lists with. */
export function workloadSchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...layerListSchema, title: 'kjoule workload' }, null, 2)}\n`;
}
