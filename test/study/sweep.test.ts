import { describe, expect, test } from 'vitest';
import { readComponentLibrary } from '../../src/components/library.ts';
import { examineHardware } from '../../src/hardware/read-hardware.ts';
import { withChanges } from '../../src/hardware/with-changes.ts';
import { sweepRowsCsv } from '../../src/report/rows-csv.ts';
import { energyByCase } from '../../src/report/sweep/energy-by-case.ts';
import { renderSweepHtml } from '../../src/report/sweep/page.ts';
import { sweepSummary } from '../../src/report/sweep/terminal.ts';
import { InputError, NoAnswerError } from '../../src/shared/issue.ts';
import { plainValue } from '../../src/shared/located.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { readStudy } from '../../src/study/read-study.ts';
import { runSweep } from '../../src/study/run-sweep.ts';
import type { ScenarioSources } from '../../src/study/scenario.ts';
import { expandSweep } from '../../src/study/sweep/expand-sweep.ts';
import { readActivity } from '../../src/workload/import/activity/read-activity.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { smallHardware, smallNetwork } from '../cli/small.ts';

const decoder = `decoder: { level: BUF, entries: 8, vectorLength: 3, entry: 8 bit, component: { energy: 1 pJ, source: test } }\n`;

/** Inputs are coded in the outermost memory. */
const coding = smallHardware.replace('keeps: [W, I, O]', 'keeps: [W, I, O]\n    encoding: { I: { code: bitmap } }');

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
  activity: async (name) =>
    readActivity(name, '# source: test\nlayer,input_zeros,output_zeros,input_ratio\nconv,0.5,0.5,2\n'),
  hardware: async (name, changes) => {
    const parsed = parseYaml(name, coding + decoder);
    const { spec, issues } = await examineHardware(changes === undefined ? parsed : withChanges(parsed, changes));
    if (spec === undefined) throw new InputError(issues);
    return spec;
  },
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

async function casesOf(text: string) {
  const { count, caseAt } = await expandSweep(parseYaml('s.yaml', text));
  return Array.from({ length: count }, (_, index) => caseAt(index));
}

describe('cases', () => {
  const valuesOf = async (text: string) => (await casesOf(text)).map(({ values }) => values);

  test('without a sweep the scenario is its own only case', async () => {
    expect(await valuesOf('workload: net\n')).toEqual([{}]);
  });

  test('every value of an axis runs with every value of the others, the last axis fastest', async () => {
    expect(await valuesOf('sweep: { batch: [1, 2], hardware: [a, b] }\n')).toEqual([
      { batch: 1, hardware: 'a' },
      { batch: 1, hardware: 'b' },
      { batch: 2, hardware: 'a' },
      { batch: 2, hardware: 'b' },
    ]);
  });

  test.each([
    ['{ from: 1, to: 4 }', [1, 2, 3, 4]],
    ['{ from: 2, to: 9, step: 3 }', [2, 5, 8]],
    ['{ from: 0.1, to: 0.5, step: 0.1 }', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['{ from: 4, to: 64, factor: 2 }', [4, 8, 16, 32, 64]],
    ['{ from: 1, to: 1000, factor: 10 }', [1, 10, 100, 1000]],
  ])('a range %s', async (range, values) => {
    expect(await valuesOf(`sweep: { batch: ${range} }\n`)).toEqual(values.map((batch) => ({ batch })));
  });

  test('axes that are zipped move together, beside the others', async () => {
    const text = 'sweep: { zip: { batch: [1, 2], hardware: [a, b] }, convention: [port, eyeriss] }\n';
    expect((await valuesOf(text)).map((each) => Object.values(each).join())).toEqual([
      '1,a,port',
      '1,a,eyeriss',
      '2,b,port',
      '2,b,eyeriss',
    ]);
  });

  test('derived values follow from the axes, as numbers or within a text; variables go nowhere themselves', async () => {
    const text = `
sweep:
  variables: { kib: [32, 64] }
  batch: [1, 2]
  derived:
    compression.options.k: "\${2 ^ batch * 4}"
    title: "\${kib} KiB, \${k - 1} left"
`;
    const cases = await casesOf(text);
    expect(cases.map(({ parsed }) => plainValue(parsed.root!))).toEqual(
      [
        [1, 32],
        [2, 32],
        [1, 64],
        [2, 64],
      ]
        .sort(([, a], [, b]) => a! - b!)
        .map(([batch, kib]) => {
          const k = 2 ** batch! * 4;
          return { batch, compression: { options: { k } }, title: `${kib} KiB, ${k - 1} left` };
        }),
    );
    expect(cases[0]!.values).toEqual({ kib: 32, batch: 1 });
  });

  test('conditions leave cases out; comparisons, and, or, not, functions', async () => {
    const of = async (where: string) =>
      (await valuesOf(`sweep: { batch: { from: 1, to: 6 }, where: ${where} }\n`)).map(({ batch }) => batch);
    expect(await of('batch * 2 > 6')).toEqual([4, 5, 6]);
    expect(await of('"batch % 2 == 0 and not (batch == 4)"')).toEqual([2, 6]);
    expect(await of('["log2(batch) >= 1", "batch != 3 or batch < 0"]')).toEqual([2, 4, 5, 6]);
  });

  test('a baseline is the first case with its values, by path or its last step', async () => {
    const of = async (text: string) => (await expandSweep(parseYaml('s.yaml', text))).baseline;
    expect(await of('sweep: { compression.options.k: [2, 4], batch: [1, 2], baseline: { k: 4 } }')).toBe(2);
    expect(await of('sweep: { compression.options.k: [2, 4], batch: [1, 2], baseline: { batch: 2, k: 4 } }')).toBe(3);
    expect(await of('sweep: { batch: [1, 2] }')).toBe(0);
  });

  test('parts of the accelerator are axes: levels by their names', async () => {
    const { cases } = await study(
      'sweep: { compression.options.k: [4], hardwareChanges.levels.BUF.capacity: [64 KiB, 128 KiB] }',
    );
    const capacities = cases.map(({ scenario }) =>
      scenario.hardware.levels.map(({ memories }) => memories[0]?.capacityBits),
    );
    expect(capacities.map(([, buffer]) => buffer)).toEqual([64 * 8192, 128 * 8192]);
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
    ['a range that leads away', 'sweep: { batch: { from: 8, to: 2 } }', ['wrong-value 5:10']],
    ['a range with two steps', 'sweep: { batch: { from: 1, to: 2, step: 1, factor: 2 } }', ['wrong-value 5:10']],
    ['zipped axes of two lengths', 'sweep: { zip: { batch: [1, 2], convention: [port] } }', ['wrong-value 5:10']],
    ['an expression with an unknown name', 'sweep: { batch: [1, 2], where: bach < 2 }', ['bad-expression 5:25']],
    ['an expression that calls', 'sweep: { batch: [1], where: \'import("fs") == 1\' }', ['bad-expression 5:22']],
    ['a condition that is a number', 'sweep: { batch: [1, 2], where: batch + 1 }', ['bad-expression 5:25']],
    ['conditions nothing meets', 'sweep: { batch: [1, 2], where: batch > 2 }', ['no-cases 5:25']],
    ['a derived value without an expression', 'sweep: { batch: [1], derived: { title: text } }', ['wrong-value 5:33']],
    ['a baseline that is no case', 'sweep: { batch: [1, 2], baseline: { batch: 3 } }', ['no-such-case 5:25']],
    ['a level that is not there', 'sweep: { hardwareChanges.levels.BUFF.capacity: [64 KiB] }', ['unknown-level 5:10']],
    ['a size without a unit', 'sweep: { hardwareChanges.levels.BUF.capacity: [64] }', ['missing-unit 5:48']],
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

  test('zeros in maps: cases with and without, the bits of coded maps beside each other', async () => {
    const sweep = await sweepOf('sweep: { activity: { full: none, sparse: zeros.csv }, compression.options.k: [4] }');
    const [full, sparse] = sweep.cases.map(({ result }) => result!);
    expect(full!.layers[0]!.activity).toBeNull();
    const [inputs] = sparse!.layers[0]!.activity!.traffic;
    // as measured: half of the plain words
    expect(inputs!.bits / inputs!.plainBits).toBe(0.5);
    expect(sparse!.totals.energyPj).toBeLessThan(full!.totals.energyPj);
    const lines = sweepSummary(sweep, { columns: 120, colour: false, reportFolder: null }).split('\n');
    expect(lines.find((line) => line.startsWith('full'))).toMatch(/ - +not known/);
    expect(lines.find((line) => line.startsWith('sparse'))).toContain(', 2.0 ×');
    expect(
      sweepSummary(await sweepOf('sweep: { compression.options.k: [4] }'), {
        columns: 120,
        colour: false,
        reportFolder: null,
      }),
    ).not.toContain('coded maps');
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
