import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ComponentLibrary } from '../src/components/library.ts';
import type { CostRow, RunResult } from '../src/cost/result.ts';
import { loadLibrary } from '../src/files/load-library.ts';
import { openStudyFile } from '../src/files/load-study.ts';
import { simulate } from '../src/simulate.ts';
import { scenarioSchemaText } from '../src/study/scenario-schema-text.ts';

const cwd = fileURLToPath(new URL('../', import.meta.url));
const folder = new URL('../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Layers of a large network beyond this many of each kind say nothing new about sums. */
const mostOfAKind = 8;

let library: ComponentLibrary;
beforeAll(async () => {
  library = await loadLibrary(cwd);
});

/** Networks that are no part of the project. */
function lacksNetwork(name: string): boolean {
  const { workload } = parse(readFileSync(new URL(name, folder), 'utf8')) as { readonly workload: string };
  return workload.startsWith('../') && !existsSync(new URL(workload, folder));
}

test.skipIf(!files.some(lacksNetwork))('scenarios whose network does not stand beside the project are left out', () => {
  expect(files.filter(lacksNetwork)).toEqual(['resnet20-k-sweep.yaml']);
});

describe.each(files.filter((name) => !lacksNetwork(name)))('scenarios/%s', (name) => {
  let result: RunResult;
  let ofFirst: RunResult;
  let skips = false;

  beforeAll(async () => {
    const path = fileURLToPath(new URL(name, folder));
    // of a sweep, the last case: the others differ in one value
    const file = { path, shown: `scenarios/${name}`, text: readFileSync(path, 'utf8') };
    const study = await openStudyFile(file, { cwd, library }, {});
    const { scenario } = await study.read(study.count - 1);
    const layers = scenario.workload.layers.filter(
      (layer, index, all) => all.slice(0, index).filter(({ kind }) => kind === layer.kind).length < mostOfAKind,
    );
    const workload = { ...scenario.workload, layers };
    const command = `kjoule run scenarios/${name}`;
    result = await simulate({ ...scenario, workload, library, command });
    const { scenario: first } = await study.read(0);
    const [small] = first.workload.layers.filter(({ operation }) => operation === 'mac');
    ofFirst = await simulate({ ...first, workload: { ...first.workload, layers: [small!] }, library, command });
    skips = scenario.hardware.mac.zeroWeights === 'skip' || scenario.hardware.mac.zeroInputs?.treatment === 'skip';
  }, 120_000);

  test('names its schema, so that editors check it', () => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json');
    const validate = new Ajv({ strict: false }).compile(JSON.parse(scenarioSchemaText()));
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  test('rows add up to layers and to the total exactly, in any grouping', () => {
    const { rows, layers, totals } = result;
    expect(sum(rows, 'energyPj')).toBe(totals.energyPj);
    expect(sum(layers, 'energyPj')).toBe(totals.energyPj);
    for (const key of ['layer', 'component', 'action', 'operand', 'componentClass'] as const) {
      expect(sum(groupSums(rows, key), 'energyPj')).toBe(totals.energyPj);
    }
    for (const layer of layers) {
      const own = rows.filter((row) => row.layer === layer.name);
      expect(sum(own, 'energyPj'), layer.name).toBe(layer.energyPj);
    }
  });

  test('cycles, MACs, operations and parameters add up', () => {
    const { layers, totals } = result;
    for (const key of ['cycles', 'macs', 'operations', 'parameters'] as const)
      expect(sum(layers, key)).toBe(totals[key]);
    for (const layer of layers) expect(sum(layer.stalls, 'cycles'), layer.name).toBe(layer.cycles);
  });

  test('tiles fit their memories, the array is used at most wholly', () => {
    for (const layer of result.layers) {
      expect(layer.utilisation ?? 0, layer.name).toBeLessThanOrEqual(1);
      const tiles = layer.levels.flatMap((level) => level.tiles);
      for (const memory of new Set(tiles.map((tile) => tile.memory))) {
        const own = tiles.filter((tile) => tile.memory === memory);
        expect(sum(own, 'bits'), `${layer.name} ${memory}`).toBeLessThanOrEqual(own[0]!.capacityBits ?? Infinity);
      }
    }
  });

  test('no layer is faster than a roof of its accelerator allows', () => {
    const { roofs } = result.hardware;
    expect(roofs.macsPerCycle).toBeGreaterThan(0);
    for (const { name: layer, style, macs, cycles } of result.layers) {
      // Operations that are shared or passed over take no time, and are counted.
      if (style !== 'mac' || skips || result.convention === 'timeloop') continue;
      expect(macs / cycles, layer).toBeLessThanOrEqual(roofs.macsPerCycle);
      for (const { name: port, memory, actions, bitsPerCycle } of roofs.ports) {
        const through = result.rows.filter(
          (row) => row.layer === layer && row.component === memory && actions.some((action) => action === row.action),
        );
        const bits = through.reduce((total, { count, bitsPerAction }) => total + count * bitsPerAction, 0);
        expect(bits / bitsPerCycle, `${layer} ${port}`).toBeLessThanOrEqual(cycles);
      }
    }
  });

  test('energy and cycles stay what they are until the model or a mapping changes', () => {
    const golden = ({ layers, totals: { energyPj, cycles, macs } }: RunResult) => ({
      layers: layers.length,
      macs,
      energyPj,
      cycles,
    });
    expect({ firstLayerOfFirstCase: golden(ofFirst), lastCaseReduced: golden(result) }).toMatchSnapshot();
  });

  test('every figure is a number, and not negative', () => {
    const wrong: string[] = [];
    visit(result, 'result', (path, value) => {
      if (!Number.isFinite(value) || value < 0) wrong.push(`${path}: ${value}`);
    });
    expect(wrong).toEqual([]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

test.each(files)('docs/scenarios.md lists %s', (name) => {
  const text = readFileSync(new URL('../docs/scenarios.md', import.meta.url), 'utf8');
  expect(text).toContain(`\`${name.replace('.yaml', '')}\``);
});

test('scenario.schema.json is what scripts/write-schemas.ts writes', () => {
  expect(readFileSync(new URL('scenario.schema.json', folder), 'utf8')).toBe(scenarioSchemaText());
});

function sum<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((total, item) => total + item[key], 0);
}

function groupSums(rows: readonly CostRow[], key: 'layer' | 'component' | 'action' | 'operand' | 'componentClass') {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row[key], (sums.get(row[key]) ?? 0) + row.energyPj);
  return [...sums.values()].map((energyPj) => ({ energyPj }));
}

function visit(value: unknown, path: string, check: (path: string, value: number) => void): void {
  if (typeof value === 'number') check(path, value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) visit(child, `${path}.${key}`, check);
  }
}
