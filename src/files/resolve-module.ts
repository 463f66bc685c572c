import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';

/** Whether a reference names a file, not a package. */
export function isModuleFile(reference: string): boolean {
  return /^\.{0,2}[\\/]|^[A-Za-z]:[\\/]|\.[cm]?[jt]s$/.test(reference);
}

/**
 * Where a module lies: a file relative to the folder, or a package as Node would find it from there. Undefined when no such
 * package is installed; a file that cannot be read is an InputError.
 */
export async function resolveModule(reference: string, place: Place): Promise<string | undefined> {
  if (isModuleFile(reference)) {
    const path = resolve(place.folder, reference);
    await readInputBytes(path, shownPath(path, place.cwd));
    return pathToFileURL(path).href;
  }
  const require = createRequire(join(place.folder, 'scenario.js'));
  try {
    const path = require.resolve(reference);
    return path === reference ? undefined : pathToFileURL(path).href;
  } catch {
    return importOnly(reference, require.resolve.paths(reference) ?? []);
  }
}

/** The entry of a package that offers itself to `import` only, which `require.resolve` does not see. */
function importOnly(reference: string, folders: readonly string[]): string | undefined {
  const [, name = '', inner = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.+)?$/.exec(reference) ?? [];
  const folder = folders.map((each) => join(each, name)).find((each) => existsSync(join(each, 'package.json')));
  if (folder === undefined) return undefined;
  try {
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports?: unknown };
    const all = Object(exports) as Record<string, unknown>;
    const target = importTarget(`.${inner}` in all ? all[`.${inner}`] : inner === '' ? exports : undefined);
    return target === undefined ? undefined : pathToFileURL(join(folder, target)).href;
  } catch {
    return undefined;
  }
}

/** The first of nested conditions that Node takes for `import`. */
function importTarget(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (typeof entry !== 'object' || entry === null) return undefined;
  const taken = Object.entries(entry).find(([condition]) => ['node', 'import', 'default'].includes(condition));
  return importTarget(taken?.[1]);
}
