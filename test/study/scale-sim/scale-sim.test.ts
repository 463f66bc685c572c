import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSystolicConfig, type SystolicConfig } from '../../../src/study/scale-sim/read-config.ts';
import { type SystolicResult, systolicCycles } from '../../../src/study/scale-sim/systolic-cycles.ts';
import { readTopology } from '../../../src/workload/import/scale-sim/read-topology.ts';
import { everything, folderWith, runIn } from '../../cli/run-in.ts';
import { codeBlocks, read, tableRows } from '../../docs/documents.ts';
import { outputStationary, weightStationary } from './systolic-array.ts';

const guide = read('docs/scale-sim.md');
const topology = codeBlocks(guide, 'csv scale-sim')[0]!;
const config = codeBlocks(guide, 'ini scale-sim')[0]!;
const layers = codeBlocks(guide, 'yaml layers')[0]!;

const products = (m: number, n: number, k: number) => readTopology('t.csv', `Layer,M,N,K,\na,${m},${n},${k},\n`);
const array = (rows: number, columns: number, dataflow: SystolicConfig['dataflow']) => ({
  ...readSystolicConfig('c.cfg', config),
  rows,
  columns,
  dataflow,
});

describe('compute cycles against a systolic array walked cycle by cycle', () => {
  const sizes = fc.record({
    m: fc.integer({ min: 1, max: 9 }),
    n: fc.integer({ min: 1, max: 9 }),
    k: fc.integer({ min: 1, max: 9 }),
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 5 }),
  });
  const matrix = (rows: number, columns: number, seed: number) =>
    Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => ((r * 7 + c * 3 + seed) % 11) - 5),
    );
  const multiplied = (a: number[][], b: number[][]) =>
    a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, inner) => sum + value * b[inner]![column]!, 0)));

  test('the walked arrays multiply, and number their last cycle as the formulas do', () => {
    fc.assert(
      fc.property(sizes, ({ m, n, k, rows, columns }) => {
        const [left, right] = [matrix(m, k, 1), matrix(k, n, 4)];
        const outputs = outputStationary(left, right, { rows, columns });
        const weights = weightStationary(left, right, { rows, columns });
        expect(outputs.product).toEqual(multiplied(left, right));
        expect(weights.product).toEqual(multiplied(left, right));
        const [os, ws] = (['os', 'ws'] as const).map((dataflow) =>
          systolicCycles(products(m, n, k), array(rows, columns, dataflow)),
        );
        expect([os!.totals.cycles, ws!.totals.cycles]).toEqual([outputs.cycles - 1, weights.cycles - 1]);
        // Inputs that stay are weights that stay, with the factors exchanged.
        const is = systolicCycles(products(m, n, k), array(rows, columns, 'is'));
        const turned = systolicCycles(products(n, m, k), array(rows, columns, 'ws'));
        expect(is.totals.cycles).toBe(turned.totals.cycles);
        expect(os!.totals.utilization).toBeCloseTo((m * n * k) / (outputs.cycles * rows * columns), 12);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test('channels of a depthwise layer come one after the other', () => {
    const lines = (name: string, channels: number) => `L,h,w,fh,fw,c,f,s,\n${name},8,8,3,3,${channels},1,1,\n`;
    const one = systolicCycles(readTopology('t.csv', lines('conv', 1)), array(4, 4, 'os'));
    const five = systolicCycles(readTopology('t.csv', lines('DP_conv', 5)), array(4, 4, 'os'));
    expect(five.totals.cycles).toBe(5 * one.totals.cycles);
    expect(five.totals.macs).toBe(5 * one.totals.macs);
  });

  test('output sizes are rounded up, as SCALE-Sim does', () => {
    const [found] = readTopology('t.csv', 'L,h,w,fh,fw,c,f,s,sw,\nconv,224,224,11,11,3,96,4,5,\n');
    // (224 − 11)/4 = 53.25 and (224 − 11)/5 = 42.6
    expect(found!.pixels).toBe(55 * 44);
    expect(found!.layer.convolution!.padding).toEqual([0, 0, 54 * 4 + 11 - 224, 43 * 5 + 11 - 224]);
  });
});

describe('docs/scale-sim.md', () => {
  test('its table has the cycles of its example', async () => {
    const rows = tableRows(guide).filter(([dataflow]) => ['os', 'ws', 'is'].includes(dataflow!));
    expect(rows).toHaveLength(3);
    for (const [dataflow, , , , folds, , cycles, utilization] of rows) {
      const folder = folderWith({
        't.csv': topology,
        'a.cfg': config.replace('Dataflow: os', `Dataflow: ${dataflow}`),
      });
      const { code, out } = await runIn(folder, 'scale-sim', 't.csv', '--config', 'a.cfg', '--json');
      expect(code).toBe(0);
      const { totals, layers: found } = JSON.parse(out) as SystolicResult;
      expect([String(found[0]!.folds), String(totals.cycles)]).toEqual([folds, cycles]);
      expect(`${(100 * totals.utilization).toFixed(2)} %`).toBe(utilization);
      expect(totals.macs).toBe(16 * 4 * 18);
    }
  });

  test('topology and layer list are the same network', async () => {
    const folder = folderWith({ 't.csv': topology, 'l.yaml': layers });
    const [ours, theirs] = await Promise.all(
      ['l.yaml', 't.csv'].map(async (file) => JSON.parse((await runIn(folder, 'workload', file, '--json')).out)),
    );
    const shape = ({ name, kind, dimensions, operands, macs, parameters }: (typeof ours.layers)[0]) => {
      return { name, kind, dimensions, operands, macs, parameters };
    };
    expect(theirs.layers.map(shape)).toEqual(ours.layers.map(shape));
  });

  test('the imported accelerator needs F · T cycles for the mapping on the page, and can be run', async () => {
    const folder = folderWith({ 't.csv': topology, 'a.cfg': config });
    const technology = ['--node', '28 nm', '--voltage', '0.9 V', '--clock', '700 MHz'];
    expect((await runIn(folder, 'import', 'scale-sim', 'a.cfg', '--out', 'mine.yaml', ...technology)).code).toBe(0);
    const mapping = /```\n(SRAM[\s\S]*?)```/.exec(guide)![1]!;
    const count = [
      'count',
      '--hardware',
      'mine.yaml',
      '--workload',
      't.csv',
      '--layer',
      'conv',
      '--mapping',
      mapping,
      '--json',
    ];
    const { out, err } = await runIn(folder, ...count);
    expect(err).toBe('');
    expect(JSON.parse(out).latency?.computeCycles ?? JSON.parse(out).cycles).toBe(4 * 18);
    writeFileSync(join(folder, 's.yaml'), 'workload: t.csv\nhardware: mine.yaml\n');
    const run = await runIn(folder, 'run', 's.yaml', '--json');
    expect(run.err).toBe('');
    const result = JSON.parse(run.out);
    expect(result.layers[0].macs).toBe(1152);
    expect(result.totals.energyPj).toBeGreaterThan(0);
  });

  test('weights that stay: the array keeps one in each cell and adds along its rows', async () => {
    const folder = folderWith({ 't.csv': topology, 'a.cfg': config.replace('Dataflow: os', 'Dataflow: ws') });
    const technology = ['--node', '28 nm', '--voltage', '0.9 V', '--clock', '700 MHz'];
    await runIn(folder, 'import', 'scale-sim', 'a.cfg', '--out', 'mine.yaml', ...technology);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toContain('{ level: SRAM, x: [M], y: [C, R, S] }');
    writeFileSync(join(folder, 's.yaml'), 'workload: t.csv\nhardware: mine.yaml\nsweep: { batch: [1, 4] }\n');
    const { code, err } = await runIn(folder, 'run', 's.yaml', '--json');
    expect([code, err]).toEqual([0, '']);
  });
});

describe('bad files', () => {
  test('faults of topology and configuration come in one report, with their places', async () => {
    const folder = folderWith({
      't.csv':
        'Layer,h,w,fh,fw,c,f,s,\na,22,22,30,3,3,4,1,\nb,22,22,3,3,3,4,\nc,22,22,3,3,3,x,1,\nd,9,9,3,3,1,1,1,2:4,\n',
      'a.cfg': config
        .replace('ArrayHeight: 4', 'ArrayHeight: 4.5')
        .replace('Dataflow: os', 'Dataflow: rs')
        .replace('[run_presets]', '[run_preset]\nnonsense'),
    });
    const { code, out, err } = await runIn(folder, 'scale-sim', 't.csv', '--config', 'a.cfg');
    expect([code, out]).toEqual([2, '']);
    for (const fault of [
      /a\.cfg:4:14 {2}error wrong-value/,
      /a\.cfg:9:11 {2}error wrong-value/,
      /a\.cfg:10:1 {2}error unknown-key/,
      /a\.cfg:11:1 {2}error ini-syntax/,
      /t\.csv:2:9 {2}error kernel-exceeds-input/,
      /t\.csv:3:1 {2}error wrong-field-count/,
      /t\.csv:4:15 {2}error wrong-value/,
      /t\.csv:5:17 {2}error not-supported/,
    ])
      expect(err).toMatch(fault);
  });

  test('a table that is no topology, one without layers, and stationary inputs are refused', async () => {
    const folder = folderWith({
      'a.csv': 'x,y\n1,2\n',
      'b.csv': 'Layer,M,N,K,\n',
      'a.cfg': config.replace(': os', ': is'),
    });
    expect((await runIn(folder, 'workload', 'a.csv')).err).toContain('wrong-field-count');
    expect((await runIn(folder, 'workload', 'b.csv')).err).toContain('empty-file');
    const technology = ['--node', '28 nm', '--voltage', '0.9 V', '--clock', '700 MHz'];
    const { code, err } = await runIn(folder, 'import', 'scale-sim', 'a.cfg', '--out', 'mine.yaml', ...technology);
    expect([code, everything(folder)]).toEqual([2, ['a.cfg', 'a.csv', 'b.csv']]);
    expect(err).toContain('not-supported');
  });
});
