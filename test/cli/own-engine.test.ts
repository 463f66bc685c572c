import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namedWeights } from '../../src/compression/named-weights.ts';
import { documentedEngineText } from '../support/documented-engine.ts';
import { folderWith, runIn } from './run-in.ts';
import { faults, files, json, withWeights, workload } from './two-layers.ts';

describe("an engine of one's own, as docs/compression.md has it", () => {
  const scenario = `workload: net.yaml
hardware: hw.yaml
engines: [./my-engine.js]
compression: { engine: my-engine, options: { scale: 1 }, weights: w.safetensors }
`;
  const own = {
    ...files,
    'my-engine.js': documentedEngineText,
    'package.json': '{ "type": "module" }',
    's.yaml': scenario,
  };

  test('compresses from the command line, and its artefact decodes', async () => {
    const folder = folderWith(own);
    const { layers } = await json(
      folder,
      'compress',
      ...withWeights,
      '--engine',
      './my-engine.js',
      '--option',
      'scale=1',
      '--out',
      'a',
    );
    expect(layers[0]).toMatchObject({ encoding: { entries: 2, indexBits: 108 }, bitsAfter: 64 + 108 + 32 * 4 });
    expect(layers[0].indices.plainBits).toBe(1);
    await json(folder, 'decompress', 'a', '--out', 'd.safetensors');
    const decoded = namedWeights('d', readFileSync(join(folder, 'd.safetensors')), workload).weights.get('conv')!.data;
    expect(new Set(decoded.map(Math.abs)).size).toBe(1);
  });

  test('runs in a scenario, from a file or from a package, and so does its artefact', async () => {
    const folder = folderWith({
      ...own,
      'by-package.yaml': scenario.replace('./my-engine.js', 'kj-engine'),
      'by-import.yaml': scenario.replace('./my-engine.js', '"@me/kj-engine"'),
      'by-artefact.yaml': 'workload: net.yaml\nhardware: hw.yaml\ncompression: { artefact: a.kj }\n',
      'node_modules/kj-engine/package.json': '{ "type": "module", "main": "index.js" }',
      'node_modules/kj-engine/index.js': documentedEngineText,
      'node_modules/@me/kj-engine/package.json': '{ "type": "module", "exports": { "import": "./lib.js" } }',
      'node_modules/@me/kj-engine/lib.js': documentedEngineText,
    });
    await json(folder, 'compress', ...withWeights, '--engine', './my-engine.js', '--out', 'a.kj');
    const [first, ...others] = await Promise.all(
      ['s', 'by-package', 'by-import', 'by-artefact'].map((name) => json(folder, 'run', `${name}.yaml`)),
    );
    expect(first.compression).toMatchObject({ engine: 'my-engine', assumed: false });
    for (const other of others) {
      expect(other.compression).toEqual(first.compression);
      expect(other.layers).toEqual(first.layers);
    }
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['is not there', { 's.yaml': scenario.replace('my-engine.js]', 'my-engin.js]') }, 'file-not-found engines[0]'],
    [
      'is no package that is installed',
      { 's.yaml': scenario.replace('./my-engine.js', 'kj-engine') },
      'engine-not-found engines[0]',
    ],
    ['exports nothing', { 'my-engine.js': 'export const a = 1;' }, 'engine-invalid engines[0]'],
    ['throws when it is loaded', { 'my-engine.js': 'throw new Error("no");' }, 'engine-failed engines[0]'],
    ['is no JavaScript', { 'my-engine.js': 'export default {{' }, 'engine-failed engines[0]'],
    [
      'has the name of another',
      { 'my-engine.js': documentedEngineText.replace("'my-engine'", "'uniform'") },
      'duplicate-engine engines[0]',
    ],
    [
      'throws while it compresses',
      { 'my-engine.js': documentedEngineText.replace('const named', 'throw new Error("no"); const named') },
      'engine-failed compression',
    ],
    [
      'breaks the contract',
      { 'my-engine.js': documentedEngineText.replace('bitsAfter: 2 * 32', 'bitsAfter: 32') },
      'engine-contract compression',
    ],
    [
      'is given an option it does not have',
      { 's.yaml': scenario.replace('scale: 1', 'scael: 1') },
      'unknown-key compression.options.scael',
    ],
    [
      'is listed twice',
      { 's.yaml': scenario.replace('[./my-engine.js]', '[./my-engine.js, my-engine.js]') },
      'duplicate-engine engines[1]',
    ],
    [
      'is misspelt',
      { 's.yaml': scenario.replace('engine: my-engine', 'engine: my-engin') },
      'unknown-engine compression.engine',
    ],
  ])('one that %s is a fault that names it, at its line', async (_, change, expected) => {
    const folder = folderWith({ ...own, ...change });
    expect((await faults(folder, 'run', 's.yaml', '--out', 'r'))[0]).toBe(expected);
    const { err } = await runIn(folder, 'run', 's.yaml');
    expect(err).toMatch(/^s\.yaml:[34]:\d+ /m);
    expect(err).toMatch(/my-engin|kj-engine|uniform|scael/);
  });

  test.each<[string, string, string]>([
    ['with an engine', '{ engine: none, artefact: a }', 'conflicting-keys compression.engine'],
    ['with options', '{ artefact: a, options: { k: 3 } }', 'conflicting-keys compression.options'],
    ['that is not there', '{ artefact: b }', 'file-not-found compression.artefact'],
    ['of another network', '{ artefact: other }', 'artefact-mismatch compression.artefact'],
    ['or an engine: neither', '{ seed: 2 }', 'missing-key compression.engine'],
  ])('an artefact %s', async (_, text, expected) => {
    const folder = folderWith({ ...own, 's.yaml': `workload: net.yaml\nhardware: hw.yaml\ncompression: ${text}\n` });
    await json(folder, 'compress', ...withWeights, '--engine', 'none', '--out', 'a');
    await json(folder, 'compress', 'lenet5', '--engine', 'assume', '--k', '3', '--out', 'other');
    expect((await faults(folder, 'run', 's.yaml', '--out', 'r'))[0]).toBe(expected);
  });
});
