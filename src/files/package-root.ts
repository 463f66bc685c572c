import { fileURLToPath } from 'node:url';

/** A file or folder of this package; the same from `src/` and from `dist/`. */
export function packagePath(...parts: readonly string[]): string {
  return fileURLToPath(new URL(`../../${parts.join('/')}`, import.meta.url));
}
