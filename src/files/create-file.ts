import { randomUUID } from 'node:crypto';
import { link, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { makeFolder } from './make-folder.ts';
import { translateWriteError } from './write-error.ts';

/** A file to be written. */
export interface NewFile {
  readonly path: string;
  readonly shown: string;
  readonly overwrite: boolean;
}

/** Refuses a file that stands there already, before time is spent on its content. */
export async function checkNewFile({ path, shown, overwrite }: NewFile): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory()) {
    throw new InputError([{ code: 'is-a-folder', severity: 'error', message: `"${shown}" is a folder`, found: shown }]);
  }
  if (facts !== undefined && !overwrite) throw inTheWay(shown);
}

/** Writes a file whole or not at all; one that exists stays, unless it may be overwritten. */
export async function createFile({ path, shown, overwrite }: NewFile, content: string | Uint8Array): Promise<void> {
  await translateWriteError(shown, async () => {
    await makeFolder(dirname(path));
    const draft = `${path}.${randomUUID()}.part`;
    try {
      await writeFile(draft, content);
      if (overwrite) await rename(draft, path);
      else await link(draft, path);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? inTheWay(shown) : error;
    } finally {
      await rm(draft, { force: true });
    }
  });
}

function inTheWay(shown: string): InputError {
  const message = `"${shown}" exists already`;
  const hint = 'choose another name, or overwrite it with --force';
  return new InputError([{ code: 'file-exists', severity: 'error', message, found: shown, hint }]);
}
