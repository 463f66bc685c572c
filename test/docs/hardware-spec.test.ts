import { describe, expect, test } from 'vitest';
import { loadLibrary } from '../../src/files/load-library.ts';
import { loadWorkload } from '../../src/files/load-workload.ts';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { simulate } from '../../src/simulate.ts';
import { codeBlocks, read, root } from './documents.ts';

describe('docs/hardware-spec.md', () => {
  const text = read('docs/hardware-spec.md');

  test('explains every key of the schema, and no other', () => {
    const schema = JSON.parse(read('hardware-specs/accelerator.schema.json')) as Schema;
    const documented = [...text.matchAll(/^\| `([\w.[\]]+)` \|/gm)].map((match) => match[1]!);
    const keys = [...new Set(keysOf(schema).map(asDocumented))];
    expect([...new Set(documented)].sort()).toEqual(keys.sort());
  });

  test('its example is a spec that reads, prices and runs', async () => {
    const [spec] = codeBlocks(text, 'yaml');
    const hardware = await readHardware('example.yaml', spec!);
    expect(hardware.levels.map((level) => level.name)).toEqual(['DRAM', 'buffer', 'PE']);
    const library = await loadLibrary(root);
    const workload = await loadWorkload('lenet5', { cwd: root, folder: root }, { batch: 1 });
    const result = await simulate({
      title: '',
      command: '',
      workload,
      batch: 1,
      hardware,
      library,
      convention: 'port',
      mapper: { strategy: 'templates', dataflow: hardware.dataflow, objective: 'energy' },
    });
    expect(result.uncosted.map((each) => each.node)).toEqual([]);
    expect(result.totals.energyPj).toBeGreaterThan(0);
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

/** Every key of a schema as a path: `levels[].fanout.x`. */
function keysOf(schema: Schema, path = ''): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const own = path === '' ? key : `${path}.${key}`;
    return [own, ...keysOf(value, own)];
  });
  const inItems = schema.items === undefined ? [] : keysOf(schema.items, `${path}[]`);
  return [...below, ...(schema.anyOf ?? []).flatMap((each) => keysOf(each, path)), ...inItems];
}

/** Keys of levels and memories stand without their path, those of components under `component`. */
function asDocumented(key: string): string {
  return key.replace(/^.*\bcomponent\./, 'component.').replace(/^levels\[\]\.(memories\[\]\.)?/, '');
}
