import { describe, expect, test } from 'vitest';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { InputError } from '../../src/shared/issue.ts';
import { faults, hardware, mapper, scenario } from './constrained.ts';

describe('faults of constraints', () => {
  test.each([
    ['levels: [{ level: GBL, keep: [I] }]', 'unknown-level'],
    ['levels: [{ level: PE, factors: [M=0] }]', 'wrong-value'],
    ['levels: [{ level: PE, factors: [M8] }]', 'wrong-value'],
    ['levels: [{ level: PE, factors: [K<=4] }]', 'unknown-dimension'],
    ['levels: [{ level: PE, only: [R, X] }]', 'unknown-dimension'],
    ['levels: [{ level: PE, innermost: [[P, Z]] }]', 'unknown-dimension'],
    ['levels: [{ level: PE, innermost: [M, [P, M]] }]', 'duplicate-name'],
    ['levels: [{ level: PE, outermost: [R], innermost: [P, R] }]', 'conflicting-keys'],
    ['levels: [{ level: GLB, keep: [W] }]', 'cannot-keep'],
    ['levels: [{ level: DRAM, bypass: [W] }]', 'not-kept'],
    ['levels: [{ level: PE, keep: [A] }]', 'wrong-value'],
    ['levels: [{ level: GLB, x: { factors: [M=8] } }]', 'fanout-exceeded'],
    ['levels: [{ level: GLB, z: { only: [M] } }]', 'unknown-key'],
    ['levels: [{ level: GLB, layers: [conf], keep: [I] }]', 'no-such-layer'],
    ['levels: [{ level: GLB }]', 'wrong-value'],
    ['levels: [{ keep: [I], only: [M] }]', 'missing-key'],
    ['utilisation: 75', 'wrong-value'],
    ['utilisation: 0', 'wrong-value'],
    ['dataflow: weight-stationery', 'wrong-value'],
  ])('%s', async (line, expected) => {
    const found = await faults(scenario(mapper('optimal', line)));
    expect(found).toHaveLength(1);
    expect(found[0]!.startsWith(expected.split(' ')[0]!)).toBe(true);
    expect(found[0]).toContain('s.yaml:6:');
  });

  test('all of them in one report, those of the spec too, with the nearest name', async () => {
    const spec = `${hardware}constraints:\n  levels:\n    - { level: PEE, keep: [W], only: [R] }\n`;
    expect(await faults(readHardware('hw.yaml', spec))).toEqual([
      'unknown-level hw.yaml:26:16 constraints.levels[0].level did you mean "PE"?',
    ]);
    const found = await faults(
      scenario(mapper('optimal', 'levels:', '  - { level: GLP, keep: [I] }', '  - { level: PE, only: [K] }')),
    );
    expect(found).toEqual([
      'unknown-level s.yaml:7:18 mapper.constraints.levels[0].level did you mean "GLB"?',
      'unknown-dimension s.yaml:8:29 mapper.constraints.levels[1].only[0]',
    ]);
  });

  test('a dimension of the spec that no layer has is told where the spec names it', async () => {
    const spec = `${hardware}constraints:\n  levels:\n    - { level: PE, factors: [Kernel=3] }\n`;
    expect(await faults(scenario('  strategy: optimal\n', spec))).toEqual([
      'unknown-dimension hw.yaml:26:30 constraints.levels[0].factors[0]',
    ]);
  });
});

describe('one fault hides no other, and each stands at its own place', () => {
  const levels = [
    'levels:',
    '  - { level: GLP, only: [M] }',
    '  - { level: GLB, layers: ["c*", conv9], factors: [M=8, K=3], y: { factors: [Q=16] } }',
    '  - { level: DRAM, bypass: [W] }',
    '  - { level: PE, innermost: [R, [P, R]], factors: [M8] }',
  ];

  test('a malformed factor in a scenario', async () => {
    const found = await faults(scenario(mapper('optimal', ...levels)));
    const at = 'mapper.constraints.levels';
    expect(found.toSorted()).toEqual([
      `duplicate-name s.yaml:10:41 ${at}[3].innermost[1][1]`,
      `fanout-exceeded s.yaml:8:82 ${at}[1].y.factors[0]`,
      `no-such-layer s.yaml:8:38 ${at}[1].layers[1] did you mean "conv"?`,
      `not-kept s.yaml:9:33 ${at}[2].bypass[0]`,
      `unknown-dimension s.yaml:8:61 ${at}[1].factors[1]`,
      `unknown-level s.yaml:7:18 ${at}[0].level did you mean "GLB"?`,
      `wrong-value s.yaml:10:56 ${at}[3].factors[0]`,
    ]);
  });

  test('a malformed factor in a spec', async () => {
    const spec = `${hardware}constraints:\n${levels.map((line) => `  ${line}\n`).join('')}`;
    const found = await faults(readHardware('hw.yaml', spec));
    expect(found.map((text) => text.split(' ', 1)[0]).toSorted()).toEqual([
      'duplicate-name',
      'fanout-exceeded',
      'not-kept',
      'unknown-level',
      'wrong-value',
    ]);
  });

  test('layers of an entry without one limit that can be read', async () => {
    const line = 'levels: [{ level: PE, layers: [conv9], factors: [M8] }]';
    expect((await faults(scenario(mapper('optimal', line)))).map((text) => text.split(' ', 1)[0])).toEqual([
      'wrong-value',
      'no-such-layer',
    ]);
  });

  test.each(['null', '5', 'word', '[]', '{}', '[null]', '[[1]]', '{ a: 1 }'])(
    '%s in place of any part is a fault, or right, and nothing else',
    async (other) => {
      const parts = [
        'GLB',
        '[conv]',
        'conv',
        '[M=2]',
        'M=2',
        '[[P, Q]]',
        '[P, Q]',
        'Q',
        '{ most: 2 }',
        '2',
        '[I]',
        'I',
      ];
      const text =
        'levels: [{ level: GLB, layers: [conv], factors: [M=2], innermost: [[P, Q]], x: { most: 2 }, keep: [I] }]';
      for (const part of [...parts, text.slice('levels: '.length), text.slice('levels: ['.length, -1)]) {
        const line = text.replace(part, other);
        expect(line).not.toBe(text);
        const error: unknown = await scenario(mapper('optimal', line)).catch((reason: unknown) => reason);
        if (error instanceof Error) expect(error).toBeInstanceOf(InputError);
      }
    },
  );

  test('dimensions of spatial constraints, as those of others', async () => {
    const spec = `${hardware}constraints:\n  spatial:\n    - { level: GLB, x: [kernel, P, T], y: [M, conv, X] }\n`;
    expect(await faults(scenario('  strategy: optimal\n', spec))).toEqual([
      'unknown-dimension hw.yaml:26:25 constraints.spatial[0].x[0]',
      'unknown-dimension hw.yaml:26:47 constraints.spatial[0].y[1]',
    ]);
  });

  test('orders of different layers contradict nothing', async () => {
    const entries = ['conv', 'point'].map((layer, index) => {
      return `  - { level: PE, layers: [${layer}], ${['inner', 'outer'][index]}most: [R] }`;
    });
    await expect(scenario(mapper('optimal', 'levels:', ...entries))).resolves.toBeDefined();
    const found = await faults(
      scenario(mapper('optimal', 'levels:', entries[0]!, entries[1]!.replace('[point], ', '["c*", conv], '))),
    );
    expect(found).toEqual(['conflicting-keys s.yaml:7:50 mapper.constraints.levels[0].innermost[0]']);
  });
});

describe('faults beside constraints', () => {
  const told = async (lines: string) => {
    const error: unknown = await scenario(lines).catch((reason: unknown) => reason);
    if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
    return error.issues.map(({ code, path, accepted }) => `${code} ${path}: ${accepted}`);
  };

  test('a strategy that is missing or wrong: all there are', async () => {
    const expected = 'mapper.strategy: templates, optimal, fixed';
    expect(await told('  objective: energy\n')).toEqual([`missing-key ${expected}`]);
    expect(await told('  bypass: true\n')).toEqual([`missing-key ${expected}`]);
    expect(await told('  strategy: best\n')).toEqual([`wrong-value ${expected}`]);
  });

  test('a time limit without a unit', async () => {
    const expected = 'mapper.timeLimit: a time, such as 10 s';
    expect(await told('  strategy: optimal\n  timeLimit: 5\n')).toEqual([`missing-unit ${expected}`]);
    expect(await told('  strategy: optimal\n  timeLimit: "5"\n')).toEqual([`missing-unit ${expected}`]);
    expect(await told('  strategy: optimal\n  timeLimit: [5 s]\n')).toEqual([`wrong-value ${expected}`]);
  });
});
