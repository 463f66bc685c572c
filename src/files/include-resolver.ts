import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ResolveInclude } from '../hardware/with-includes.ts';
import { builtInNames, builtInPath } from './built-in.ts';
import { shownPath } from './place.ts';
import { readInputText } from './read-input.ts';
import type { FoundFile } from './resolve-reference.ts';

/**
 * Finds the files a spec includes: relative to the file that includes them, or a built-in spec by name. One file always
 * comes back under one name, whatever links lead to it.
 */
export async function includeResolver(first: FoundFile, cwd: string): Promise<ResolveInclude> {
  const paths = new Map([[first.shown, first.path]]);
  const names = new Map([[await realpath(first.path), first.shown]]);
  return async (written, from) => {
    const path = await includedPath(written, paths.get(from) ?? resolve(cwd, from));
    const real = await realpath(path).catch(() => path);
    const file = names.get(real) ?? shownPath(path, cwd);
    names.set(real, file);
    paths.set(file, path);
    return { file, text: await readInputText(path, file) };
  };
}

async function includedPath(written: string, from: string): Promise<string> {
  const builtIn = /[\\/.]/.test(written) ? [] : await builtInNames('hardware');
  return builtIn.includes(written) ? builtInPath('hardware', written) : resolve(dirname(from), written);
}
