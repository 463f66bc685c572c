import { describe, expect, test } from 'vitest';
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
    expect(everything(folder)).toEqual(['s.yaml']);
  });

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
