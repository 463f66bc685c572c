import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadLibrary } from '../../src/files/load-library.ts';
import { loadReferenceData } from '../../src/files/load-reference-data.ts';
import { openRunnable } from '../../src/files/load-runnable.ts';
import { agreementCharts } from '../../src/report/agreement/charts.ts';
import { remarks } from '../../src/report/agreement/remarks.ts';
import { renderChart } from '../../src/report/render.ts';
import { agree } from '../../src/study/agreement/agree.ts';
import type { AgreementResult } from '../../src/study/agreement/agreement-result.ts';
import { agreementSchemaText } from '../../src/study/agreement/agreement-schema-text.ts';
import { fitSeries } from '../../src/study/agreement/fit.ts';
import type { AgreementStudy } from '../../src/study/agreement/read-agreement.ts';
import { folderWith, runIn } from '../cli/run-in.ts';
import { root } from '../docs/documents.ts';

describe('fitting one series to another', () => {
  test('a straight line has R² = 1 whatever its slope and level, and says both', async () => {
    const fitted = (await fitSeries([1, 2, 4], [13, 16, 22]))!;
    expect(fitted.rSquared).toBeCloseTo(1, 12);
    expect(fitted.slope).toBeCloseTo(3, 12);
    expect(fitted.level).toBeCloseTo(51 / 7, 12);
    expect(fitted.rank).toBeCloseTo(1, 12);
  });

  test('by hand: r = 4/5 for 1 2 3 4 against 1 3 2 4, the same for the ranks', async () => {
    const fitted = (await fitSeries([1, 2, 3, 4], [10, 30, 20, 40]))!;
    expect(fitted.rSquared).toBeCloseTo(0.64, 12);
    expect(fitted.slope).toBeCloseTo(8, 12);
    expect(fitted.rank).toBeCloseTo(0.8, 12);
  });

  test('equal values share a rank; order alone makes a rank correlation of 1', async () => {
    expect((await fitSeries([1, 2, 3], [1, 10, 1000]))!.rank).toBeCloseTo(1, 12);
    expect((await fitSeries([1, 2, 3], [5, 5, 9]))!.rank).toBeCloseTo(Math.sqrt(3) / 2, 12);
  });

  test('what does not vary has no correlation', async () => {
    expect(await fitSeries([1, 2, 3], [7, 7, 7])).toBeNull();
    expect(await fitSeries([0.1 + 0.2, 0.3, 0.3], [1, 2, 3])).toBeNull();
  });
});

const sweep = `
title: small
workload: lenet5
layers: [conv*]
hardware: eyeriss-65nm-lut-buffer
compression: { engine: assume, options: { coding: plain, clusterRate: 0.1 } }
sweep: { compression.options.clusterRate: [0.5, 0.2, 0.02] }
`;
const small = `
title: Small <b>and</b> quick
agreement:
  - name: LeNet-5
    sweep: sweep.yaml
    metric: { weightBits: 8, activationBits: 16 }
    tool: { network: lenet5, batch: 3 }
    published: { rSquared: 0.5, source: "Nobody 2000" }
reduction:
  network: lenet5
  weightBits: 32
  source: Wu et al. 2018, Fig. 1
  layers: { conv2: { 140: 98.74 } }
`;

describe('metric, tool and simulator on the same layers', () => {
  let result: AgreementResult;
  beforeAll(async () => {
    const folder = folderWith({ 'sweep.yaml': sweep, 'question.yaml': small });
    const library = await loadLibrary(folder);
    const file = { path: join(folder, 'question.yaml'), shown: 'question.yaml' };
    const study = (await openRunnable(
      { ...file, text: readFileSync(file.path, 'utf8') },
      { cwd: folder, library },
      {},
    )) as AgreementStudy;
    const data = await loadReferenceData({ cwd: folder, folder });
    result = await agree({ study, library, data, command: 'kjoule run question.yaml' });
  }, 60_000);

  const comparison = () => result.comparisons[0]!;
  const series = (name: string) => comparison().series.find((each) => each.name === name)!;
  const rSquared = (first: string, second: string) =>
    comparison().fits.find((each) => each.first === first && each.second === second)!.fit!.rSquared;

  test('uncompressed, per-access costs 13 MAC and per-mac 7 for each of 1.888 M', () => {
    expect(comparison().macs).toBe(288_000 + 1_600_000);
    expect(series('per-access, lower').uncompressed).toBeCloseTo(13 * 1_888_000, 3);
    expect(series('per-mac, upper').uncompressed).toBeCloseTo(7 * 1_888_000, 3);
  });

  test('with computation at a bound the metric is affine in the cluster rate, and correlates as the rate does', () => {
    const others = comparison().series.filter(({ kind }) => kind === 'tool' || kind === 'simulator');
    expect(others).toHaveLength(7);
    for (const { name } of others)
      for (const metric of ['per-access, lower', 'per-mac, upper'])
        expect(rSquared(metric, name), `${metric} and ${name}`).toBeCloseTo(rSquared('clusterRate', name), 10);
    // counting indices bends it
    expect(rSquared('per-access, lower, indices', 'tool online, as-pruned')).toBeLessThan(
      rSquared('clusterRate', 'tool online, as-pruned') - 1e-4,
    );
  });

  test('the lower bound of computation is below the estimate, the estimate below the upper', () => {
    for (const at of [0, 1, 2]) {
      const [lower, estimate, upper] = ['lower', 'estimate', 'upper'].map(
        (each) => series(`per-mac, ${each}`).values[at]!,
      );
      expect(lower).toBeLessThanOrEqual(estimate!);
      expect(estimate).toBeLessThanOrEqual(upper!);
    }
  });

  test('kjoule has the table in it: at a rate of one half sharing costs energy, and the remarks say where it pays', () => {
    const own = series('kjoule');
    expect(own.values[0]).toBeGreaterThan(own.values[2]!);
    const told = remarks(comparison()).join('\n');
    expect(told).toContain('affine in clusterRate');
    expect(told).toContain('Printed: R² = 0.5.');
    expect(told).toContain('none comes within');
    const saving = comparison().values.filter((_, at) => own.values[at]! < own.uncompressed!);
    expect(saving.length).toBeLessThan(3);
    expect(told).toContain(saving.length === 0 ? 'at none of these values' : `clusterRate ${saving.join(', ')} only`);
  });

  test('Fig. 2: 1 − K/N is 97.2 % for 140 of 5000 rows; indices take log2 140 of 160 bits of each', () => {
    const [point] = result.reduction!.points;
    expect(point).toMatchObject({ vectors: 5000, vectorLength: 5, reduction: 97.2 });
    expect(point!.withIndices).toBeCloseTo(97.2 - (100 * Math.log2(140)) / 160, 10);
  });

  test('every picture is drawn without a remark', async () => {
    for (const chart of agreementCharts(result)) expect((await renderChart(chart)).remarks).toEqual([]);
  });
});

describe('kjoule run with such a scenario', () => {
  test('prints correlations, writes a page, tables and pictures', async () => {
    const folder = folderWith({ 'sweep.yaml': sweep, 'question.yaml': small });
    const { code, out, err } = await runIn(folder, 'run', 'question.yaml');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('per-access, lower');
    expect(out).not.toMatch(/NaN|undefined|Infinity/);
    const at = (name: string) => readFileSync(join(folder, 'reports/question', name), 'utf8');
    expect(at('report.html')).toContain('Small &lt;b&gt;and&lt;/b&gt; quick');
    expect(at('report.md')).toContain('Small &lt;b&gt;and&lt;/b&gt; quick');
    expect(at('report.md')).not.toMatch(/NaN|undefined|Infinity/);
    expect(at('report.html').split('<script')[0]).not.toMatch(/NaN|undefined|Infinity/);
    expect(at('fits.csv').split('\n')).toHaveLength(1 + 13 * 7 + 6 + 1);
    expect(at('series.csv').split('\n')).toHaveLength(1 + 19 * 4 + 1);
    expect(at('energy-over-axis.svg')).toContain('<svg');
    expect(JSON.parse(at('result.json')).schema).toBe('kjoule-agreement/1');
  }, 60_000);

  test('every fault comes in one report, with its place', async () => {
    const broken = small
      .replace('sweep: sweep.yaml', 'sweep: alexnet-cluster-rate')
      .replace('network: lenet5, batch', 'network: lenet, batch')
      .replace('conv2:', 'conv3:');
    const { code, out, err } = await runIn(folderWith({ 'sweep.yaml': sweep, 'q.yaml': broken }), 'run', 'q.yaml');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('q.yaml:5:12  error unknown-scenario');
    expect(err).toContain('did you mean "alexnet-cluster-rates"?');
    expect(err).toContain('did you mean "lenet5"?');
    expect(err).toContain('no-such-layer');
  });

  test.each([
    ['two axes', sweep.replace('sweep: {', 'sweep: { batch: [1, 2],'), 'not-comparable'],
    [
      'names instead of numbers',
      sweep.replace('compression.options.clusterRate: [0.5, 0.2, 0.02]', 'hardware: [edge-small, eyeriss-65nm]'),
      'not-comparable',
    ],
    ['a layer the tool does not know', sweep.replace('workload: lenet5', 'workload: alexnet'), 'no-such-layer'],
  ])('a sweep over %s cannot be compared', async (_, text, fault) => {
    const { code, err } = await runIn(folderWith({ 'sweep.yaml': text, 'q.yaml': small }), 'run', 'q.yaml');
    expect(code).toBe(2);
    expect(err).toContain(fault);
  });

  test('the batch is that of the scenario', async () => {
    const folder = folderWith({ 'sweep.yaml': sweep, 'q.yaml': small });
    const { code, err } = await runIn(folder, 'run', 'q.yaml', '--batch', '2');
    expect([code, err.includes('conflicting-keys')]).toEqual([2, true]);
  });
});

test('the shipped scenario fits the schema editors use, and the schema is that of the code', () => {
  const folder = join(root, 'scenarios/cross-checks');
  const schema = readFileSync(join(folder, 'cross-check.schema.json'), 'utf8');
  expect(schema).toBe(agreementSchemaText());
  const text = readFileSync(join(folder, 'paper-cross-check.yaml'), 'utf8');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./cross-check.schema.json');
  const validate = new Ajv({ strict: false }).compile(JSON.parse(schema));
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
});
