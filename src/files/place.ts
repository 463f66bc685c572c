import { isAbsolute, relative, resolve } from 'node:path';

/** Where names of files start from. */
export interface Place {
  /** The user's current folder: names are shown relative to it. */
  readonly cwd: string;
  /** The folder that names are relative to. */
  readonly folder: string;
}

/** A path as messages show it: short below the current folder, else whole. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? resolve(path) : short;
}
