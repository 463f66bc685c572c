import { describe, expect, test } from 'vitest';
import type { ResultComparison, SweepComparison } from '../../src/study/compare-results.ts';
import { folderWith, runIn } from './run-in.ts';

const scenario = (more = '') => `workload: lenet5\nlayers: [conv1]\nhardware: edge-small\n${more}`;
const sweep = (values: string) => scenario(`sweep: { batch: [${values}] }\n`);

async function reports(first: string, second: string): Promise<string> {
  const folder = folderWith({ 'a.yaml': first, 'b.yaml': second });
  for (const name of ['a', 'b']) expect((await runIn(folder, 'run', `${name}.yaml`, '--no-charts')).code).toBe(0);
  return folder;
}

describe('kjoule compare', () => {
  test('another buffer and batch: totals, layers and components that changed, equal ones left out', async () => {
    const folder = await reports(
      scenario(),
      scenario('batch: 2\nhardwareChanges: { levels: { SRAM: { capacity: 8 KiB } } }\n'),
    );
    const { code, out, err } = await runIn(folder, 'compare', 'reports/a', 'reports/b');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('batch: 1 -> 2');
    expect(out).toMatch(/^conv1 .* [+−]\d/m);
    const json = JSON.parse(
      (await runIn(folder, 'compare', 'reports/a', 'reports/b', '--json')).out,
    ) as ResultComparison;
    const sum = (side: 'before' | 'after') => json.layers.reduce((total, each) => total + each.energyPj[side]!, 0);
    expect([sum('before'), sum('after')]).toEqual([json.energyPj.before, json.energyPj.after]);
    const gaps = json.layers.map(({ energyPj }) => Math.abs(energyPj.after! - energyPj.before!));
    expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
    expect(json.prices.map(({ what }) => what)).toContain('SRAM read');
    expect(json.prices.map(({ what }) => what)).not.toContain('DRAM read');
  });

  test('a report equals itself', async () => {
    const folder = await reports(scenario(), scenario());
    const { out } = await runIn(folder, 'compare', 'reports/a', 'reports/b/result.json');
    expect(out).toContain('The two results are equal.');
    expect(out).not.toContain('layer, energy');
  });

  test('sweeps case by case, and cases only one has', async () => {
    const folder = await reports(sweep('1, 2, 3'), sweep('2, 3, 4'));
    const { out } = await runIn(folder, 'compare', 'reports/a', 'reports/b');
    expect(out).toContain('0 cases differ, 2 are equal.');
    expect(out).toContain('Only in the first: batch = 1');
    const json = JSON.parse(
      (await runIn(folder, 'compare', 'reports/a', 'reports/b', '--json')).out,
    ) as SweepComparison;
    expect([json.onlyBefore, json.onlyAfter, json.equal]).toEqual([['batch = 1'], ['batch = 4'], 2]);
  });

  test('a sweep and a run are not compared; what is no report is told for both', async () => {
    const folder = await reports(scenario(), sweep('1, 2'));
    expect((await runIn(folder, 'compare', 'reports/a', 'reports/b')).err).toContain('not-comparable');
    const { code, err } = await runIn(folder, 'compare', 'a.yaml', 'nowhere');
    expect(code).toBe(2);
    expect(err).toContain('not-a-result');
    expect(err).toContain('nowhere');
  });
});
