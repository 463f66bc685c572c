import { describe, expect, test } from 'vitest';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { InputError } from '../../src/shared/issue.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { readScenario, type ScenarioOverrides } from '../../src/study/read-scenario.ts';
import type { ScenarioSources, WorkloadOptions } from '../../src/study/scenario.ts';
import { readActivity } from '../../src/workload/import/activity/read-activity.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { smallHardware, smallNetwork } from '../cli/small.ts';

const asked: WorkloadOptions[] = [];

/** Everything from memory: no file system is needed to read a scenario. */
const sources: ScenarioSources = {
  workload: async (name, options) => {
    asked.push(options);
    return readLayerList(name, smallNetwork, options);
  },
  weights: async () => ({ weights: new Map(), absent: new Map() }),
  namedWeights: async () => ({ weights: new Map(), unused: [] }),
  engine: async () => Promise.reject(new Error('no engine is named here')),
  artefact: async () => Promise.reject(new Error('no artefact is named here')),
  activity: async (name) => {
    if (name.startsWith('missing'))
      throw new InputError([{ code: 'unknown-activity', severity: 'error', message: name }]);
    return readActivity(
      name,
      `# source: test\nlayer,input_zeros,output_zeros\n${name.replace('.csv', '')},0.25,0.75\n`,
    );
  },
  hardware: async (name) => readHardware(name, smallHardware),
  mapping: async (name) => ({ file: name, text: 'DRAM: M4\nBUF: C3 P6 Q6 R3 S3\n' }),
};

const read = (text: string, overrides: ScenarioOverrides = {}) =>
  readScenario(parseYaml('s.yaml', `workload: net\nhardware: hw\n${text}`), sources, overrides);

async function faults(text: string): Promise<readonly string[]> {
  const error: unknown = await read(text).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues.map(({ code, line, column, path }) => `${code} ${line}:${column} ${path}`);
}

describe('zeros in maps', () => {
  const zerosOf = async (text: string) => (await read(text)).workload.layers.map(({ zeros }) => zeros);

  test('those of a table go to the layers it names; the others are full', async () => {
    expect(await zerosOf('activity: conv.csv')).toEqual([{ I: 0.25, O: 0.75, source: 'test' }, undefined, undefined]);
  });

  test('a network says its own, another table takes their place, none takes them away', async () => {
    const own = smallNetwork.replace('name: conv,', 'name: conv, zeros: { I: 0.5, O: 0.125, source: own },');
    expect(own).not.toBe(smallNetwork);
    const of = async (text: string) => {
      const from = { ...sources, workload: async (name: string) => readLayerList(name, own) };
      const scenario = await readScenario(parseYaml('s.yaml', `workload: net\nhardware: hw\n${text}`), from);
      return scenario.workload.layers[0]!.zeros;
    };
    expect(await of('')).toEqual({ I: 0.5, O: 0.125, source: 'own' });
    expect(await of('activity: conv.csv')).toMatchObject({ I: 0.25, source: 'test' });
    expect(await of('activity: none')).toBeUndefined();
  });

  test('a table may name layers that are not asked for, but none that does not exist', async () => {
    expect(await zerosOf('activity: pool.csv\nlayers: [conv]')).toEqual([undefined]);
    expect(await faults('activity: convv.csv')).toEqual(['no-such-layer 3:1 undefined']);
  });

  test('a table that is not there is a fault where it is named, beside others', async () => {
    expect(await faults('activity: missing\nbatch: 0')).toEqual(
      expect.arrayContaining(['unknown-activity 3:11 activity', 'wrong-value 4:8 batch']),
    );
  });
});

describe('defaults', () => {
  test('a workload and hardware are enough', async () => {
    const scenario = await read('');
    expect(scenario).toMatchObject({
      title: 'small on small',
      batch: 1,
      convention: 'port',
      // the dataflow the hardware is built for
      mapper: { strategy: 'templates', dataflow: 'output-stationary', objective: 'energy-delay' },
    });
    expect(scenario.workload.layers.map(({ name }) => name)).toEqual(['conv', 'relu', 'pool']);
  });

  test('what is written wins', async () => {
    const text =
      'title: T\nbatch: 2\nconvention: eyeriss\nmapper: { strategy: templates, dataflow: best, objective: latency }\n';
    expect(await read(text)).toMatchObject({
      title: 'T',
      batch: 2,
      convention: 'eyeriss',
      mapper: { dataflow: 'best', objective: 'latency' },
    });
    expect(await read(text, { batch: 7 })).toMatchObject({ batch: 7 });
  });
});

describe('layers', () => {
  test.each([
    ['[conv]', ['conv']],
    ['["*o*"]', ['conv', 'pool']],
    ['["p??l", relu]', ['relu', 'pool']],
    ['["**"]', ['conv', 'relu', 'pool']],
  ])('%s', async (patterns, names) => {
    const { workload } = await read(`layers: ${patterns}\n`);
    expect(workload.layers.map(({ name }) => name)).toEqual(names);
  });

  test('a dot is a dot; every pattern that matches nothing is a fault', async () => {
    expect(await faults('layers: [c.nv, conv, "fc*"]\n')).toEqual([
      'no-such-layer 3:10 layers[0]',
      'no-such-layer 3:22 layers[2]',
    ]);
  });
});

describe('batch and input shapes', () => {
  test.each([
    ['batch: 4\ninputShapes: { x: [1, 3, 8, 8] }\n', {}, { batch: 4, inputShapes: { x: [4, 3, 8, 8] } }],
    ['inputShapes: { x: [6, 3, 8, 8] }\n', {}, { batch: 6, inputShapes: { x: [6, 3, 8, 8] } }],
    [
      'inputShapes: { x: [6, 3, 8, 8], y: [2] }\n',
      { batch: 2 },
      { batch: 2, inputShapes: { x: [2, 3, 8, 8], y: [2] } },
    ],
    // The network's own holds.
    ['', {}, {}],
  ])('%j with %j', async (text, overrides, expected) => {
    await read(text, overrides);
    expect(asked.at(-1)).toEqual(expected);
  });
});

describe('fixed mappings', () => {
  test('text, or the name of a file', async () => {
    const { mapper } = await read(
      'mapper: { strategy: fixed, mappings: { conv: conv.map, pool: "BUF: C4 P3 Q3 R2 S2" } }\n',
    );
    expect(mapper).toEqual({
      strategy: 'fixed',
      mappings: new Map([
        ['conv', 'DRAM: M4\nBUF: C3 P6 Q6 R3 S3\n'],
        ['pool', 'BUF: C4 P3 Q3 R2 S2'],
      ]),
    });
  });

  test('a mapping of a layer that is filtered out does no harm', async () => {
    expect(
      (await read('layers: [pool]\nmapper: { strategy: fixed, mappings: { conv: conv.map } }\n')).mapper,
    ).toBeDefined();
  });

  test('all their faults, each at its line', async () => {
    const text = `mapper:
  strategy: fixed
  mappings:
    conv: |
      DRAM: M4 Z2
      BUFF: C3
    pool: "BUF: C4 P3"
    fc: "BUF: C4"
`;
    expect(await faults(text)).toEqual([
      'unknown-dimension 7:16 mapper.mappings.conv',
      'unknown-level 8:7 mapper.mappings.conv',
      'factors-too-small 9:11 mapper.mappings.pool (Q)',
      'factors-too-small 9:11 mapper.mappings.pool (R)',
      'factors-too-small 9:11 mapper.mappings.pool (S)',
      'no-such-layer 10:5 mapper.mappings.fc',
    ]);
  });
});

describe('faults', () => {
  test('of what is named stand where the scenario names it, beside its own', async () => {
    const missing = (code: string) => async () => {
      throw new InputError([{ code, severity: 'error', message: 'not there' }]);
    };
    const broken = { ...sources, workload: missing('unknown-workload'), hardware: missing('unknown-hardware') };
    const text = 'hardware: a\nworkload: b\nbatch: -1\nlayer: [x]\n';
    const error = await readScenario(parseYaml('s.yaml', text), broken).catch((reason: unknown) => reason);
    expect((error as InputError).issues.map(({ code, line, column }) => `${code} ${line}:${column}`).sort()).toEqual([
      'unknown-hardware 1:11',
      'unknown-key 4:1',
      'unknown-workload 2:11',
      'wrong-value 3:8',
    ]);
  });

  test.each([
    [
      'a filter that matches nothing',
      'layers: [conv, 3, fc]',
      ['wrong-value 4:16 layers[1]', 'no-such-layer 4:19 layers[2]'],
    ],
    [
      'mappings, one of them no text',
      'mapper: { strategy: fixed, mapings: 1, mappings: { conv: 3, pool: "BUG: C4", fc: "BUF: C4" } }',
      [
        'unknown-key 4:28 mapper.mapings',
        'wrong-value 4:58 mapper.mappings.conv',
        'unknown-level 4:68 mapper.mappings.pool',
        'no-such-layer 4:78 mapper.mappings.fc',
      ],
    ],
    [
      'options of the compression',
      'compression: { engine: deep-k-means, sed: 1, options: { kk: 3, exclude: 1 } }',
      [
        'unknown-key 4:38 compression.sed',
        'unknown-key 4:57 compression.options.kk',
        'wrong-value 4:73 compression.options.exclude',
      ],
    ],
    [
      'layers the compression leaves out',
      'compression: { engine: assume, options: { k: 3, exclude: [cnov] } }',
      ['no-such-layer 4:59 compression.options.exclude[0]'],
    ],
    [
      'layers the compression describes',
      'compression: { engine: assume, options: { k: 3, layers: { cnov: { k: 2 } } } }',
      ['no-such-layer 4:59 compression.options.layers.cnov'],
    ],
    [
      'an engine that is none',
      'compression: { engine: assum, options: 3 }',
      ['unknown-engine 4:24 compression.engine', 'wrong-value 4:40 compression.options'],
    ],
  ])('%s: told beside a misspelt key', async (_, text, expected) => {
    expect(await faults(`layer: [x]\n${text}\n`)).toEqual(
      expect.arrayContaining(['unknown-key 3:1 layer', ...expected]),
    );
    expect(await faults(`layer: [x]\n${text}\n`)).toHaveLength(expected.length + 1);
  });

  test('after broken syntax nothing is guessed', async () => {
    const before = asked.length;
    expect(await faults('layers: [conv\n')).toEqual([expect.stringContaining('yaml-syntax')]);
    expect(asked.length).toBe(before);
  });
});
