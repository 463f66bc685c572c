import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../src/cost/result.ts';
import { renderPng } from '../src/files/render-png.ts';
import { renderCharts } from '../src/report/render.ts';
import { terminalSummary } from '../src/report/terminal.ts';
import { version } from '../src/shared/version.ts';
import { folderWith, runIn } from './cli/run-in.ts';
import { codeBlocks, read, root } from './docs/documents.ts';

/** `KJOULE_UPDATE=1 npx vitest run test/docs.test.ts` writes what the README shows of the main job anew. */
const update = process.env.KJOULE_UPDATE === '1';
const howTo = 'run KJOULE_UPDATE=1 npx vitest run test/docs.test.ts';

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(`${root}docs`, { recursive: true })
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith('.md')),
];

describe('README.md', () => {
  const text = read('README.md');
  let result: RunResult;

  beforeAll(async () => {
    const { out } = await runIn(root, 'run', 'scenarios/alexnet-eyeriss.yaml', '--json');
    result = JSON.parse(out) as RunResult;
  }, 120_000);

  test('shows what the main job prints', () => {
    const summary = terminalSummary(result, { columns: 100, colour: false, reportFolder: 'reports/alexnet-eyeriss' });
    const fresh = summary.slice(summary.indexOf('\nEnergy ') + 1);
    const [shown] = codeBlocks(text, 'text');
    if (update)
      writeFileSync(
        `${root}README.md`,
        text.replace(`\`\`\`text\n${shown}`, () => `\`\`\`text\n${fresh}`),
      );
    else expect(shown, howTo).toBe(fresh);
  });

  test('shows the chart of the main job; the data beside the picture are compared, not its pixels', async () => {
    const picture = /!\[.*\]\((docs\/images\/[\w-]+)\.png\)/.exec(text)![1]!;
    const charts = await renderCharts(result);
    const chart = charts.find(({ name }) => name === 'energy-per-layer-by-component')!;
    const fresh = `${JSON.stringify(chart.spec, null, 2)}\n`;
    if (update) {
      writeFileSync(`${root}${picture}.vl.json`, fresh);
      writeFileSync(`${root}${picture}.png`, await renderPng(chart.svg));
    }
    expect(read(`${picture}.vl.json`), howTo).toBe(fresh);
    expect(statSync(`${root}${picture}.png`).size).toBeGreaterThan(10_000);
  });

  test('its commands work as they stand', async () => {
    const folder = folderWith();
    const commands = codeBlocks(text, 'sh')[0]!.trim().split('\n');
    expect(commands.length).toBe(8);
    for (const command of commands) {
      const [, kjoule, ...words] = command
        .replace(/\s+#.*/, '')
        .match(/'[^']*'|\S+/g)!
        .map((word) => word.replace(/^'(.*)'$/, '$1'));
      expect(kjoule).toBe('kjoule');
      const { code, err } = await runIn(folder, ...words, ...(words[0] === 'run' ? ['--no-charts'] : []));
      expect(err, command).toBe('');
      expect(code, command).toBe(0);
    }
  }, 180_000);

  test('its library example runs as it stands', async () => {
    const [example] = codeBlocks(text, 'js');
    const { outputFiles } = await build({
      stdin: { contents: example!, resolveDir: root },
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      alias: { kjoule: `${root}src/index.ts` },
      write: false,
      logLevel: 'silent',
    });
    const lines = execFileSync(process.execPath, ['--input-type=module'], { cwd: root, input: outputFiles[0]!.text })
      .toString()
      .trim()
      .split('\n');
    const { layers } = JSON.parse((await runIn(root, 'workload', 'lenet5', '--json')).out) as {
      layers: { name: string }[];
    };
    expect(lines.map((line) => line.split(' ')[0])).toEqual(layers.map((layer) => layer.name));
    for (const line of lines) expect(line).toMatch(/^\w+ \d+(\.\d+)? \d+$/);
  }, 60_000);

  test('its commands are those of package.json, and the version of Node as well', () => {
    const { scripts, engines } = JSON.parse(read('package.json')) as {
      scripts: Record<string, string>;
      engines: { node: string };
    };
    expect(scripts.start).toContain('run scenarios/alexnet-eyeriss.yaml');
    expect(text).toContain('npm ci && npm start');
    expect(text).toContain('npm ci && npm test');
    expect(engines.node).toBe('>=20');
    expect(read('.ci/run')).toMatch(/npm ci\nnpm test/);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');
  const map = text.split('## Folders')[1]!.split('```')[1]!;

  test('its map of src and test is the tree', () => {
    const below = (heading: string) => map.split(`\n${heading}/`)[1]!.split(/\n(?=\S)/)[0]!;
    const named = (part: string) => [...part.matchAll(/^ {2}([\w.-]+)/gm)].map((match) => match[1]!);
    expect(named(below('src')).sort()).toEqual(readdirSync(`${root}src`).sort());
    for (const name of named(below('test'))) expect(existsSync(`${root}test/${name}`), name).toBe(true);
    for (const name of [...map.matchAll(/^([\w-]+)\//gm)].map((match) => match[1]!)) {
      expect(name === 'reports' || existsSync(root + name), name).toBe(true);
    }
  });

  test('its order of imports is the one enforced', () => {
    const order = /^`(shared < .*)`,/m.exec(text)![1]!.split(' < ');
    const enforced = [
      ...read('test/layering.test.ts')
        .split('];')[0]!
        .matchAll(/^ {2}'([\w.-]+)',$/gm),
    ];
    expect([...order, 'index.ts']).toEqual(enforced.map((match) => match[1]));
  });

  test('there are seven files to read first', () => {
    expect(text.split('## Reading order')[1]!.match(/^\d\. /gm)).toHaveLength(7);
  });
});

describe.each(documents)('%s', (name) => {
  const text = read(name);

  test('every link leads to a file, every path named is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[\w-]+)?\)/g)].map((match) =>
      normalize(join(dirname(name), match[1]!)),
    );
    const paths = [...text.matchAll(/`((?:src|test|docs|hardware-specs|scenarios|scripts)\/[\w./-]+)`/g)].map(
      (match) => match[1]!,
    );
    expect([...links, ...paths].filter((path) => !existsSync(root + path))).toEqual([]);
  });
});

test('the changelog begins with the version of the package', () => {
  expect(/^## (\S+?),? /m.exec(read('CHANGELOG.md'))![1]).toBe(version);
});

test('the glossary is in order and says nothing twice', () => {
  const terms = [...read('docs/glossary.md').matchAll(/^\| (?!Term|---)([^|]+?) \|/gm)].map((match) =>
    match[1]!.toLowerCase(),
  );
  expect(terms.length).toBeGreaterThan(50);
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, 'en')));
});
