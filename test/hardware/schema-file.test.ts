import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { acceleratorSchemaText } from '../../src/hardware/accelerator-schema.ts';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { exampleSpec } from './example-spec.ts';

const folder = new URL('../../hardware-specs/', import.meta.url);
const specs = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('hardware-specs/accelerator.schema.json', () => {
  test('is what scripts/write-schemas.ts writes', () => {
    expect(readFileSync(new URL('accelerator.schema.json', folder), 'utf8')).toBe(acceleratorSchemaText());
  });

  test('accepts a right spec and refuses a wrong one when used alone, as an editor does', () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(acceleratorSchemaText()));
    expect(validate(parse(exampleSpec))).toBe(true);
    expect(validate(parse(exampleSpec.replace('capacity', 'capcity')))).toBe(false);
  });

  test('explains every key', () => {
    const undocumented: string[] = [];
    const visit = (schema: Record<string, unknown>, path: string) => {
      const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>;
      for (const [key, child] of Object.entries(properties)) {
        if (child.description === undefined && child.properties === undefined) undocumented.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
      if (schema.items) visit(schema.items as Record<string, unknown>, `${path}[]`);
    };
    visit(JSON.parse(acceleratorSchemaText()) as Record<string, unknown>, '');
    expect(undocumented).toEqual([]);
  });
});

describe.runIf(specs.length > 0)('shipped specs', () => {
  test.each(specs)('%s is read without a fault and names its schema on the first line', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const resolve = async (path: string) => ({ file: path, text: readFileSync(new URL(path, folder), 'utf8') });
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./accelerator.schema.json');
    await expect(readHardware(name, text, resolve)).resolves.toMatchObject({ levels: expect.any(Array) });
  });
});
