import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { openDocument } from '../../src/shared/document.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { agreementSchema } from '../../src/study/agreement/agreement-schema.ts';
import { scenarioSchema } from '../../src/study/scenario-schema.ts';

const root = new URL('../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');
const guide = read('docs/cli.md');
const silent = { columns: 100, out: () => {}, err: () => {} } as unknown as Terminal;

function sources(folder: string): string {
  return readdirSync(new URL(folder, root), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(folder + name))
    .join('\n');
}

describe('docs/cli.md', () => {
  test.each(buildProgram(silent).commands.map((command) => [command.name(), command] as const))(
    '%s: every option is described',
    (name, command) => {
      const section = guide.split(/^## /m).find((each) => each.startsWith(`${name}\n`)) ?? '';
      for (const { long } of command.options) expect(section).toContain(long);
    },
  );

  test('every code raised here is listed', () => {
    const text = sources('src/study/') + sources('src/files/') + sources('src/cli/');
    const raised = [
      ...text.matchAll(/code: '([a-z]+(?:-[a-z]+)+)'/g),
      ...text.matchAll(/(?:refusal|add)\((?:[^,()]*, )?'([a-z]+(?:-[a-z]+)+)'/g),
    ].map((match) => match[1]!);
    expect(new Set(raised).size).toBeGreaterThan(12);
    const listed = guide + read('docs/errors.md');
    expect(
      [...new Set(raised)].filter((code) => !listed.includes(`\`${code}\``) && !listed.includes(`"${code}"`)),
    ).toEqual([]);
  });

  test('the example of an agreement is one', () => {
    const example = /## cross-check\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    expect(() => openDocument(parseYaml('example', example), agreementSchema)).not.toThrow();
  });

  test('the example of a sweep fits the schema', () => {
    const example = /### Sweeps\n[\s\S]*?What else a sweep knows:\n\n```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    const whole = `workload: lenet5\nhardware: eyeriss-65nm\n${example}`;
    expect(() => openDocument(parseYaml('example', whole), scenarioSchema)).not.toThrow();
  });

  test('the example is a scenario, with every key there is', () => {
    const example = /## A scenario\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    expect(() => openDocument(parseYaml('example', example), scenarioSchema)).not.toThrow();
    const whole = example.replace(/^# (sweep|inputShapes|hardwareChanges)(.*?) {4,}.*$/gm, '$1$2');
    expect(Object.keys(parse(whole)).sort()).toEqual(Object.keys(scenarioSchema.properties).sort());
  });
});
