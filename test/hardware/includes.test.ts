import { describe, expect, test } from 'vitest';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { InputError } from '../../src/shared/issue.ts';
import { exampleSpec } from './example-spec.ts';

type Files = Readonly<Record<string, string>>;

const resolver = (files: Files) => async (path: string) => {
  const text = path === 'main.yaml' ? '' : files[path];
  if (text === undefined) throw new Error('no such file');
  return { file: path, text };
};

const read = (text: string, files: Files) => readHardware('main.yaml', text, resolver(files));

async function places(text: string, files: Files): Promise<string[]> {
  const error: unknown = await read(text, files).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
}

describe('include', () => {
  test('keys of the file win over included ones; maps are merged, lists replaced', async () => {
    const text = `include: base.yaml
name: derived
technology: { node: 28 nm }
constraints: { spatial: [] }
`;
    const spec = await read(text, { 'base.yaml': exampleSpec });
    expect(spec).toMatchObject({ name: 'derived', nodeNm: 28, voltageV: 1, clockMhz: 200 });
    expect(spec.constraints.spatial).toEqual([]);
    expect(spec.levels).toHaveLength(3);
  });

  test('of several included files the later wins', async () => {
    const files = {
      'base.yaml': exampleSpec,
      'fast.yaml': 'clock: 1 GHz\n',
      'slow.yaml': 'clock: 1 MHz\nname: slow\n',
    };
    const spec = await read('include: [base.yaml, slow.yaml, fast.yaml]\n', files);
    expect(spec).toMatchObject({ clockMhz: 1000, name: 'slow' });
  });

  test('included files include others', async () => {
    const files = { 'a.yaml': 'include: b.yaml\nclock: 5 MHz\n', 'b.yaml': exampleSpec };
    expect(await read('include: a.yaml\n', files)).toMatchObject({ clockMhz: 5, name: 'toy' });
  });

  test('the same file may be included twice on different ways', async () => {
    const files = { 'a.yaml': 'include: base.yaml\n', 'b.yaml': 'include: base.yaml\n', 'base.yaml': exampleSpec };
    expect(await read('include: [a.yaml, b.yaml]\n', files)).toMatchObject({ name: 'toy' });
  });

  test('a fault is placed in the file it stands in', async () => {
    const files = { 'base.yaml': exampleSpec.replace('capacity: 100 KiB', 'capacity: 100 MHz') };
    const lines = exampleSpec.split('\n');
    const line = lines.findIndex((each) => each.includes('100 KiB')) + 1;
    expect(await places('include: base.yaml\nclock: 3 V\n', files)).toEqual([
      'wrong-unit main.yaml:2:8',
      `wrong-unit base.yaml:${line}:15`,
    ]);
  });

  test('a key unknown to the schema is placed in the included file', async () => {
    const files = { 'base.yaml': `clok: 3\n${exampleSpec}` };
    expect(await places('include: base.yaml\n', files)).toEqual(['unknown-key base.yaml:1:1']);
  });

  test('files that include each other are refused with the chain', async () => {
    const files = { 'a.yaml': 'include: b.yaml\n', 'b.yaml': 'name: b\ninclude: main.yaml\n' };
    const text = 'include: a.yaml\n';
    expect(await places(text, files)).toEqual(['include-cycle b.yaml:2:10']);
    await expect(read(text, files)).rejects.toThrow('main.yaml → a.yaml → b.yaml → main.yaml');
  });

  test('a file that includes itself is refused', async () => {
    expect(await places('include: main.yaml\n', {})).toEqual(['include-cycle main.yaml:1:10']);
  });

  test('an included file that is not there is one fault, not a list of missing keys', async () => {
    expect(await places('include: [gone.yaml]\nname: x\n', {})).toEqual(['include-not-found main.yaml:1:11']);
  });

  test('without a resolver nothing can be included', async () => {
    const error = await readHardware('main.yaml', 'include: a.yaml\n').catch((reason: unknown) => reason);
    expect((error as InputError).issues.map(({ code }) => code)).toEqual(['include-not-found']);
  });

  test('an included file with broken syntax reports that and nothing else', async () => {
    const found = await places('include: bad.yaml\n', { 'bad.yaml': 'name: x\nlevels:\n\t- y\n' });
    expect(found).toEqual(['tab-indent bad.yaml:3:1']);
  });

  test('an included list is refused', async () => {
    expect(await places('include: list.yaml\n', { 'list.yaml': '- a\n' })).toEqual(['wrong-value main.yaml:1:10']);
  });

  describe('that cannot be read', () => {
    const own = `include: INCLUDED
name: derived
clok: 200 MHz
clockPower: 3 V
dataflow: row-stationery
levels:
  - { name: DRAM, keeps: [W, I, O], word: 16 bit, component: { use: dram } }
  - { name: BUF, keeps: [W, I], capacity: -1 KiB, component: { use: sram } }
vector: { level: BUFF, lanes: 1.5 }
`;
    // Lists are not merged: the word a memory lacks is missing whatever the other file says. The rest may stand there.
    const ownFaults = [
      'unknown-key main.yaml:3:1',
      'wrong-unit main.yaml:4:13',
      'wrong-value main.yaml:5:11',
      'missing-key main.yaml:8:5',
      'unknown-level main.yaml:9:18',
      'not-whole main.yaml:9:31',
    ];
    const readable = { 'cycle.yaml': 'include: main.yaml\n', 'list.yaml': '- a\n', 'empty.yaml': '' };
    test.each([
      ['is not there', 'gone.yaml', 'include-not-found main.yaml:1:10'],
      ['includes in a circle', 'cycle.yaml', 'include-cycle cycle.yaml:1:10'],
      ['is no map', 'list.yaml', 'wrong-value main.yaml:1:10'],
      ['is empty', 'empty.yaml', 'empty-file empty.yaml:1:1'],
    ])('%s: what the file itself says is judged as well', async (_, name, fault) => {
      const found = await places(own.replace('INCLUDED', name), readable);
      expect(found.sort()).toEqual([fault, ...ownFaults].sort());
    });

    test('is broken from some line on: what stands above is judged, what stands below is not', async () => {
      const files = { 'bad.yaml': 'clok: 200 MHz\nclockPower: 3 V\nmac: [\nvector: { level: 3 }\n' };
      const found = await places('include: bad.yaml\nclock: 3\n', files);
      expect(found.filter((each) => !each.startsWith('yaml-syntax'))).toEqual([
        'unknown-key bad.yaml:1:1',
        'missing-unit main.yaml:2:8',
        'wrong-unit bad.yaml:2:13',
      ]);
      expect(found.some((each) => each.startsWith('yaml-syntax bad.yaml'))).toBe(true);
    });
  });
});
