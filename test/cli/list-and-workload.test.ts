import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WorkloadDescription } from '../../src/study/describe-workload.ts';
import { encode, node, zeros } from '../workload/import/onnx/build-model.ts';
import { folderWith, runIn } from './run-in.ts';

const root = new URL('../../', import.meta.url);
const names = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace('.yaml', ''));

async function json(...args: readonly string[]) {
  const { code, out, err } = await runIn(folderWith(), ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('kjoule list', () => {
  test.each([
    ['workloads', ['scenarios/workloads']],
    ['hardware', ['hardware-specs']],
    ['scenarios', ['scenarios', 'scenarios/cross-checks']],
    ['retraining', ['scenarios/retraining']],
  ])('%s: every file in %s', async (kind, folders) => {
    const found = await json('list', kind);
    expect(Object.keys(found)).toEqual([kind]);
    expect(found[kind].map(({ name }: { name: string }) => name)).toEqual(folders.flatMap(names).sort());
  });

  test('conventions, mappers and components', async () => {
    expect((await json('list', 'conventions')).conventions.map(({ name }: { name: string }) => name)).toContain('port');
    expect((await json('list', 'mappers')).mappers.map(({ name }: { name: string }) => name)).toEqual([
      'templates',
      'optimal',
      'fixed',
    ]);
    const [row] = (await json('list', 'components')).components;
    expect(row).toMatchObject({ name: expect.any(String), source: expect.any(String), nodeNm: expect.any(Number) });
  });

  test('without a kind all but the components, a line each', async () => {
    expect(Object.keys(await json('list'))).toEqual([
      'workloads',
      'hardware',
      'scenarios',
      'retraining',
      'conventions',
      'mappers',
      'engines',
    ]);
    const { out } = await runIn(folderWith(), 'list');
    expect(out).toMatch(/^alexnet +21 layers, 724\.4 M MACs/m);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('kjoule workload', () => {
  test('layers with dimensions, MACs, parameters and bits; the sums are sums', async () => {
    const found = (await json('workload', 'lenet5', '--batch', '3')) as WorkloadDescription;
    expect(found.totals.parameters).toBe(431_080);
    expect(found.layers[0]).toMatchObject({
      name: 'conv1',
      kind: 'conv',
      dimensions: { N: 3, M: 20, C: 1, P: 24, Q: 24, R: 5, S: 5 },
      macs: 3 * 20 * 24 * 24 * 5 * 5,
      parameters: 20 * 5 * 5 + 20,
      bits: { W: null, I: null, O: null },
    });
    const sum = found.layers.reduce((total, { macs }) => total + macs, 0);
    expect(found.totals.macs).toBe(sum);
  });

  test('an ONNX file with a shape given for its input; what is not costed is named', async () => {
    const bytes = encode({
      inputs: { x: ['n', 3, 'h', 'w'] },
      nodes: [node('Conv', ['x', 'k'], ['y']), node('Mystery', ['y'], ['z'], {}, { name: 'odd' })],
      initialisers: [zeros('k', [4, 3, 3, 3])],
    });
    const folder = folderWith({ 'm.onnx': bytes, m: bytes });
    const open = await runIn(folder, 'workload', 'm.onnx');
    expect(open.code).toBe(2);
    expect(open.err).toContain('onnx-input-shape');
    const args = ['--input-shape', 'x=2x3x10x10', '--json'];
    const found = JSON.parse((await runIn(folder, 'workload', 'm.onnx', ...args)).out) as WorkloadDescription;
    expect(found.batch).toBe(2);
    expect(found.totals.macs).toBe(2 * 4 * 8 * 8 * 3 * 3 * 3);
    expect(found.uncosted).toMatchObject([{ operator: 'Mystery', node: 'odd' }]);
    // Known by content where the name does not say.
    expect(JSON.parse((await runIn(folder, 'workload', 'm', ...args)).out).totals).toEqual(found.totals);
    const { out } = await runIn(folder, 'workload', 'm.onnx', ...args.slice(0, 2));
    expect(out).toContain('Not costed (1):');
  });

  test('a table without --json', async () => {
    const { out } = await runIn(folderWith(), 'workload', 'alexnet');
    expect(out.replaceAll('\u202f', '')).toMatch(/^total .*724406816/m);
  });
});
