import { describe, expect, it, test } from 'vitest';
import { objectiveText } from '../../src/mapper/objective.ts';
import { isFault, readObjective } from '../../src/study/read-objective.ts';

describe('objectives as scenarios write them', () => {
  it.each([
    ['energy', 'energy'],
    [' latency ', 'latency'],
    ['energy-delay', 'energy-delay'],
    ['energy within 0.2 ms', { kind: 'within', ns: 200_000 }],
    ['energy/2 uJ+latency/10 us', { kind: 'sum', pj: 2e6, ns: 10_000 }],
    ['energy / (3 * 1 nJ) + latency / (1 us + 5 ns)', { kind: 'sum', pj: 3000, ns: 1005 }],
  ] as const)('%s', async (text, objective) => {
    expect(await readObjective(text)).toEqual(objective);
    expect(await readObjective(objectiveText(objective))).toEqual(objective);
  });

  it.each([
    ['enrgy', 'wrong-value', 'did you mean "energy"?'],
    ['EDP', 'wrong-value', 'did you mean "energy-delay"?'],
    ['energy + latency', 'wrong-value', undefined],
    ['energy within 200', 'missing-unit', undefined],
    ['energy within 0 us', 'out-of-range', undefined],
    ['energy / 1 us + latency / 1 us', 'wrong-unit', undefined],
    ['energy within 10000 cycles', 'wrong-unit', 'cycles become a time by the clock: 10000 / (200 MHz)'],
    ['energy / 1 uJ + latency / 1 uS', 'unknown-unit', 'units are case-sensitive: did you mean "us"?'],
  ])('%s: %s', async (text, code, hint) => {
    const fault = await readObjective(text);
    if (!isFault(fault)) throw new Error(`read as ${objectiveText(fault)}`);
    expect([fault.code, fault.hint]).toEqual([code, hint]);
    expect(fault.accepted.length).toBeGreaterThan(0);
  });

  test('cycles are named as what they are, with a time of the size of a layer, and the hint is taken', async () => {
    expect(await readObjective('energy within 10000 cycles')).toMatchObject({
      message: 'this is a number of cycles where a time is wanted',
      accepted: 'a time, such as 200 us',
    });
    expect(await readObjective('energy within 10000 / (200 MHz)')).toEqual({ kind: 'within', ns: 50_000 });
  });

  test('what is wrong stands in the report of the scenario, with its place', async () => {
    const { folderWith, runIn } = await import('../cli/run-in.ts');
    const text = 'workload: lenet5\nhardware: edge-small\nmapper: { strategy: optimal, objective: energy within 5 }\n';
    const { code, err } = await runIn(folderWith({ 's.yaml': text }), 'run', 's.yaml');
    expect(code).toBe(2);
    for (const part of ['missing-unit', 's.yaml:3:', 'mapper.objective']) expect(err).toContain(part);
  });
});
