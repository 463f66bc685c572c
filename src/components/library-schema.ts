import { libraryFileSchema } from './library-file.ts';

/** The text of `hardware-specs/components/components.schema.json`, which editors check the library's files against. */
export function librarySchemaText(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return `${JSON.stringify({ ...head, ...libraryFileSchema, title: 'kjoule component library' }, null, 2)}\n`;
}
