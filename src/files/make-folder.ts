import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those missing above it, one by one: Node's own `recursive` never returns where a file system refuses a
 * folder with "not found", as /proc does.
 */
export function makeFolderSync(path: string): void {
  const missing: string[] = [];
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  for (const each of missing) makeOne(each);
}

/** The same, of which a failure is a promise that is not kept. */
export async function makeFolder(path: string): Promise<void> {
  makeFolderSync(path);
}

/** Another process may have been first. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
