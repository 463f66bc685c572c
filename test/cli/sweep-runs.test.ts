import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { everything, folderWith, type Outcome, runIn } from './run-in.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Four cases, of which those with 5,000 entries do not fit the decoder. */
const small = `
title: K and buffer
workload: lenet5
layers: [conv*]
hardware: eyeriss-65nm-lut
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: [4, 5000]
  hardwareChanges.levels.GLB.capacity: [54 KiB, 108 KiB]
`;

/** Some 120 cases. */
const long = `
workload: lenet5
layers: [conv1, ip2]
hardware: eyeriss-65nm-lut
mapper: { strategy: templates, searches: per-accelerator }
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: { from: 2, to: 61 }
  hardwareChanges.levels.GLB.capacity: [54 KiB, 108 KiB]
`;

/** More than are held: 1,020 cases of a layer that is mapped in no time. */
const many = `
title: Many
workload: lenet5
layers: [conv1]
hardware: eyeriss-65nm-lut
mapper: { strategy: templates, searches: per-accelerator }
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: { from: 2, to: 256 }
  hardwareChanges.levels.GLB.capacity: [54 KiB, 72 KiB, 90 KiB, 108 KiB]
  baseline: { k: 64 }
`;

const report = (folder: string, name: string) => readFileSync(join(folder, 'reports/s', name), 'utf8');

describe('cases in several threads', () => {
  test('the same bytes as in one, a case without an answer recorded with its reason', async () => {
    const reports = [];
    for (const workers of ['1', '2']) {
      const folder = folderWith({ 's.yaml': small });
      const { code, out } = await runIn(folder, 'run', 's.yaml', '--no-charts', '--workers', workers);
      expect(code).toBe(0);
      expect(out).toContain('no answer for k = 5000, 54 KiB: the weights of conv2 do not fit the decoder');
      expect(everything(folder).filter((name) => /jsonl|lock/.test(name))).toEqual([]);
      reports.push(['result.json', 'rows.csv', 'report.html'].map((name) => report(folder, name)));
    }
    expect(reports[1]).toEqual(reports[0]);
  });

  test('every fault of every case in one report, whoever reads the cases', async () => {
    const broken = small.replace('[54 KiB, 108 KiB]', '[54, 108]').replace('[4, 5000', '[4, many');
    const { code, err } = await runIn(folderWith({ 's.yaml': broken }), 'run', 's.yaml', '--workers', '2');
    expect([code, err.match(/missing-unit/g)?.length, err.match(/wrong-type|wrong-value/g)?.length]).toEqual([2, 2, 1]);
  });
});

describe('a run that is killed', () => {
  beforeAll(() => {
    if (!existsSync(join(root, 'dist/bin/main.js'))) throw new Error('this runs the built command: npm run build');
  });

  test('goes on with the same command, gives the same bytes, and another run is refused meanwhile', async () => {
    const whole = folderWith({ 's.yaml': long });
    expect((await kjoule(whole, 1).ended).code).toBe(0);
    const folder = folderWith({ 's.yaml': long });
    const records = join(folder, 'reports/s/cases.jsonl');
    const first = kjoule(folder, 2);
    await until(() => lines(records) > 4);
    // Held still, it cannot end before the second has looked.
    first.process.kill('SIGSTOP');
    const second = await kjoule(folder, 1).ended;
    expect([second.code, second.err]).toEqual([2, expect.stringContaining('folder-in-use')]);
    first.process.kill('SIGKILL');
    expect((await first.ended).code).toBe(-9);
    const done = lines(records) - 1;
    // as if it had been killed while it wrote
    appendFileSync(records, '{"case":119,"result":{"sch');
    const { code, err } = await kjoule(folder, 1).ended;
    expect([code, err]).toEqual([0, expect.stringContaining(`${done} of 120 cases are done`)]);
    for (const name of ['result.json', 'rows.csv', 'report.html'])
      expect(report(folder, name)).toBe(report(whole, name));
    expect(everything(join(folder, 'reports/s'))).toEqual(everything(join(whole, 'reports/s')));
  }, 120_000);
});

describe('a sweep of many cases', () => {
  let folder: string;
  let outcome: Outcome;
  beforeAll(async () => {
    folder = folderWith({ 's.yaml': many, 'few.yaml': many.replace('{ from: 2, to: 256 }', '[2, 64, 256]') });
    outcome = await runIn(folder, 'run', 's.yaml', '--rows', 'parquet,jsonl');
  }, 120_000);

  test('is told by its front, and written as tables: a row per case, and what each component does', async () => {
    expect([outcome.code, outcome.err]).toEqual([0, '']);
    expect(outcome.out).toMatch(/^1.020 cases\. Not beaten in energy, latency and known area at once/m);
    const [head, ...cases] = report(folder, 'cases.csv').trim().split('\n');
    expect(head).toMatch(/^case,compression.options.k,hardwareChanges.levels.GLB.capacity,energy_pj,/);
    expect(cases.map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 1020 }, (_, at) => at));
    const energies = cases.map((line) => Number(line.split(',')[3]));
    const sums = new Float64Array(1020);
    for (const line of report(folder, 'components.csv').trim().split('\n').slice(1)) {
      const fields = line.split(',');
      sums[Number(fields[0])]! += Number(fields.at(-1));
    }
    expect([...sums]).toEqual(energies);
    const summary = JSON.parse(report(folder, 'result.json')) as {
      leastEnergy: { energyPj: number };
      answered: number;
    };
    expect([summary.leastEnergy.energyPj, summary.answered]).toEqual([Math.min(...energies), 1020]);
  });

  test('Parquet, in row groups, says what CSV says', async () => {
    for (const name of ['cases', 'components']) {
      const bytes = readFileSync(join(folder, `reports/s/${name}.parquet`));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      const rows = await parquetReadObjects({ file });
      const [head = '', ...lines] = report(folder, `${name}.csv`).trim().split('\n');
      const names = head.split(',');
      expect(rows.map((row) => names.map((each) => String(row[each] ?? '')).join())).toEqual(lines);
    }
  });

  test('its cases cost what they cost in a small sweep', async () => {
    const { out } = await runIn(folder, 'run', 'few.yaml', '--json');
    const few = (JSON.parse(out) as { cases: { result: { totals: { energyPj: number } } }[] }).cases;
    expect(few).toHaveLength(12);
    const lines = report(folder, 'cases.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const energies = lines.filter(([, k]) => ['2', '64', '256'].includes(k!)).map((fields) => Number(fields[3]));
    expect(few.map(({ result }) => result.totals.energyPj)).toEqual(energies);
  });

  test('the records stay: the same command writes the same tables from them', async () => {
    const before = report(folder, 'cases.csv');
    const { code, err } = await runIn(folder, 'run', 's.yaml', '--rows', 'parquet,jsonl');
    expect([code, err]).toEqual([0, expect.stringContaining('1020 of 1020 cases are done')]);
    expect(report(folder, 'cases.csv')).toBe(before);
  });

  test('each case searched for itself, there are too many of them; a form that holds all rows is refused', async () => {
    const searched = many.replace(/^mapper.*\n/m, '');
    const { code, err } = await runIn(folderWith({ 's.yaml': searched }), 'run', 's.yaml');
    expect([code, err]).toEqual([2, expect.stringContaining('searches: per-accelerator')]);
    const arrow = await runIn(folder, 'run', 's.yaml', '--rows', 'arrow');
    expect([arrow.code, arrow.err]).toEqual([2, expect.stringContaining('holds all rows in memory')]);
  });
});

/** The built command as a process. */
function kjoule(cwd: string, workers: number) {
  const args = [join(root, 'bin/kjoule.js'), 'run', 's.yaml', '--no-charts', '--workers', String(workers)];
  const process_ = spawn(process.execPath, args, { cwd, env: { ...process.env, KJOULE_CACHE: '' } });
  let [out, err] = ['', ''];
  process_.stdout.on('data', (text) => {
    out += text;
  });
  process_.stderr.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<Outcome>((resolve) => {
    process_.on('close', (code, signal) => resolve({ code: signal === 'SIGKILL' ? -9 : (code ?? -1), out, err }));
  });
  return { process: process_, ended };
}

function lines(path: string): number {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(2);
}

test('the layers of one network mapped in several threads: the same bytes', async () => {
  const folder = folderWith({ 's.yaml': 'workload: lenet5\nhardware: eyeriss-65nm\n' });
  const [one, two] = [
    await runIn(folder, 'run', 's.yaml', '--json', '--workers', '1'),
    await runIn(folder, 'run', 's.yaml', '--json', '--workers', '2'),
  ];
  expect([one.code, two.out]).toEqual([0, one.out]);
});

test('fewer layers than threads: all of them search each large one together, the same bytes', async () => {
  const net = `name: one
source: made up for tests
input: { channels: 32, size: [30, 30] }
layers:
  - { name: conv, type: conv, filters: 64, kernel: 3 }
`;
  const scenario = 'workload: net.yaml\nhardware: eyeriss-isca16\nmapper: { strategy: optimal }\n';
  const folder = folderWith({ 'net.yaml': net, 's.yaml': scenario });
  const [one, two] = [
    await runIn(folder, 'run', 's.yaml', '--json', '--workers', '1'),
    await runIn(folder, 'run', 's.yaml', '--json', '--workers', '2'),
  ];
  expect([one.code, two.out]).toEqual([0, one.out]);
  expect(JSON.parse(two.out).layers[0].mapper).toContain('proven best');
});
