import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RunResult } from '../../src/cost/result.ts';
import { everything, folderWith, runIn } from './run-in.ts';
import { small, smallScenario } from './small.ts';

describe('kjoule run', () => {
  test('prints the table and the largest consumers, and writes reports/<scenario>', async () => {
    const folder = folderWith(small);
    const { code, out, err } = await runIn(folder, 'run', 'small.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Most energy goes to');
    expect(out).toContain('Report: reports/small/report.html');
    const files = everything(join(folder, 'reports/small'));
    for (const name of ['report.html', 'report.md', 'result.json', 'rows.csv', 'mappings.yaml'])
      expect(files).toContain(name);
    expect(files.filter((name) => name.endsWith('.png')).length).toBeGreaterThan(0);
  });

  test('--json prints the result and nothing else; files only with --out', async () => {
    const folder = folderWith(small);
    const { code, out } = await runIn(folder, 'run', 'small.yaml', '--json');
    const result = JSON.parse(out) as RunResult;
    expect(code).toBe(0);
    expect(result).toMatchObject({ schema: 'kjoule-result/1', title: 'small', command: 'kjoule run small.yaml' });
    expect(existsSync(join(folder, 'reports'))).toBe(false);
    await runIn(folder, 'run', 'small.yaml', '--json', '--out', 'deep/down', '--no-charts');
    expect(JSON.parse(readFileSync(join(folder, 'deep/down/result.json'), 'utf8'))).toEqual(result);
  });

  test('--batch takes the place of the scenario’s and stands in the command', async () => {
    const folder = folderWith(small);
    const { out } = await runIn(folder, 'run', 'small.yaml', '--json', '--batch', '3');
    const result = JSON.parse(out) as RunResult;
    expect(result.workload.batch).toBe(3);
    expect(result.command).toBe('kjoule run small.yaml --batch 3');
    // conv: 4 filters of 3x3x3 at 6x6 places, 3 images
    expect(result.totals.macs).toBe(3 * 4 * 6 * 6 * 3 * 3 * 3);
  });

  test('--no-charts leaves out charts only', async () => {
    const folder = folderWith(small);
    await runIn(folder, 'run', 'small.yaml', '--no-charts');
    const files = everything(join(folder, 'reports/small'));
    expect(files).toEqual(['.kjoule-files', 'mappings.yaml', 'report.html', 'report.md', 'result.json', 'rows.csv']);
  });

  test('mappings.yaml put into the scenario gives the same energy without a search', async () => {
    const folder = folderWith(small);
    const first = JSON.parse((await runIn(folder, 'run', 'small.yaml', '--json', '--out', 'r', '--no-charts')).out);
    writeFileSync(join(folder, 'again.yaml'), smallScenario + readFileSync(join(folder, 'r/mappings.yaml'), 'utf8'));
    const again = JSON.parse((await runIn(folder, 'run', 'again.yaml', '--json')).out) as RunResult;
    expect(again.totals).toEqual(first.totals);
    expect(again.layers.find(({ name }) => name === 'conv')?.mapper).toBe('fixed');
  });

  test('a second run replaces the report of the first', async () => {
    const folder = folderWith(small);
    await runIn(folder, 'run', 'small.yaml', '--no-charts');
    const before = everything(folder);
    const { code } = await runIn(folder, 'run', 'small.yaml', '--no-charts', '--batch', '2');
    expect(code).toBe(0);
    expect(everything(folder)).toEqual(before);
    expect(JSON.parse(readFileSync(join(folder, 'reports/small/result.json'), 'utf8')).workload.batch).toBe(2);
  });
});

describe('kjoule init', () => {
  test('the scenario runs as it is, and so do the parts that are commented out', async () => {
    const folder = folderWith();
    expect((await runIn(folder, 'init')).code).toBe(0);
    const text = readFileSync(join(folder, 'scenario.yaml'), 'utf8');
    expect(text.split('\n')[0]).toMatch(/^# yaml-language-server: \$schema=/);
    const first = await runIn(folder, 'run', 'scenario.yaml', '--json');
    expect(first.code).toBe(0);
    const fixed = text
      .replace(/^mapper:\n( {2}.*\n)*/m, '')
      .replace(/^# mapper:\n(# {3}.*\n)*/m, (part) => part.replace(/^# /gm, ''))
      .replace('# layers:', 'layers:');
    writeFileSync(join(folder, 'fixed.yaml'), fixed);
    const second = await runIn(folder, 'run', 'fixed.yaml', '--json');
    expect(second.err).toBe('');
    const layers = (JSON.parse(second.out) as RunResult).layers;
    expect(layers.map(({ name, mapper }) => [name, mapper === 'fixed'])).toEqual([
      ['conv1', true],
      ['conv2', false],
      ['ip1', false],
    ]);
    expect(parse(fixed).mapper.strategy).toBe('fixed');
  });

  test('a file that exists stays, unless forced', async () => {
    const folder = folderWith({ 'mine.yaml': 'precious' });
    const { code, err } = await runIn(folder, 'init', 'mine.yaml');
    expect(code).toBe(2);
    expect(err).toContain('file-exists');
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('precious');
    expect((await runIn(folder, 'init', 'mine.yaml', '--force', '--json')).code).toBe(0);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toContain('workload:');
    expect(everything(folder)).toEqual(['mine.yaml']);
  });
});

describe('kjoule explain', () => {
  test('shows the nest, what stays where, and what each line costs', async () => {
    const folder = folderWith(small);
    await runIn(folder, 'run', 'small.yaml', '--no-charts');
    const { code, out } = await runIn(folder, 'explain', 'reports/small', '--layer', 'conv');
    expect(code).toBe(0);
    for (const part of [
      'DRAM keeps W',
      'for ',
      'one operation',
      'of 8 192 bit',
      'MAC',
      'Most energy:',
      'Fullest memory: BUF',
    ])
      expect(out.replaceAll('\u202f', ' ')).toContain(part);
    const fused = await runIn(folder, 'explain', 'reports/small/result.json', '--layer', 'relu');
    expect(fused.out).toContain('It has no loops of its own.');
  });

  test('--json: the rows add up to the layer', async () => {
    const folder = folderWith(small);
    await runIn(folder, 'run', 'small.yaml', '--no-charts');
    const { out } = await runIn(folder, 'explain', 'reports/small', '--layer', 'conv', '--json');
    const { layer, rows, energyShare, fullestMemory } = JSON.parse(out);
    const sum = rows.reduce((total: number, row: { energyPj: number }) => total + row.energyPj, 0);
    expect(sum).toBe(layer.energyPj);
    expect(energyShare).toBeGreaterThan(0);
    expect(fullestMemory.memory).toBe('BUF');
  });

  test.each([
    ['an unknown layer', ['reports/small', '--layer', 'cnov'], 'did you mean "conv"?'],
    ['no layer among several', ['reports/small'], 'accepted: conv, relu, pool'],
    ['no such folder', ['reports/smal', '--layer', 'conv'], 'did you mean "reports/small"?'],
    ['a file that is no result', ['net.yaml', '--layer', 'conv'], 'not-a-result'],
    ['a folder without a report', ['.', '--layer', 'conv'], 'file-not-found'],
  ])('%s exits with 2', async (_, args, part) => {
    const folder = folderWith(small);
    await runIn(folder, 'run', 'small.yaml', '--no-charts');
    const { code, out, err } = await runIn(folder, 'explain', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(part);
  });
});
