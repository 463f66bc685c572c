import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadMapping } from '../files/load-mapping.ts';
import { isMappingText } from '../study/is-mapping-text.ts';
import type { Terminal } from './terminal.ts';

/** A file there is, or the mapping itself: on a command line `;` and `\n` separate its lines. */
export async function readMapping(written: string, { cwd }: Terminal): Promise<{ file: string; text: string }> {
  const isFile = await stat(resolve(cwd, written)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile || (written.trim() !== '' && !isMappingText(written))) return loadMapping(written, { cwd, folder: cwd });
  return { file: '--mapping', text: written.replace(/\\n|;/g, '\n') };
}
