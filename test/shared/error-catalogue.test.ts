import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const catalogue = readFileSync(new URL('docs/errors.md', root), 'utf8');
const documented = [...catalogue.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]!);
const own = catalogue
  .split(/^## /m)
  .filter((section) => /^(YAML files|Values|Quantities|Accelerators)\n/.test(section));
const ownCodes = own.flatMap((section) => [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]!));

const read = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('error-catalogue'))
    .map((name) => readFileSync(new URL(folder + name, root), 'utf8'))
    .join('\n');

const sources = read('src/shared/') + read('src/hardware/');
const tests = read('test/shared/') + read('test/hardware/');

describe('docs/errors.md', () => {
  test('no code is listed twice', () => {
    expect([...documented].sort()).toEqual([...new Set(documented)].sort());
  });

  test('every code raised while reading documents and accelerators is listed', () => {
    const raised = [
      ...sources.matchAll(/code: '([a-z]+(?:-[a-z]+)+)'/g),
      ...sources.matchAll(/(?:UnitError|refuse)\('([a-z]+(?:-[a-z]+)+)'/g),
      ...sources.matchAll(/fault\(\w+, \w+(?:\.\w+)?, '([a-z]+(?:-[a-z]+)+)'/g),
    ].map((match) => match[1]!);
    expect(new Set(raised).size).toBeGreaterThan(20);
    expect(documented).toEqual(expect.arrayContaining(raised));
  });

  test.each(ownCodes)('%s is raised somewhere and expected by a test', (code) => {
    expect(sources).toContain(`'${code}'`);
    expect(tests).toContain(`'${code}`);
  });
});
