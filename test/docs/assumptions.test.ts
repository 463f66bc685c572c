import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assumptions, relevantAssumptions } from '../../src/cost/assumptions.ts';
import { sketchHardware } from '../support/hardware.ts';
import { read, root } from './documents.ts';

describe('docs/assumptions.md', () => {
  const headings = [...read('docs/assumptions.md').matchAll(/^(#{2,3}) (?:(A\d+)\. )?(.+)$/gm)];
  const shipped = headings.findIndex((heading) => heading[3] === 'The accelerators that ship');
  const compressed = headings.findIndex((heading) => heading[3] === 'Compressed weights');
  const numbered = (part: typeof headings) => part.filter((heading) => heading[2] !== undefined);

  test('numbers are consecutive', () => {
    expect(numbered(headings).map((heading) => heading[2])).toEqual(
      numbered(headings).map((_, index) => `A${index + 1}`),
    );
  });

  test('its headings are the sentences results show', () => {
    const documented = numbered([...headings.slice(0, shipped), ...headings.slice(compressed)]).map((heading) => ({
      id: heading[2],
      text: heading[3],
    }));
    expect(assumptions).toEqual(documented);
  });

  test('a result shows those that play a part in it', () => {
    const levels = [{ name: 'DRAM' }, { name: 'PE', roles: [], block: 1 }] as const;
    const ids = (convention: string) =>
      relevantAssumptions({ hardware: sketchHardware(levels), convention, layers: [] }).map((each) => each.id);
    expect(ids('port')).toEqual(expect.arrayContaining(['A1', 'A5', 'A12', 'A24']));
    for (const absent of ['A10', 'A14', 'A15', 'A19', 'A22']) expect(ids('port')).not.toContain(absent);
    expect(ids('timeloop')).toContain('A15');
    for (const absent of ['A5', 'A12', 'A13', 'A17']) expect(ids('timeloop')).not.toContain(absent);
  });

  test('numbers that code and documents cite exist', () => {
    const last = numbered(headings).length;
    const sources = ['src', 'docs', 'hardware-specs'].flatMap((folder) =>
      readdirSync(root + folder, { recursive: true })
        .map((name) => `${folder}/${name}`)
        .filter((name) => /\.(ts|md|yaml)$/.test(name)),
    );
    const cited = sources.flatMap((name) =>
      [...read(name).matchAll(/\bassumptions? A(\d+)|\(A(\d+)\)|, A(\d+)\)/g)].map((match) =>
        Number(match[1] ?? match[2] ?? match[3]),
      ),
    );
    expect(cited.length).toBeGreaterThan(3);
    expect(cited.filter((number) => number < 1 || number > last)).toEqual([]);
  });
});
