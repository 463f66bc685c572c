import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everything, folderWith, runIn } from './run-in.ts';

describe('kjoule cross-check', () => {
  test('prints energies, mappings, and what kind of knowledge they rest on', async () => {
    const { code, out, err } = await runIn(
      folderWith(),
      'cross-check',
      'alexnet',
      '--batch',
      '4',
      '--activity',
      'alexnet',
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('style online, batch 4');
    expect(out).toContain('This style is fitted (Yang et al., Asilomar 2017, Fig. 6)');
    for (const name of ['conv1', 'conv5', 'fc8', 'total']) expect(out).toMatch(new RegExp(`^${name} `, 'm'));
    expect(out).not.toContain('No zeros of the maps are known');
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('says so when it knows of no zeros', async () => {
    const { out } = await runIn(folderWith(), 'cross-check', 'lenet5');
    expect(out).toContain('No zeros of the maps are known');
  });

  test('an exported file gives the same figures as the network', async () => {
    const folder = folderWith();
    const told = ['--batch', '3', '--activity', 'alexnet', '--cluster-rate', '0.05', '--encoding', 'entropy'];
    const written = await runIn(folder, 'export', 'alexnet', '--format', 'eyeriss-tool', '--out', 'net.txt', ...told);
    expect([written.code, written.err]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'net.txt'), 'utf8').split('\n')).toHaveLength(9);
    const results = [];
    for (const args of [['alexnet', ...told], ['net.txt']]) {
      const { out } = await runIn(folder, 'cross-check', ...args, '--style', 'simulator', '--json');
      results.push(JSON.parse(out));
    }
    expect(results[0].totals).toEqual(results[1].totals);
    expect(results[0].kind).toBe('rebuilt');
    expect(results[0].layers[0].tiling).toEqual(results[1].layers[0].tiling);
  });

  test('the batch of a file may be changed, its contents not', async () => {
    const folder = folderWith();
    await runIn(folder, 'export', 'lenet5', '--format', 'eyeriss-tool', '--out', 'net.txt');
    const changed = await runIn(folder, 'cross-check', 'net.txt', '--batch', '7', '--json');
    expect(JSON.parse(changed.out).layers[0].images).toBe(7);
    const { code, err } = await runIn(folder, 'cross-check', 'net.txt', '--k', '4', '--activity', 'alexnet');
    expect(code).toBe(2);
    expect(err.match(/conflicting-keys/g)).toHaveLength(2);
  });

  test.each([
    ['a style', ['lenet5', '--style', 'onlin'], 'did you mean "online"?'],
    ['a network', ['lenet', '--batch', '2'], 'did you mean "lenet5"?'],
    ['a table of zeros', ['alexnet', '--activity', 'alexnt'], 'did you mean "alexnet"?'],
    ['zeros of another network', ['lenet5', '--activity', 'alexnet'], 'alexnet.csv:6:1  error no-such-layer'],
    ['an encoding', ['lenet5', '--k', '4', '--encoding', 'bit'], 'did you mean "bits"?'],
    ['an encoding alone', ['lenet5', '--encoding', 'bits'], 'missing-option'],
    ['entries both ways', ['lenet5', '--k', '4', '--cluster-rate', '0.1'], 'conflicting-keys'],
    ['a rate above one', ['lenet5', '--cluster-rate', '1.1'], 'wrong-value  --cluster-rate'],
    ['a file that is not there', ['net.txt'], 'file-not-found'],
  ])('%s that is wrong is reported and nothing printed', async (_, args, words) => {
    const { code, out, err } = await runIn(folderWith(), 'cross-check', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  test('a network without multiplications has no answer', async () => {
    const net =
      'name: n\nsource: test\ninput: { channels: 1, size: [4, 4] }\nlayers:\n  - { name: p, type: max-pool, kernel: 2 }\n';
    const { code, err } = await runIn(folderWith({ 'n.yaml': net }), 'cross-check', 'n.yaml');
    expect(code).toBe(1);
    expect(err).toContain('not-in-the-tool');
  });
});

describe('kjoule export', () => {
  test('leaves a file that exists, unless forced', async () => {
    const folder = folderWith({ 'net.txt': 'mine' });
    const args = ['export', 'lenet5', '--format', 'eyeriss-tool', '--out', 'net.txt'];
    const refused = await runIn(folder, ...args);
    expect([refused.code, readFileSync(join(folder, 'net.txt'), 'utf8')]).toEqual([2, 'mine']);
    expect(refused.err).toContain('file-exists');
    const forced = await runIn(folder, ...args, '--force', '--json');
    expect(JSON.parse(forced.out)).toMatchObject({ file: 'net.txt', format: 'eyeriss-tool', leftOut: [] });
    expect(readFileSync(join(folder, 'net.txt'), 'utf8')).toMatch(/^1,28,28,1,1,0,16,5,5,1,20,0,16,/);
  });

  test('an unknown format writes nothing', async () => {
    const folder = folderWith();
    const { code, err } = await runIn(folder, 'export', 'lenet5', '--format', 'eyeris-tool', '--out', 'net.txt');
    expect(code).toBe(2);
    expect(err).toContain('did you mean "eyeriss-tool"?');
    expect(everything(folder)).toEqual([]);
  });
});
