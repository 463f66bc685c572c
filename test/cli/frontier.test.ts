import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { pointFileName } from '../../src/files/point-file.ts';
import { drawCharts } from '../../src/report/render.ts';
import { retrainingCharts } from '../../src/report/retraining/charts.ts';
import type { RetrainingReport } from '../../src/study/retraining-report.ts';
import { digitNetwork as net } from './digit-network.ts';
import { everything, folderWith, runIn } from './run-in.ts';

const bin = fileURLToPath(new URL('../../bin/kjoule.js', import.meta.url));
const execute = promisify(execFile);

const study = `network: net.yaml
data: { from: synthetic-digits, train: 300, test: 100 }
seeds: [1, 2]
pretrain: { epochs: 2 }
retrain: { epochs: 1 }
regularisers: [{ form: hard-indicator, lambda: 1 }]
layers: [conv]
share:
  engine: deep-k-means
  cases:
    - { sweep: { k: [3, 6] }, options: { firstLayer: same, codebookBits: 16 } }
    - { engine: uniform, sweep: { bits: [4, 8] }, regularisers: [] }
costs: { accelerators: [eyeriss-65nm-lut, edge-small] }
pictures: { layer: conv, k: 3 }
`;

const files = { 'net.yaml': net, 'study.yaml': study };
const report = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'reports/study/retraining.json'), 'utf8')) as RetrainingReport;

/** Every file of the report; nothing else is left behind. */
function contents(folder: string): Record<string, string> {
  const place = join(folder, 'reports/study');
  return Object.fromEntries(readdirSync(place).map((name) => [name, readFileSync(join(place, name), 'base64')]));
}

/** Runs the built command and presses Ctrl-C once so many points stand in the file; resolves to the signal that ended it. */
async function stoppedAfter(folder: string, points: number): Promise<string | null> {
  const child = spawn(process.execPath, [bin, 'retrain', 'study.yaml'], { cwd: folder, stdio: 'ignore' });
  const path = join(folder, 'reports/study', pointFileName);
  const timer = setInterval(() => {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('"key":"point').length - 1 : 0;
    if (lines >= points) child.kill('SIGINT');
    if (lines >= points) clearInterval(timer);
  }, 2);
  return new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
}

describe('a re-training with costs', () => {
  test('gives every point its energy on each accelerator, from its own weights, and says which no other beats', async () => {
    const folder = folderWith(files);
    const { code, out, err } = await runIn(folder, 'retrain', 'study.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Not beaten by another point:');
    expect(out).toContain('Report: reports/study/report.html');
    const { rows, costs, operatingPoints, fronts, pictures, points } = report(folder);
    expect(points).toEqual({ done: 12, total: 12 });
    expect(costs!.layers).toEqual(['conv']);
    const [lut, plain] = costs!.accelerators;
    expect([lut!.accelerator, plain!.accelerator]).toEqual(['eyeriss-65nm-lut', 'edge-small']);
    rows.forEach((row, at) => {
      expect(lut!.points[at]!.energyPj, row.case).toBeLessThan(lut!.uncompressed.energyPj!);
      // 8-bit weights on an 8-bit array save nothing, and tables need a decoder
      if (row.case !== 'bits 4') expect(plain!.points[at]!.energyPj, row.case).toBe(plain!.uncompressed.energyPj);
    });
    expect(plain!.notes.map(({ message }) => message).join()).toContain('no decoder');
    expect(operatingPoints).toHaveLength(1 + 2 * 2 + 2);
    expect(fronts.map(({ accelerator }) => accelerator)).toEqual([null, 'eyeriss-65nm-lut', 'edge-small']);
    expect(pictures.map(({ method, regulariser }) => [method, regulariser])).toEqual([
      ['deep-k-means', null],
      ['deep-k-means', 'hard-indicator'],
    ]);
    for (const { histograms } of pictures)
      expect(histograms[0]!.vectors.reduce((sum, count) => sum + count)).toBe(4 * 5);
    // 4 filters of 25 weights and a bias, at 8 bit with one scale: 32·104 / (8·100 + 32 + 32·4)
    const eight = operatingPoints.find((point) => point.case === 'bits 8')!;
    expect(eight.compressionRatio).toBeCloseTo((32 * 104) / (8 * 100 + 32 + 32 * 4), 10);
    const names = Object.keys(contents(folder));
    for (const chart of ['pareto-front', 'accuracy-against-ratio', 'filters', 'cluster-sizes'])
      expect(names).toEqual(expect.arrayContaining([`${chart}.png`, `${chart}.svg`, `${chart}.vl.json`]));
    expect(names).not.toContain(pointFileName);
    const drawn = await drawCharts(retrainingCharts(report(folder)));
    expect(drawn.flatMap(({ remarks }) => remarks)).toEqual([]);
  }, 120_000);

  test('Ctrl-C keeps finished points in a partial report; going on gives the report of a run that was not stopped, byte by byte', async () => {
    const [folder, whole] = [folderWith(files), folderWith(files)];
    expect(await stoppedAfter(folder, 8)).toBe('SIGINT');
    const part = report(folder);
    expect(part.points.done).toBeGreaterThanOrEqual(8);
    expect(part.points.done).toBeLessThan(12);
    expect(part.rows).toHaveLength(part.points.done);
    expect(readFileSync(join(folder, 'reports/study/report.html'), 'utf8')).toContain('Not complete');
    const rest = await execute(process.execPath, [bin, 'retrain', 'study.yaml'], { cwd: folder });
    expect(rest.stderr).toMatch(/Going on from reports\/study\/points.jsonl: \d+ points are finished/);
    await execute(process.execPath, [bin, 'retrain', 'study.yaml'], { cwd: whole });
    const [resumed, plain] = [contents(folder), contents(whole)];
    expect(Object.keys(resumed).filter((name) => resumed[name] !== plain[name])).toEqual([]);
    expect(Object.keys(resumed)).toEqual(Object.keys(plain));
  }, 240_000);

  test('points of a scenario that was changed are not mixed in', async () => {
    const folder = folderWith(files);
    await stoppedAfter(folder, 1);
    const { err, code } = await runIn(folder, 'retrain', 'study.yaml', '--seeds', '5');
    expect(code).toBe(0);
    expect(err).toContain('Starting anew: scenario, seeds or data have changed');
    expect(new Set(report(folder).rows.map(({ seed }) => seed))).toEqual(new Set([5]));
  }, 120_000);
});

test.each([
  ['eyeriss-65nm-lut, edge-small', 'eyeriss-65nm-lot', 'unknown-hardware'],
  ['layers: [conv]', 'layers: [konv*]', 'no-such-layer'],
  ['pictures: { layer: conv,', 'pictures: { layer: pool,', 'no-such-layer'],
  ['sweep: { bits: [4, 8] }', 'sweep: { bits: [4, 40] }', 'wrong-value'],
  ['sweep: { bits: [4, 8] }', 'sweep: { bit: [4, 8] }', 'unknown-key'],
  ['engine: uniform, sweep: { bits: [4, 8] }', 'sweep: { k: [6] }, options: { firstLayer: same }', 'duplicate-name'],
  ['costs: {', 'costs: { objective: energy,', 'unknown-key'],
])('%s → %s: %s, and nothing is written', async (right, wrong, code) => {
  const folder = folderWith({ ...files, 'study.yaml': study.replace(right, wrong) });
  const outcome = await runIn(folder, 'retrain', 'study.yaml');
  expect(outcome.err).toContain(code);
  expect(outcome.err).toMatch(/study\.yaml:\d+:\d+/);
  expect(outcome.code).toBe(2);
  expect(everything(folder)).toEqual(['net.yaml', 'study.yaml']);
});
