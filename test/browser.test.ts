import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../src/cost/result.ts';
import * as library from '../src/index.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Everything a page needs to cost a small network: texts in, a result out. */
const page = `
  (async () => {
    const library = await kjoule.readComponentLibrary(input.components);
    const result = await kjoule.simulate({
      title: 'in a page',
      command: '',
      workload: kjoule.readLayerList('tiny.yaml', input.network),
      batch: 1,
      hardware: await kjoule.readHardware('edge-small.yaml', input.hardware),
      library,
      convention: 'port',
      mapper: { strategy: 'templates', dataflow: 'output-stationary', objective: 'energy' },
    });
    return JSON.stringify({ result, csv: kjoule.rowsCsv(result.rows), charts: kjoule.charts(result).length });
  })()
`;

const network = `
name: tiny
source: test
input: { channels: 2, size: [6, 6] }
layers:
  - { name: conv, type: conv, filters: 3, kernel: 3 }
  - { name: relu, type: activation }
  - { name: pool, type: max-pool, kernel: 2 }
`;

const input = {
  network,
  hardware: readFileSync(`${root}hardware-specs/edge-small.yaml`, 'utf8'),
  components: ['arithmetic', 'dram', 'memory-area', 'network', 'node-scaling', 'register-file', 'sram'].map((name) => ({
    file: `${name}.yaml`,
    text: readFileSync(`${root}hardware-specs/components/${name}.yaml`, 'utf8'),
  })),
};

describe('the library in a browser', () => {
  let bundle = '';

  beforeAll(async () => {
    // For a browser esbuild knows no built-in of Node: an import of one, ours or a dependency's, is an error here.
    const { outputFiles } = await build({
      entryPoints: [`${root}src/index.ts`],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'kjoule',
      write: false,
      logLevel: 'silent',
    });
    bundle = outputFiles[0]!.text;
  });

  test('bundles without anything of Node', () => {
    expect(bundle).not.toMatch(/\b(?:from|require\()\s*["']node:/);
  });

  test('costs a network where there is no process, no file and no module, and equals Node to the last digit', async () => {
    // What every page has, and nothing else.
    const browser = { setTimeout, clearTimeout, performance, TextEncoder, TextDecoder, structuredClone, URL, input };
    const context = createContext(browser);
    runInContext(bundle, context);
    const inPage = JSON.parse((await runInContext(page, context)) as string) as { result: RunResult; csv: string };
    const here = new Function('kjoule', 'input', `return ${page.trim()}`) as (...given: unknown[]) => Promise<string>;
    expect(inPage).toEqual(JSON.parse(await here(library, input)));
    expect(inPage.result.layers.map((layer) => layer.name)).toEqual(['conv', 'relu', 'pool']);
    expect(inPage.result.totals.macs).toBe(3 * 2 * 4 * 4 * 3 * 3);
    expect(inPage.csv.split('\n').length).toBeGreaterThan(10);
  });
});
