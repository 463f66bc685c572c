import { readdir } from 'node:fs/promises';
import { type ComponentLibrary, readComponentLibrary } from '../components/library.ts';
import { packagePath } from './package-root.ts';
import { shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

const folder = 'hardware-specs/components';

/** The component library the package ships. */
export async function loadLibrary(cwd: string): Promise<ComponentLibrary> {
  const files = (await readdir(packagePath(folder))).filter((file) => file.endsWith('.yaml')).sort();
  const sources = files.map(async (name) => {
    const path = packagePath(folder, name);
    const file = shownPath(path, cwd);
    return { file, text: await readInputText(path, file) };
  });
  return readComponentLibrary(await Promise.all(sources));
}
