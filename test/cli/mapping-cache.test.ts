import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { mappingFolder } from '../../src/files/mapping-folder.ts';
import { folderWith } from './run-in.ts';

const scenario = (more: string) => `workload: lenet5\nlayers: [conv1]\nhardware: edge-small\n${more}`;

/** Runs a scenario with a folder of remembered mappings; what was asked of the folder, and the result. */
async function run(cwd: string, name: string, more: readonly string[] = []) {
  return command(cwd, ['run', name, '--json', ...more]);
}

async function command(cwd: string, args: readonly string[]) {
  const cacheFolder = join(cwd, 'cache');
  let out = '';
  const code = await runCli(args, {
    cwd,
    out: (text) => {
      out += text;
    },
    err: () => {},
    columns: 100,
    outColour: false,
    errColour: false,
    errIsTerminal: false,
    cacheFolder,
    debug: false,
  });
  expect(code).toBe(0);
  return { out };
}

const files = (cwd: string) =>
  readdirSync(join(cwd, 'cache'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.json'));

describe('searched mappings are remembered', () => {
  test('the second run gives the same bytes without a search; --no-cache neither reads nor writes', async () => {
    const cwd = folderWith({ 's.yaml': scenario('') });
    const bare = await run(cwd, 's.yaml', ['--no-cache']);
    expect(() => files(cwd)).toThrow();
    const first = await run(cwd, 's.yaml');
    expect(files(cwd)).toHaveLength(1);
    const second = await run(cwd, 's.yaml');
    expect(files(cwd)).toHaveLength(1);
    expect([first.out, second.out]).toEqual([bare.out, bare.out]);
  });

  test('of one layer of a scenario as well, and how its weights are stored: by run for map, and the other way round', async () => {
    const cwd = folderWith({ 's.yaml': scenario('compression: { engine: assume, options: { k: 16 } }\n') });
    const map = ['map', './s.yaml', '--layer', 'conv1', '--json'];
    const bare = await command(cwd, [...map, '--no-cache']);
    expect(() => files(cwd)).toThrow();
    const first = await command(cwd, map);
    const both = files(cwd);
    expect(both.filter((name) => name.startsWith('compressions'))).toHaveLength(1);
    await run(cwd, 's.yaml');
    expect(files(cwd).filter((name) => name.startsWith('compressions'))).toHaveLength(1);
    expect([first.out, (await command(cwd, map)).out]).toEqual([bare.out, bare.out]);
  });

  test('of one layer as well', async () => {
    const cwd = folderWith({});
    const map = ['map', 'lenet5', 'edge-small', '--layer', 'conv1', '--json'];
    const bare = await command(cwd, [...map, '--no-cache']);
    expect(() => files(cwd)).toThrow();
    const first = await command(cwd, map);
    expect(files(cwd)).toHaveLength(1);
    expect([first.out, (await command(cwd, map)).out]).toEqual([bare.out, bare.out]);
  });

  test('what a search depends on asks anew: buffer, batch, objective; a title does not', async () => {
    const cwd = folderWith({
      'a.yaml': scenario(''),
      'b.yaml': scenario('title: another\n'),
      'c.yaml': scenario('batch: 2\n'),
      'd.yaml': scenario('hardwareChanges: { levels: { SRAM: { capacity: 8 KiB } } }\n'),
      'e.yaml': scenario('mapper: { strategy: templates, objective: latency }\n'),
    });
    const counts = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await run(cwd, `${name}.yaml`);
      counts.push(files(cwd).length);
    }
    expect(counts).toEqual([1, 1, 2, 3, 4]);
  });

  test('a broken, foreign or unfitting file counts as not there, and is mended', async () => {
    const cwd = folderWith({ 's.yaml': scenario('') });
    const first = await run(cwd, 's.yaml');
    const path = join(cwd, 'cache', files(cwd)[0]!);
    const whole = readFileSync(path, 'utf8');
    const { checksum: _, ...entry } = JSON.parse(whole);
    const unfitting = { ...entry, text: 'SRAM: M2' };
    const other = { checksum: createHash('sha256').update(JSON.stringify(unfitting)).digest('hex'), ...unfitting };
    for (const content of ['', whole.slice(0, 40), '[]', JSON.stringify(other)]) {
      writeFileSync(path, content);
      expect((await run(cwd, 's.yaml')).out).toBe(first.out);
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  test('nor is an altered file believed: what it says, and how well it is proven, is searched again', async () => {
    const cwd = folderWith();
    const map = ['map', 'lenet5', 'edge-small', '--layer', 'conv1', '--json'];
    const first = await command(cwd, map);
    const path = join(cwd, 'cache', files(cwd)[0]!);
    const whole = readFileSync(path, 'utf8');
    const entry = JSON.parse(whole);
    const { proof, checksum, ...unproven } = entry;
    const altered: readonly object[] = [
      { ...entry, text: 'SRAM: M5 P24 Q3 | X: Q8 Y: M4\nPE: R5 S5' },
      { ...entry, mapper: 'optimal: as I say' },
      { ...entry, evaluated: entry.evaluated + 1 },
      { ...entry, proof: {} },
      { ...entry, proof: 'x' },
      { ...entry, proof: { ...proof, value: proof.value - 1 } },
      { checksum, ...unproven },
      { proof, ...unproven },
      { ...entry, remark: 'added' },
      { ...unproven, proof, format: 'kjoule-mapping/1' },
    ];
    for (const content of altered) {
      writeFileSync(path, JSON.stringify(content));
      expect((await command(cwd, map)).out, JSON.stringify(content)).toBe(first.out);
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  test('a folder that cannot be written is done without', async () => {
    const cwd = folderWith({ 's.yaml': scenario(''), cache: 'a file' });
    expect((await run(cwd, 's.yaml')).out).toContain('kjoule-result/1');
  });

  test('nor is one waited for that cannot be made', () => {
    // There Node's own way to make folders goes on for ever.
    const cache = mappingFolder('/proc/kjoule');
    cache.keep('question', { text: 'SRAM: M2', mapper: 'test', evaluated: 3 });
    expect(cache.find('question')).toBeUndefined();
  });

  test('two writers of one question leave one whole file', () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, 'cache'));
    const [one, two] = [mappingFolder(join(cwd, 'cache')), mappingFolder(join(cwd, 'cache'))];
    const mapping = { text: 'SRAM: M2', mapper: 'test', evaluated: 3 };
    for (let turn = 0; turn < 50; turn += 1) {
      one.keep('question', mapping);
      two.keep('question', mapping);
      expect(two.find('question')).toMatchObject(mapping);
    }
    expect(files(cwd)).toHaveLength(1);
  });
});
