import { describe, expect, test } from 'vitest';
import { readComponentLibrary } from '../../src/components/library.ts';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { sweepRowsCsv } from '../../src/report/rows-csv.ts';
import { energyByCase } from '../../src/report/sweep/energy-by-case.ts';
import { renderSweepHtml } from '../../src/report/sweep/page.ts';
import { sweepSummary } from '../../src/report/sweep/terminal.ts';
import { InputError, NoAnswerError } from '../../src/shared/issue.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { expandSweep } from '../../src/study/expand-sweep.ts';
import { readStudy } from '../../src/study/read-study.ts';
import { runSweep } from '../../src/study/run-sweep.ts';
import type { ScenarioSources } from '../../src/study/scenario.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { smallHardware, smallNetwork } from '../cli/small.ts';

const decoder = `decoder: { level: BUF, entries: 8, vectorLength: 3, entry: 8 bit, component: { energy: 1 pJ, source: test } }\n`;

let loads = 0;
const sources: ScenarioSources = {
  workload: async (name, options) => {
    loads += 1;
    return readLayerList(name, smallNetwork, options);
  },
  weights: async () => ({ weights: new Map(), absent: new Map() }),
  namedWeights: async () => ({ weights: new Map(), unused: [] }),
  engine: async () => Promise.reject(new Error('no engine is named here')),
  artefact: async () => Promise.reject(new Error('no artefact is named here')),
  activity: async () => Promise.reject(new Error('no zeros are named here')),
  hardware: async (name) => readHardware(name, smallHardware + decoder),
  mapping: async (name) => ({ file: name, text: '' }),
};

const base =
  'workload: net\nhardware: hw\nlayers: [conv]\ncompression: { engine: assume, options: { coding: plain } }\n';
const study = (sweep: string) => readStudy({ file: 's.yaml', text: `${base}${sweep}` }, sources);

async function sweepOf(sweep: string) {
  return runSweep({ study: await study(sweep), library: await readComponentLibrary([]), command: 'kjoule run s.yaml' });
}

async function faults(sweep: string): Promise<string[]> {
  const error: unknown = await study(sweep).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe('cases', () => {
  const valuesOf = (text: string) => expandSweep(parseYaml('s.yaml', text)).cases.map(({ values }) => values);

  test('without a sweep the scenario is its own only case', () => {
    expect(valuesOf('workload: net\n')).toEqual([{}]);
  });

  test('every value of an axis runs with every value of the others, the last axis fastest', () => {
    expect(valuesOf('sweep: { batch: [1, 2], hardware: [a, b] }\n')).toEqual([
      { batch: 1, hardware: 'a' },
      { batch: 1, hardware: 'b' },
      { batch: 2, hardware: 'a' },
      { batch: 2, hardware: 'b' },
    ]);
  });

  test('a sweep of compression starts with the case without any', async () => {
    const { cases } = await study('sweep: { compression.options.k: [2, 4] }');
    expect(cases.map(({ values }) => values['compression.options.k'])).toEqual([null, 2, 4]);
    expect(cases.map(({ scenario }) => scenario.compression?.engine)).toEqual([undefined, 'assume', 'assume']);
  });

  test('named values may be whole maps', async () => {
    const sweep = 'sweep:\n  compression.options:\n    few: { k: 2 }\n    many: { k: 8, coding: plain }\n';
    const { cases } = await study(sweep);
    expect(cases.map(({ values }) => values['compression.options'])).toEqual([null, 'few', 'many']);
  });

  test('what all cases name is read once', async () => {
    loads = 0;
    await study('sweep: { compression.options.k: [2, 3, 4, 5] }');
    expect(loads).toBe(1);
  });
});

describe('faults stand where the axis says them, each once', () => {
  test.each([
    ['a value the key does not take', 'sweep: { convention: [port, prot] }', ['wrong-value 5:29']],
    ['a key that does not exist', 'sweep: { compresion.options.k: [2, 4] }', ['unknown-key 5:10']],
    ['an option of the engine that does not exist', 'sweep: { compression.options.kk: [2] }', ['unknown-key 5:10']],
    ['an axis without values', 'sweep: { batch: [] }', ['wrong-value 5:10']],
    ['a list of maps without names', 'sweep: { compression.options: [{ k: 2 }] }', ['wrong-value 5:10']],
    ['no axes', 'sweep: 3', ['wrong-value 5:8']],
  ])('%s', async (_, sweep, expected) => {
    const found = await faults(sweep);
    for (const each of expected) expect(found).toContain(each);
    expect(new Set(found).size).toBe(found.length);
  });

  test('more than 1000 cases are refused before anything runs', async () => {
    const many = Array.from({ length: 40 }, (_, index) => index + 1).join(', ');
    expect(await faults(`sweep: { batch: [${many}], compression.options.k: [${many}] }`)).toEqual([
      'too-many-cases 5:1',
    ]);
  });
});

describe('results', () => {
  test('fewer entries take fewer index bits: weights cost less, case by case', async () => {
    const { cases, axes } = await sweepOf('sweep: { compression.options.k: [2, 4, 8] }');
    expect(axes).toEqual([{ path: 'compression.options.k', values: [2, 4, 8] }]);
    expect(cases.map(({ label }) => label)).toEqual(['uncompressed', 'k = 2', 'k = 4', 'k = 8']);
    const bits = cases.slice(1).map(({ result }) => result!.compression!.bitsAfter);
    expect(bits).toEqual([...bits].sort((a, b) => a - b));
  });

  test('every case takes the best mapping that was found for any', async () => {
    const { cases } = await sweepOf('sweep: { compression.options.k: [2, 4, 8] }');
    const energies = cases.slice(1).map(({ result }) => result!.totals.energyPj * result!.totals.cycles);
    expect(energies).toEqual([...energies].sort((a, b) => a - b));
  });

  test('a case without an answer is recorded with its reason, and the others stand', async () => {
    const sweep = await sweepOf('sweep: { compression.options.k: [4, 12] }');
    expect(sweep.cases.map(({ result }) => result !== null)).toEqual([true, true, false]);
    expect(sweep.cases[2]!.reasons[0]!.code).toBe('decoder-too-small');
    const summary = sweepSummary(sweep, { columns: 100, colour: false, reportFolder: null });
    expect(summary).toContain('no answer for k = 12: the weights of conv do not fit the decoder');
    expect(await renderSweepHtml(sweep, [], null)).toContain('Without an answer');
  });

  test('no answer for any case is no answer', async () => {
    await expect(sweepOf('sweep: { compression.options.k: [12], batch: [1, 2] }')).rejects.toThrow(NoAnswerError);
  });

  test('rows of all cases add up to their totals, and carry the values of the axes', async () => {
    const sweep = await sweepOf('sweep: { batch: [1, 2], compression.options.k: [4] }');
    const [head, ...lines] = sweepRowsCsv(sweep).trim().split('\n');
    expect(head).toMatch(/^batch,compression.options.k,layer,kind,/);
    for (const batch of [1, 2]) {
      const own = lines.filter((line) => line.startsWith(`${batch},`)).map((line) => Number(line.split(',').at(-1)));
      const total = sweep.cases.find(({ values }) => values.batch === batch)!.result!.totals.energyPj;
      expect(own.reduce((sum, energyPj) => sum + energyPj, 0)).toBe(total);
    }
  });

  test('the chart stacks components to each total and draws the ratio of what is compressed', async () => {
    const sweep = await sweepOf('sweep: { compression.options.k: [2, 8] }');
    const { spec } = energyByCase(sweep) as unknown as { spec: { layer: { data: { values: Piece[] } }[] } };
    const [bars, line] = spec.layer.map(({ data }) => data.values);
    const height = (name: string) => bars!.filter((bar) => bar.case === name).reduce((sum, bar) => sum + bar.value!, 0);
    const totals = sweep.cases.map(({ label, result }) => result!.totals.energyPj / height(label));
    for (const each of totals) expect(each).toBeCloseTo(totals[0]!, 6);
    expect(line!.map((point) => point.case)).toEqual(['k = 2', 'k = 8']);
  });
});

interface Piece {
  readonly case: string;
  readonly value?: number;
}
