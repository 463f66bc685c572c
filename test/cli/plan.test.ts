import { describe, expect, test } from 'vitest';
import type { TimedPlan } from '../../src/cli/commands/plan-text.ts';
import type { Plan } from '../../src/study/plan.ts';
import { everything, folderWith, runIn } from './run-in.ts';

const scenario = `
title: K and buffer
workload: lenet5
layers: [conv*, ip1]
hardware: eyeriss-65nm-lut
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: { from: 16, to: 256, factor: 4 }
  variables: { kib: [54, 108] }
  derived: { hardwareChanges.levels.GLB.capacity: "\${kib} KiB" }
  where: k * kib < 20000
  baseline: { k: 64, kib: 108 }
`;

describe('kjoule plan', () => {
  test('lists the cases with their values, marks the baseline, costs and writes nothing', async () => {
    const folder = folderWith({ 's.yaml': scenario });
    const { code, out, err } = await runIn(folder, 'plan', 's.yaml');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^5 baseline +64 +108/m);
    expect(out).toContain('6 cases, 18 mappings, 0 of them remembered, 18 to be searched.');
    expect(out).toMatch(
      /^About \S+ (s|second|min) in (one thread|\d+ threads): .* a search, .* a case, timed just now\.$/m,
    );
    expect(everything(folder)).toEqual(['s.yaml']);
  });

  test('what is searched once for many cases is planned once; cases that are done are told, and not timed', async () => {
    const many = scenario
      .replace('hardware:', 'mapper: { strategy: templates, searches: per-accelerator }\nhardware:')
      .replace('{ from: 16, to: 256, factor: 4 }', '{ from: 2, to: 256 }')
      .replace('[54, 108]', '[48, 54, 96, 108]')
      .replace(/ {2}where:.*\n/, '')
      .replace(', ip1', '');
    const folder = folderWith({ 's.yaml': many });
    const told = async () => JSON.parse((await runIn(folder, 'plan', 's.yaml', '--json')).out) as TimedPlan;
    const before = await told();
    expect([before.count, before.cases.length, before.done]).toEqual([1021, 1000, 0]);
    // four accelerators, the first case (uncompressed for one of them) and the last K, two shapes
    expect(before.searches).toBe(4 * 2 * 2);
    const { seconds, workers, searchMs, caseMs } = before.time;
    expect(seconds).toBeCloseTo((16 * searchMs! + 1021 * caseMs) / 1000 / workers, 6);
    expect((await runIn(folder, 'run', 's.yaml')).code).toBe(0);
    expect(await told()).toMatchObject({ done: 1021, time: { casesLeft: 0, searchesLeft: 0, seconds: 0 } });
  }, 120_000);

  test('as JSON; a scenario without a sweep is one case', async () => {
    const { out } = await runIn(folderWith(), 'plan', 'alexnet-eyeriss', '--json');
    const plan = JSON.parse(out) as Plan;
    expect(plan.cases).toHaveLength(1);
    expect(plan.cases[0]).toMatchObject({ workload: 'alexnet', values: {} });
    expect(plan.searches).toBeLessThanOrEqual(plan.cases[0]!.layers);
  });

  test('what is wrong with any case is told before anything runs', async () => {
    const broken = scenario.replace('GLB.capacity', 'GBL.capacity').replace('factor: 4', 'factor: 1');
    const { code, err } = await runIn(folderWith({ 's.yaml': broken }), 'plan', 's.yaml');
    expect([code, err.includes('does not lead from one end to the other')]).toEqual([2, true]);
    const level = scenario.replace('GLB.capacity', 'GBL.capacity');
    const second = await runIn(folderWith({ 's.yaml': level }), 'plan', 's.yaml');
    expect(second.err).toContain('did you mean "GLB"?');
  });
});
