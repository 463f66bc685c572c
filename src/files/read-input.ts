import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { systemReasons } from './system-reasons.ts';

const largestFile = 512 * 1024 * 1024;

/** A file's bytes; whatever keeps them from being read is an `InputError` about the name, without a file of its own. */
export async function readInputBytes(path: string, shown: string): Promise<Uint8Array> {
  try {
    const { size, ...facts } = await stat(path).then((found) => ({
      size: found.size,
      isFolder: found.isDirectory(),
      isFile: found.isFile(),
    }));
    if (facts.isFolder) throw refusal('is-a-folder', `"${shown}" is a folder, not a file`, shown);
    if (!facts.isFile) throw refusal('not-a-file', `"${shown}" is not an ordinary file`, shown);
    if (size > largestFile) throw tooLarge(shown, size);
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw await unreadable(error as NodeJS.ErrnoException, path, shown);
  }
}

/** A file's text. What is not UTF-8 becomes U+FFFD, which the readers of YAML report with its place. */
export async function readInputText(path: string, shown: string): Promise<string> {
  return new TextDecoder().decode(await readInputBytes(path, shown));
}

function refusal(code: string, message: string, found: string, words: Partial<Issue> = {}): InputError {
  return new InputError([{ code, severity: 'error', message, found, ...words }]);
}

function tooLarge(shown: string, size: number): InputError {
  const message = `"${shown}" is too large to be meant`;
  return refusal('file-too-large', message, `${size} bytes`, { accepted: `at most ${largestFile} bytes` });
}

async function unreadable(error: NodeJS.ErrnoException, path: string, shown: string): Promise<InputError> {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    const meant = await neighbour(path);
    const hint = meant === undefined ? {} : { hint: `did you mean "${join(dirname(shown), meant)}"?` };
    return refusal('file-not-found', `there is no file "${shown}"`, shown, hint);
  }
  const reason = systemReasons[error.code ?? ''] ?? error.code ?? error.message;
  return refusal('cannot-read', `"${shown}" cannot be read: ${reason}`, shown);
}

async function neighbour(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  return nearest(basename(path), names);
}
