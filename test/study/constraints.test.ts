import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import { loadHardware } from '../../src/files/load-hardware.ts';
import { loadWorkload } from '../../src/files/load-workload.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { type InputError, NoAnswerError } from '../../src/shared/issue.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { simulate } from '../../src/simulate.ts';
import { readScenario } from '../../src/study/read-scenario.ts';
import { shippedLibrary } from '../components/shipped.ts';
import { root } from '../docs/documents.ts';
import { hardware, mapper, scenario, sourcesOf } from './constrained.ts';

let library: ComponentLibrary;
beforeAll(async () => {
  library = await shippedLibrary();
});

async function run(mapper: string, spec = hardware) {
  return simulate({ ...(await scenario(mapper, spec)), command: '', library });
}

describe('layers under constraints', () => {
  const lineOf = (text: string, level: string): string => text.split('\n').find((line) => line.startsWith(level))!;

  test.each(['optimal', 'templates'])(
    '%s keeps to those of the spec and of the scenario, and to those of a layer for that layer',
    async (strategy) => {
      const spec = `${hardware}constraints:\n  levels:\n    - { level: PE, only: [R, S, M] }\n`;
      const result = await run(
        mapper(
          strategy,
          'levels:',
          '  - { level: GLB, x: { only: [C] }, y: { factors: [M=2] }, innermost: [Q] }',
          '  - { level: PE, factors: [S=all], layers: [conv] }',
          '  - { level: PE, bypass: [I], layers: [point] }',
        ),
        spec,
      );
      const [conv, point, pool] = result.layers;
      for (const { mapping } of [conv!, point!]) {
        expect(lineOf(mapping, 'GLB')).toMatch(/Y: M2$/);
        expect(lineOf(mapping, 'GLB')).not.toMatch(/X: [^C]/);
        expect(lineOf(mapping, 'PE')).not.toMatch(/[CPQN]\d/);
      }
      expect(lineOf(conv!.mapping, 'PE')).toMatch(/^PE keep W,I,O:.* S3/);
      expect(lineOf(point!.mapping, 'PE')).toMatch(/^PE keep W,O:/);
      expect(pool!.mapping).toBeDefined();
    },
  );

  test('optimal: a dataflow costs no less than no constraint, and is proven', async () => {
    const free = await run('  strategy: optimal\n');
    const bound = await run(mapper('optimal', 'dataflow: output-stationary'));
    for (const [index, layer] of bound.layers.slice(0, 2).entries()) {
      expect(layer.proof!.gap).toBe(0);
      expect(layer.proof!.energyPj).toBeGreaterThanOrEqual(free.layers[index]!.proof!.energyPj);
    }
    expect(bound.totals.energyPj).toBeGreaterThan(free.totals.energyPj);
  });

  test('fixed: a mapping that breaks one is refused with its name and place', async () => {
    const text = [
      '  strategy: fixed',
      '  constraints:',
      '    levels: [{ level: PE, factors: [R=all] }]',
      '  mappings:',
      '    point: |',
      '      DRAM: M4 C8',
      '      GLB: P6 Q6',
      '    conv: |',
      '      DRAM: M8 C4',
      '      GLB: P6 Q6 R3 S3',
      '',
    ].join('\n');
    const error: unknown = await scenario(text).catch((reason: unknown) => reason);
    expect((error as InputError).issues.map(({ code, message }) => [code, message])).toEqual([
      ['breaks-constraint', 'the mapping breaks the constraint "PE: R=all in time" (s.yaml:6:37)'],
    ]);
  });

  test('nothing left: the smallest set is named, capacity included, each with its place', async () => {
    const text = mapper(
      'optimal',
      'utilisation: 0.25',
      'levels:',
      '  - { level: PE, factors: [C=4, M<=4], innermost: [C] }',
      '  - { level: PE, factors: [R=all, S=all], layers: [conv] }',
    );
    for (const asked of [text, text.replace('optimal', 'templates')]) {
      const error: unknown = await run(asked).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoAnswerError);
      const [issue, ...more] = (error as NoAnswerError).issues;
      expect(more).toEqual([]);
      // 4 · 3 · 3 inputs and as many weights are more than 32 bytes.
      expect(issue).toMatchObject({ code: 'constraints-conflict', path: 'conv', file: 's.yaml', line: 8 });
      expect(issue!.message).toContain('"PE: C=4 in time" (s.yaml:8:32)');
      expect(issue!.message).toContain('"capacity of PE: 256 bit" (hw.yaml:19:15)');
      expect(issue!.message).toMatch(/"PE: [RS]=all in time" \(s\.yaml:9:\d+\)/);
      expect(issue!.message).not.toContain('utilisation');
      expect(issue!.hint).toContain('no smaller set conflicts');
    }
  });

  test('templates: factors that do not divide are found where fixed factors leave no others', async () => {
    const { layers } = await run(mapper('templates', 'levels: [{ level: GLB, factors: [P=4], layers: [conv] }]'));
    expect(lineOf(layers[0]!.mapping, 'GLB')).toContain('P4');
    const error: unknown = await run(mapper('optimal', 'levels: [{ level: GLB, factors: [P=4] }]')).catch(
      (e: unknown) => e,
    );
    const [issue] = (error as NoAnswerError).issues;
    expect(issue!.message).toContain('no mapping with factors that divide keeps to "GLB: P=4 in time"');
    expect(issue!.hint).not.toContain('imperfect');
  });

  test('factors that need not divide: found where the layer may be cut as larger, else explained in that space', async () => {
    const imperfect = (factor: string): string =>
      mapper('optimal', `levels: [{ level: GLB, x: { factors: [${factor}] }, layers: [conv] }]`);
    // 6 rows over 4 columns: 8 are 33 % more work. Of 4 channels over 3 columns there is no such size at all.
    const text = imperfect('C=3');
    for (const [asked, space] of [
      [text, 'with factors that divide'],
      [`${text}  factors: imperfect\n`, 'with factors that divide a size looked at'],
    ] as const) {
      const error: unknown = await run(asked).catch((reason: unknown) => reason);
      expect((error as NoAnswerError).issues[0]!.message).toBe(
        `conv: no mapping ${space} keeps to "GLB: C=3 on X" (s.yaml:6:43)`,
      );
      // Six channels in threes.
      expect((error as NoAnswerError).issues[0]!.hint).toMatch(/^loosen it; cut as longer, .*strategy templates/);
    }
    // 8 filters over 5 columns, where another side of 5 makes them 10: a quarter more.
    const wide = hardware.replace('fanout: { x: 4, y: 2 }', 'fanout: { x: 5, y: 2 }');
    const fixed = imperfect('M=5');
    const error: unknown = await run(fixed, wide).catch((reason: unknown) => reason);
    expect((error as NoAnswerError).issues[0]!.hint).toContain('factors that need not divide (imperfect) keep to all');
    const { layers } = await run(`${fixed}  factors: imperfect\n`, wide);
    expect(layers[0]!.mapping).toContain('M5');
  });
});

test('the example of docs/mapping.md is read, and AlexNet mapped under it', async () => {
  const text = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');
  const [, words, block] = /```yaml constraints (.*)\n([\s\S]*?)```/.exec(text)!;
  const facts = Object.fromEntries([...words!.matchAll(/(\w+)=(\S+)/g)].map((match) => [match[1], match[2]!]));
  const place = { cwd: root, folder: root };
  const from = {
    ...sourcesOf(hardware),
    workload: () => loadWorkload(facts.workload!, place, { batch: 1 }),
    hardware: () => loadHardware(facts.hardware!, place, library),
  };
  const lines = block!.replaceAll(/^/gm, '    ');
  const yaml = `workload: net\nhardware: hw\nlayers: [conv3]\nmapper:\n  strategy: optimal\n  constraints:\n${lines}\n`;
  const read = await readScenario(parseYaml('s.yaml', yaml), from);
  const result = await simulate({ ...read, command: '', library });
  const [layer] = result.layers;
  expect(layer!.proof!.gap).toBe(0);
  const mapping = parseMapping(layer!.mapping, read.workload.layers[0]!.problem, read.hardware);
  const used = mapping.levels[1]!;
  const count = (loops: typeof used.x): number => loops.reduce((all, { factor }) => all * factor, 1);
  expect(count(used.x) * count(used.y)).toBeGreaterThanOrEqual(0.4 * 256);
  expect(count(used.y)).toBeLessThanOrEqual(10);
  expect(mapping.levels[2]!.temporal).toContainEqual({ dimension: 'S', factor: 3 });
});
