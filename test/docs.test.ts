import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { assumptions, relevantAssumptions } from '../src/cost/assumptions.ts';
import { estimateLayer } from '../src/cost/estimate.ts';
import { conventions } from '../src/dataflow/conventions/index.ts';
import { elementBits } from '../src/dataflow/element-bits.ts';
import { capacityIssues } from '../src/dataflow/fit.ts';
import { buildNest } from '../src/dataflow/nest.ts';
import { loadHardware } from '../src/files/load-hardware.ts';
import { loadLibrary } from '../src/files/load-library.ts';
import { loadWorkload } from '../src/files/load-workload.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { parseMapping } from '../src/mapping/parse.ts';
import { printMapping } from '../src/mapping/print.ts';
import { validateMapping } from '../src/mapping/validate.ts';
import { InputError } from '../src/shared/issue.ts';
import { simulate } from '../src/simulate.ts';
import { convolutionLayer } from '../src/workload/layers.ts';
import type { Problem } from '../src/workload/problem.ts';
import { sketchHardware } from './support/hardware.ts';
import { pricesOf } from './support/prices.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');

/** Rows of the tables below a heading, cells trimmed, without head and rule. */
function tableRows(text: string): string[][] {
  const cells = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim());
  return text
    .split('\n')
    .filter((line, index, all) => line.startsWith('|') && !/^\|[-|]+\|$/.test(line) && !/^\|[-|]+\|$/.test(all[index + 1] ?? ''))
    .map(cells);
}

function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);
}

describe('docs/assumptions.md', () => {
  const headings = [...read('docs/assumptions.md').matchAll(/^(#{2,3}) (?:(A\d+)\. )?(.+)$/gm)];
  const shipped = headings.findIndex((heading) => heading[3] === 'The accelerators that ship');
  const numbered = (part: typeof headings) => part.filter((heading) => heading[2] !== undefined);

  test('numbers are consecutive', () => {
    expect(numbered(headings).map((heading) => heading[2])).toEqual(numbered(headings).map((_, index) => `A${index + 1}`));
  });

  test('its headings are the sentences results show', () => {
    const documented = numbered(headings.slice(0, shipped)).map((heading) => ({ id: heading[2], text: heading[3] }));
    expect(assumptions).toEqual(documented);
  });

  test('a result shows those that play a part in it', () => {
    const levels = [{ name: 'DRAM' }, { name: 'PE', roles: [], block: 1 }] as const;
    const ids = (convention: string) =>
      relevantAssumptions({ hardware: sketchHardware(levels), convention }).map((each) => each.id);
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
      [...read(name).matchAll(/\bassumptions? A(\d+)|\(A(\d+)\)|, A(\d+)\)/g)].map((match) => Number(match[1] ?? match[2] ?? match[3])),
    );
    expect(cited.length).toBeGreaterThan(3);
    expect(cited.filter((number) => number < 1 || number > last)).toEqual([]);
  });
});

describe('docs/conventions.md', () => {
  const text = read('docs/conventions.md');
  const [lineText, windowText] = codeBlocks(text, 'mapping') as [string, string];
  const hardware = sketchHardware(
    [
      { name: 'DRAM', x: 2, y: 2, energyPj: { read: 200, write: 200, update: 200 } },
      { name: 'PE', words: 1000 },
    ],
    1,
  );
  const names = conventions.map((convention) => convention.name);

  /** What a mapping of the example hardware costs under each convention. */
  function estimates(layer: ReturnType<typeof convolutionLayer>, mappingText: string) {
    const mapping = parseMapping(mappingText, layer.problem, hardware);
    expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
    const prices = new Map(pricesOf(hardware));
    const network = prices.get('DRAM network')!;
    const two = { energyPj: 2, bits: 16, source: 'example' };
    prices.set('DRAM network', { ...network, actions: { deliver: two, reduce: two } });
    // Below the PE there is a wire in the model; the example leaves it out.
    const free = { energyPj: 0, bits: 16, source: 'example' };
    prices.set('PE network', { ...prices.get('PE network')!, actions: { deliver: free, reduce: free } });
    return conventions.map((convention) => estimateLayer({ layer, hardware, prices, convention, mapping }));
  }

  const line = estimates(
    convolutionLayer({ name: 'line', inputChannels: 4, outputChannels: 2, input: [6, 1], kernel: [3, 1] }),
    lineText,
  );
  const section = (heading: string) => text.split(/^## /m).find((part) => part.startsWith(heading))!;

  test('the tables name the conventions in the order of the list', () => {
    for (const head of text.match(/^\| Component.*$/gm)!) {
      expect([...head.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(names);
    }
  });

  test('every count of the example is what the code counts, and none is missing', () => {
    const rows = tableRows(section('An example by hand')).filter((cells) => cells.length === 6);
    const documented = rows.map(([component, action, operand, ...counts]) => ({
      key: `${component} ${action} ${operand}`,
      counts: counts.map((count) => (count === '-' ? 0 : Number(count))),
    }));
    const keys = new Set(line.flatMap(({ actions }) => actions.map((a) => `${a.component} ${a.action} ${a.operand}`)));
    const counted = [...keys]
      .filter((key) => !key.startsWith('MAC') && !key.startsWith('PE network'))
      .map((key) => ({
        key,
        counts: line.map(({ actions }) =>
          actions
            .filter((a) => `${a.component} ${a.action} ${a.operand}` === key)
            .reduce((sum, a) => sum + a.count, 0),
        ),
      }));
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
    expect(documented.sort(byKey)).toEqual(counted.sort(byKey));
  });

  test('so is every energy', () => {
    const rows = tableRows(section('An example by hand')).filter((cells) => cells.length === 4);
    const energies = new Map(rows.map(([component, ...each]) => [component!, each.map(Number)]));
    for (const component of ['DRAM', 'DRAM network', 'PE', 'MAC']) {
      const counted = line.map(({ actions }) =>
        actions.filter((a) => a.component === component).reduce((sum, a) => sum + a.energyPj, 0),
      );
      expect(energies.get(component), component).toEqual(counted);
    }
    expect(energies.get('Total')).toEqual(line.map((estimate) => estimate.energyPj));
  });

  test('a tile that moves along two ranks: the words in the table', () => {
    const window = estimates(
      convolutionLayer({ name: 'window', inputChannels: 1, outputChannels: 1, input: [6, 6], kernel: [3, 3] }),
      windowText,
    );
    const [row] = tableRows(section('Where `timeloop` counts other transfers'));
    const reads = window.map(
      ({ actions }) => actions.find((a) => a.component === 'DRAM' && a.action === 'read' && a.operand === 'I')?.count,
    );
    expect(row!.slice(1).map(Number)).toEqual(reads);
  });
});

describe('docs/mapping.md', () => {
  const text = read('docs/mapping.md');
  const place = { cwd: root, folder: root };

  async function spoken(words: string) {
    const facts = Object.fromEntries([...words.matchAll(/(\w+)=(\S+)/g)].map((match) => [match[1], match[2]!]));
    const library = await loadLibrary(root);
    const hardware = await loadHardware(facts.hardware!, place, library);
    const workload = await loadWorkload(facts.workload!, place, { batch: Number(facts.batch ?? 1) });
    return { hardware, layer: workload.layers.find((layer) => layer.name === facts.layer)! };
  }

  const examples = [...text.matchAll(/```mapping (.*)\n([\s\S]*?)```/g)];

  test.each(examples.map((match) => [match[1]!, match[2]!]))('the mapping of %s is sound, fits, and prints as it reads', async (words, mappingText) => {
    const { hardware, layer } = await spoken(words);
    const mapping = parseMapping(mappingText, layer.problem, hardware);
    expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
    expect(capacityIssues(buildNest(layer.problem, hardware, mapping), hardware, elementBits(layer, hardware))).toEqual([]);
    expect(parseMapping(printMapping(mapping), layer.problem, hardware)).toEqual(mapping);
  });

  test('each example of a fault is refused with the code beside it', async () => {
    const { hardware, layer } = await spoken(examples[0]![1]!);
    const good = examples[0]![2]!;
    const rows = [...text.matchAll(/^\| `(.+?)` \| `(.+?)` \| `([\w-]+)` \|$/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const [instead, written, code] = row.slice(1).map((cell) => cell.replaceAll('\\|', '|')) as [string, string, string];
      expect(good).toContain(instead);
      expect(codesOf(good.replace(instead, written), layer.problem, hardware), written).toContain(code);
    }
  });
});

function codesOf(text: string, problem: Problem, hardware: HardwareSpec): string[] {
  try {
    return validateMapping(problem, hardware, parseMapping(text, problem, hardware)).map((issue) => issue.code);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.issues.map((issue) => issue.code);
  }
}

describe('docs/hardware-spec.md', () => {
  const text = read('docs/hardware-spec.md');

  test('explains every key of the schema, and no other', () => {
    const schema = JSON.parse(read('hardware-specs/accelerator.schema.json')) as Schema;
    const documented = [...text.matchAll(/^\| `([\w.[\]]+)` \|/gm)].map((match) => match[1]!);
    const keys = [...new Set(keysOf(schema).map(asDocumented))];
    expect([...documented].sort()).toEqual(keys.sort());
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
