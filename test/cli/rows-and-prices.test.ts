import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { loadHardware } from '../../src/files/load-hardware.ts';
import { loadLibrary } from '../../src/files/load-library.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { gather } from '../../src/study/timeloop/gather.ts';
import { readAreas, readEnergies } from '../../src/study/timeloop/tables.ts';
import { everything, folderWith, runIn } from './run-in.ts';

const scenario = 'workload: lenet5\nhardware: edge-small\nlayers: [conv1]\n';

test('run --rows: the forms asked for, their schema, and the same energy in all', async () => {
  const folder = folderWith({ 's.yaml': `${scenario}sweep: { batch: [1, 2] }\n` });
  const args = ['run', 's.yaml', '--out', 'r', '--no-charts', '--json', '--rows', 'csv,parquet,jsonl'];
  const { code, out, err } = await runIn(folder, ...args);
  expect([code, err]).toEqual([0, '']);
  expect(everything(join(folder, 'r'))).toEqual(
    [
      '.kjoule-files',
      'report.html',
      'report.md',
      'result.json',
      'rows.csv',
      'rows.jsonl',
      'rows.parquet',
      'rows.schema.json',
    ].sort(),
  );
  const total = (JSON.parse(out).cases as { result: { totals: { energyPj: number } } }[]).map(
    ({ result }) => result.totals.energyPj,
  );
  const bytes = new Uint8Array(readFileSync(join(folder, 'r/rows.parquet')));
  const rows = (await parquetReadObjects({ file: bytes.buffer })) as { batch: number; energy_pj: number }[];
  const sums = [1, 2].map((batch) =>
    rows.filter((row) => row.batch === batch).reduce((sum, row) => sum + row.energy_pj, 0),
  );
  expect(sums).toEqual(total);
  const lines = readFileSync(join(folder, 'r/rows.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual(rows);
});

test('a form that does not exist, or files without a folder, are bad input', async () => {
  const folder = folderWith({ 's.yaml': scenario });
  const { code, err } = await runIn(folder, 'run', 's.yaml', '--json', '--rows', 'parket');
  expect(code).toBe(2);
  expect(err).toContain('did you mean "parquet"?');
  expect(err).toContain('--out FOLDER');
  expect(everything(folder)).toEqual(['s.yaml']);
});

const accelerators = readdirSync(new URL('../../hardware-specs/', import.meta.url))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

test.each(accelerators)('export %s --format timeloop-ert: every price comes back from the tables', async (name) => {
  const folder = folderWith();
  const { code, err } = await runIn(folder, 'export', name, '--format', 'timeloop-ert', '--out', 'ert.yaml');
  expect([code, err]).toEqual([0, '']);
  const parsed = parseYaml('ert.yaml', readFileSync(join(folder, 'ert.yaml'), 'utf8'));
  const { sections } = gather([parsed], [], []);
  const energies = readEnergies(sections.get('ERT')!);
  const areas = sections.has('ART') ? readAreas(sections.get('ART')!) : new Map<string, number>();
  const library = await loadLibrary(folder);
  const prices = priceHardware(await loadHardware(name, { cwd: folder, folder }, library), library);
  expect(energies.size).toBe(prices.size);
  for (const { component, actions, areaUm2 } of prices.values()) {
    const own = component.replace(/[^\w-]+/g, '_');
    const expected = Object.entries(actions).map(([action, { energyPj }]) => [
      action === 'mac' ? 'compute' : action,
      energyPj,
    ]);
    expect([...(energies.get(own) ?? [])]).toEqual(expected);
    expect(areas.get(own) ?? null).toBe(areaUm2);
  }
});

test('options about networks say nothing of prices; a file that exists stays', async () => {
  const folder = folderWith({ 'ert.yaml': 'mine' });
  const args = ['export', 'edge-small', '--format', 'timeloop-ert', '--out', 'ert.yaml'];
  const refused = await runIn(folder, ...args, '--k', '4');
  expect([refused.code, refused.err.includes('key-without-effect')]).toEqual([2, true]);
  expect((await runIn(folder, ...args)).code).toBe(2);
  expect(readFileSync(join(folder, 'ert.yaml'), 'utf8')).toBe('mine');
});
