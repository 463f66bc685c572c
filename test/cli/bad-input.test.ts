import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/shared/issue.ts';
import { TensorProtoSchema } from '../../src/workload/import/onnx/onnx_pb.ts';
import { encode, node, zeros } from '../workload/import/onnx/build-model.ts';
import { everything, folderWith, runIn } from './run-in.ts';
import { small, smallHardware, smallNetwork, smallScenario } from './small.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const model = encode({
  nodes: [node('Conv', ['x', 'w'], ['y'])],
  initialisers: [zeros('w', [4, 3, 3, 3])],
});
/** 2 GB by its header, in a file of about a kilobyte. */
const hugeTensor = encode({
  nodes: [node('Conv', ['x', 'w'], ['y'])],
  initialisers: [
    create(TensorProtoSchema, { name: 'w', dims: [1n << 29n], dataType: 1, rawData: new Uint8Array(900) }),
  ],
});

async function refusal(files: Files) {
  const folder = folderWith({ ...small, ...files });
  const before = everything(folder);
  const plain = await runIn(folder, 'run', 'small.yaml');
  const json = await runIn(folder, 'run', 'small.yaml', '--json', '--out', 'elsewhere');
  expect(everything(folder), 'nothing is written').toEqual(before);
  expect(plain.out).toBe('');
  expect(plain.err, 'no stack trace').not.toMatch(/^\s+at .*[:(]/m);
  expect(json.code).toBe(plain.code);
  return { code: plain.code, err: plain.err, error: JSON.parse(json.out).error };
}

const bySpec = (right: string, wrong: string): Files => ({ 'hw.yaml': smallHardware.replace(right, wrong) });
const byScenario = (more: string): Files => ({ 'small.yaml': smallScenario + more });

const cases: readonly [string, Files, string][] = [
  ['a misspelt key of the scenario', byScenario('btach: 4\n'), 'small.yaml:4:1  error unknown-key'],
  ['a misspelt key of the spec', bySpec('capacity:', 'capcity:'), 'hw.yaml:13:5  error unknown-key'],
  [
    'a misspelt key of the network',
    { 'net.yaml': smallNetwork.replace('filters', 'filter') },
    'net.yaml:5:31  error unknown-key',
  ],
  ['a wrong unit', bySpec('clock: 100 MHz', 'clock: 100 mm'), 'hw.yaml:4:8  error wrong-unit'],
  ['a negative capacity', bySpec('capacity: 1 KiB', 'capacity: -1 KiB'), 'hw.yaml:13:15  error negative-quantity'],
  ['a duplicate key', byScenario('title: again\n'), 'small.yaml:4:1  error duplicate-key'],
  ['NaN', byScenario('batch: .nan\n'), 'small.yaml:4:8  error not-a-number'],
  ['a batch of nothing', byScenario('batch: 0\n'), 'small.yaml:4:8  error wrong-value'],
  ['an unknown convention', byScenario('convention: prot\n'), 'did you mean "port"?'],
  [
    'an unknown dataflow',
    byScenario('mapper: { strategy: templates, dataflow: raw-stationary }\n'),
    'did you mean "row-stationary"?',
  ],
  ['an unknown strategy', byScenario('mapper: { strategy: template }\n'), 'small.yaml:4:21  error wrong-value'],
  [
    'an unknown network',
    { 'small.yaml': 'workload: alexnt\nhardware: hw.yaml\n' },
    'small.yaml:1:11  error unknown-workload',
  ],
  [
    'an unknown accelerator',
    { 'small.yaml': 'workload: net.yaml\nhardware: eyeriss-65\n' },
    'did you mean "eyeriss-65nm"?',
  ],
  [
    'a network file that is not there',
    { 'small.yaml': 'workload: nett.yaml\nhardware: hw.yaml\n' },
    'did you mean "net.yaml"?',
  ],
  [
    'an unknown component',
    bySpec('{ energy: { mac: 0.5 pJ }, source: made up }', '{ use: mac-horowitz-45n }'),
    'did you mean "mac-horowitz-45nm"?',
  ],
  ['a filter that matches nothing', byScenario('layers: [conv, fc*]\n'), 'small.yaml:4:16  error no-such-layer'],
  [
    'a mapping for no layer',
    byScenario('mapper: { strategy: fixed, mappings: { cnov: "DRAM: M4" } }\n'),
    'did you mean "conv"?',
  ],
  [
    'files that include each other',
    { 'hw.yaml': 'include: a.yaml\n', 'a.yaml': 'include: b.yaml\n', 'b.yaml': 'include: ./hw.yaml\n' },
    'b.yaml:1:10  error include-cycle',
  ],
  [
    'an include that is not there',
    { 'hw.yaml': `include: [gone.yaml]\n${smallHardware}` },
    'hw.yaml:1:11  error include-not-found',
  ],
  ['a scenario that is empty', { 'small.yaml': '# nothing\n' }, 'empty-file'],
  ['a scenario that is a list', { 'small.yaml': '- workload\n' }, 'small.yaml:1:1  error wrong-value'],
  ['a scenario that is binary', { 'small.yaml': new Uint8Array([0x89, 0x50, 0, 255]) }, 'not-text'],
  ['a scenario with broken syntax', { 'small.yaml': 'workload: [net.yaml\nhardware: hw.yaml\n' }, 'yaml-syntax'],
  [
    'shapes for a layer list',
    byScenario('inputShapes: { x: [1, 3, 8, 8] }\n'),
    'small.yaml:4:14  error conflicting-keys',
  ],
  [
    'a shape against the batch',
    byScenario('batch: 2\ninputShapes: { x: [3, 3, 8, 8] }\n'),
    'small.yaml:5:20  error conflicting-keys',
  ],
];

describe('bad input is refused with exit code 2, at its place, and leaves nothing behind', () => {
  test.each(cases)('%s', async (_, files, part) => {
    const { code, err, error } = await refusal(files);
    expect(err).toContain(part);
    expect(code).toBe(2);
    expect(error.code).toBe('bad-input');
    expect(error.issues.length).toBeGreaterThan(0);
  });

  const onnx = (bytes: Uint8Array): Files => ({
    'small.yaml': 'workload: net.onnx\nhardware: hw.yaml\n',
    'net.onnx': bytes,
  });
  test.each([
    ['cut in half', model.subarray(0, model.length / 2), 'onnx-truncated'],
    ['a tensor header of 2 GB in a kilobyte', hugeTensor, 'onnx-truncated'],
    ['a field that announces 2 GB', new Uint8Array([0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x0a]), 'onnx-truncated'],
    ['text', new TextEncoder().encode('layers: []\n'), 'onnx-'],
    ['nothing', new Uint8Array(0), 'onnx-invalid'],
  ])('an ONNX file: %s', async (_, bytes, part) => {
    expect(hugeTensor.length).toBeLessThan(1100);
    const { code, err } = await refusal(onnx(bytes));
    expect(err).toContain('net.onnx');
    expect(err).toContain(part);
    expect(code).toBe(2);
  });

  test('a whole ONNX file is read, with the batch asked for', async () => {
    const folder = folderWith({ ...small, ...onnx(model) });
    const { code, out } = await runIn(folder, 'run', 'small.yaml', '--json', '--batch', '5');
    expect(code).toBe(0);
    expect(JSON.parse(out).totals.macs).toBe(5 * 4 * 6 * 6 * 3 * 3 * 3);
  });
});

describe('everything that is wrong is in one report', () => {
  test('a bad scenario does not hide bad hardware and a bad network', async () => {
    const { err, error } = await refusal({
      'small.yaml': `${smallScenario}btach: 4\nconvention: prot\n`,
      'hw.yaml': smallHardware.replace('100 MHz', '100').replace('fanout', 'fanuot'),
      'net.yaml': smallNetwork.replace('kernel: 3', 'kernel: 9').replace('type: max-pool', 'type: mx-pool'),
    });
    const files = error.issues.map(({ file }: { file: string }) => file);
    expect(new Set(files)).toEqual(new Set(['small.yaml', 'hw.yaml', 'net.yaml']));
    expect(error.issues.length).toBeGreaterThanOrEqual(4);
    expect(err).toContain(`${error.issues.length} errors.`);
    expect(err).toMatch(/\n {4}\| {2,}\^|\n {2}\d+ \| .*\n +\| +\^/);
  });
});

describe('everything that is wrong with a spec is in one report', () => {
  test('prices it asks for in vain stand beside misspelt keys and wrong units', async () => {
    const hardware = smallHardware
      .replace('clock: 100 MHz', 'clok: 100 MHz')
      .replace('node: 45 nm', 'node: 1 um')
      .replace('fanout: { x: 4 }', 'fanout: { x: 4.5 }')
      .replace('{ energy: { read: 100 pJ, write: 100 pJ }, source: made up }', '{ use: dram-ddr33 }')
      .replace('{ energy: { read: 1 pJ, write: 2 pJ }, source: made up }', '{ use: mac-horowitz-45nm }')
      .replace('copy: 1 pJ', 'cpoy: 1 pJ')
      .replace('{ energy: { mac: 0.5 pJ }, source: made up }', '{ use: mac-horowitz-45nm }');
    const { error } = await refusal({ 'hw.yaml': hardware });
    const found = error.issues.map(({ code, line }: Issue) => `${code} ${line}`);
    expect(found.sort()).toEqual([
      'node-outside-table 20',
      'not-whole 16',
      'unknown-component 10',
      'unknown-key 25',
      'unknown-key 4',
      'wrong-component-class 15',
    ]);
  });
});

describe('a mapping in a scenario', () => {
  const fixed = (text: string) => byScenario(`mapper:\n  strategy: fixed\n  mappings:\n    conv: ${text}\n`);

  test('is faulted at its own line and column', async () => {
    const { err } = await refusal(fixed('|\n      DRAM: M4 C3\n      BUF: P6 Q6 R3 S3 K2'));
    expect(err).toContain('small.yaml:9:24  error unknown-dimension  mapper.mappings.conv');
    expect(err).toContain('9 |       BUF: P6 Q6 R3 S3 K2');
  });

  test('that is unsound is faulted', async () => {
    const { err, code } = await refusal(fixed('"DRAM: M4"'));
    expect(code).toBe(2);
    expect(err).toContain('small.yaml:7:11  error factors-too-small  mapper.mappings.conv (C)');
  });

  test('may stand in a file of its own, where its faults are placed', async () => {
    const { err } = await refusal({ ...fixed('conv.map'), 'conv.map': 'DRAM: M4\nBUG: C3\n' });
    expect(err).toContain('conv.map:2:1  error unknown-level');
    expect((await refusal(fixed('gone.map'))).err).toContain('small.yaml:7:11  error file-not-found');
  });

  test('that does not fit is no answer: exit 1', async () => {
    const { err, code, error } = await refusal({
      ...fixed('"BUF: M4 C3 P6 Q6 R3 S3"'),
      ...bySpec('1 KiB', '64 B'),
    });
    expect([code, error.code]).toEqual([1, 'no-answer']);
    expect(err).toContain('does-not-fit');
  });
});

describe('no answer', () => {
  test('a layer that cannot fit: exit 1', async () => {
    // W, I and O need 8 + 8 + 16 bit at least.
    const { code, err, error } = await refusal(bySpec('1 KiB', '2 B'));
    expect([code, error.code]).toEqual([1, 'no-answer']);
    expect(err).toContain('conv');
  });
});

describe('names on the command line', () => {
  test.each([
    ['an unknown command', ['rn', 'small.yaml'], 'did you mean run?'],
    ['an unknown option', ['run', 'small.yaml', '--jsn'], 'did you mean --json?'],
    ['an argument too many', ['run', 'small.yaml', 'net.yaml'], 'too many arguments'],
    ['no scenario', ['run'], "missing required argument 'scenario'"],
    ['a scenario that is not there', ['run', 'smal.yaml'], 'did you mean "small.yaml"?'],
    ['an unknown built-in scenario', ['run', 'alexnet-eyerris'], 'did you mean "alexnet-eyeriss"?'],
    ['a folder as scenario', ['run', '.'], 'is-a-folder'],
    ['a batch that is no count', ['run', 'small.yaml', '--batch', '-2'], 'found: -2'],
    ['a report folder that is a file', ['run', 'small.yaml', '--out', 'net.yaml'], 'not-a-folder'],
    ['a report folder below a file', ['run', 'small.yaml', '--out', 'net.yaml/x'], 'not-a-folder'],
    ['a report folder without a name', ['run', 'small.yaml', '--out', ''], 'the name of the folder is empty'],
    ['an unknown kind of list', ['list', 'hardwares'], 'did you mean "hardware"?'],
    ['an unknown network', ['workload', 'vgg61'], 'unknown-workload'],
  ])('%s', async (_, args, part) => {
    const folder = folderWith(small);
    const { code, out, err } = await runIn(folder, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(part);
    const { out: json } = await runIn(folder, ...args, '--json');
    expect(JSON.parse(json).error.code).toBe('bad-input');
    expect(everything(folder)).toEqual(Object.keys(small).sort());
  });

  test('no command at all: the help, exit 2', async () => {
    const { code, out, err } = await runIn(folderWith());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('kjoule run study.yaml');
  });

  test("a report folder with someone else's files keeps them", async () => {
    const folder = folderWith({ ...small, 'mine/rows.csv': 'precious' });
    const { code, err } = await runIn(folder, 'run', 'small.yaml', '--out', 'mine', '--no-charts');
    expect(code).toBe(2);
    expect(err).toContain('report-in-the-way');
    expect(everything(join(folder, 'mine'))).toEqual(['rows.csv']);
  });

  test('a spec that includes itself by way of a link is a cycle, not a hang', async () => {
    const folder = folderWith({ ...small, 'hw.yaml': 'include: link.yaml\n' });
    symlinkSync(join(folder, 'hw.yaml'), join(folder, 'link.yaml'));
    const { code, err } = await runIn(folder, 'run', 'small.yaml');
    expect(code).toBe(2);
    expect(err).toContain('include-cycle');
  });
});
