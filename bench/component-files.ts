import { readdirSync, readFileSync } from 'node:fs';

/** The component library's files, as `readComponentLibrary` takes them. */
export function componentFiles(): { file: string; text: string }[] {
  const folder = new URL('../hardware-specs/components/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
}
