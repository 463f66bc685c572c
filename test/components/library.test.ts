import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readComponentLibrary } from '../../src/components/library.ts';
import { librarySchemaText } from '../../src/components/library-schema.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import { shippedFiles, shippedLibrary } from './shipped.ts';

const row = `
components:
  - name: tiny
    class: sram
    technology: { node: 45 nm, voltage: 0.9 V }
    width: 64 bit
    points: [{ capacity: 8 KiB, actions: { read: 10 pJ, write: 10 pJ } }]
    capacityExponent: 0.5
    area: unknown
    leakage: unknown
    source: "Horowitz, ISSCC 2014"
    confidence: high
`;

async function faults(...texts: string[]): Promise<readonly Issue[]> {
  try {
    await readComponentLibrary(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
}

describe('what the component library accepts', () => {
  test('a complete row', async () => {
    expect(await faults(row)).toEqual([]);
  });

  test('no row without a source: every figure says where it comes from', async () => {
    const [issue] = await faults(row.replace(/^ {4}source.*\n/m, ''));
    expect(issue).toMatchObject({ code: 'missing-key', file: '0.yaml', line: 3 });
    expect(issue!.message).toContain('source');
    expect(await faults(row.replace('"Horowitz, ISSCC 2014"', '""'))).toHaveLength(1);
  });

  test('no row without a unit, a technology or a width', async () => {
    expect((await faults(row.replace('read: 10 pJ', 'read: "10"')))[0]).toMatchObject({
      code: 'missing-unit',
      path: 'components[0].points[0].actions.read',
    });
    expect((await faults(row.replace(/^ {4}technology.*\n/m, '')))[0]!.message).toContain('technology');
    expect((await faults(row.replace(/^ {4}width.*\n/m, '')))[0]).toMatchObject({ code: 'missing-key' });
  });

  test('no two rows of one name, in one file or in two', async () => {
    expect((await faults(row, row))[0]).toMatchObject({ code: 'duplicate-name', file: '1.yaml', found: 'tiny' });
  });

  test('no memory that can be read but not written', async () => {
    expect((await faults(row.replace(', write: 10 pJ', '')))[0]).toMatchObject({ code: 'missing-action' });
  });

  test('no area table that does not exist', async () => {
    const [issue] = await faults(row.replace('area: unknown', 'area: { table: nowhere }'));
    expect(issue).toMatchObject({ code: 'unknown-area-table', found: 'nowhere', path: 'components[0].area.table' });
  });

  test('every fault of every file is reported at once', async () => {
    const broken = row.replace('45 nm', '45 kg').replace('8 KiB', '8 KB');
    expect((await faults(broken, broken.replace('tiny', 'other'))).map((each) => each.file)).toEqual([
      '0.yaml',
      '0.yaml',
      '1.yaml',
      '1.yaml',
    ]);
  });
});

describe('the library that is shipped', () => {
  test('every row names a paper or says what it is derived from', async () => {
    for (const each of (await shippedLibrary()).rows.values()) {
      expect(each.source, each.name).toMatch(/(19|20)\d\d/);
    }
  });

  test('every file starts with the line editors need', () => {
    for (const { file, text } of shippedFiles()) {
      expect(text.split('\n')[0], file).toBe('# yaml-language-server: $schema=./components.schema.json');
    }
  });

  test('the schema file is the one the reader uses', () => {
    const file = new URL('../../hardware-specs/components/components.schema.json', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(librarySchemaText());
  });
});
