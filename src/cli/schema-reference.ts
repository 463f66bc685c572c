import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a file names its schema for editors: relative where they lie close together, else as a URL. */
export function schemaReference(file: string, schema: string): string {
  const short = relative(dirname(file), schema).replaceAll('\\', '/');
  if (short.startsWith('../../../..')) return pathToFileURL(schema).href;
  return short.startsWith('.') ? short : `./${short}`;
}
