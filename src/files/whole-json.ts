import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolderSync } from './make-folder.ts';

/** undefined: there is no such file, or it is no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A failure leaves nothing behind, and is no fault: what was to be remembered is found out again another time. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    makeFolderSync(dirname(path));
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {
      // There was no folder to leave it in.
    }
  }
}
