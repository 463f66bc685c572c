import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/shared/issue.ts';
import { encode, node } from '../workload/import/onnx/build-model.ts';
import { everything, folderWith, runIn } from './run-in.ts';
import { small, smallHardware, smallScenario } from './small.ts';

async function codes(folder: string, args: readonly string[]): Promise<readonly string[]> {
  const before = everything(folder);
  const { code, out, err } = await runIn(folder, ...args, '--json');
  expect(code).toBe(2);
  expect(err).not.toMatch(/^\s+at .*[:(]/m);
  expect(everything(folder), 'nothing is written').toEqual(before);
  return JSON.parse(out)
    .error.issues.map((issue: Issue) => issue.code)
    .sort();
}

describe('options and files are judged in one report', () => {
  const folder = folderWith({
    ...small,
    'small.yaml': `${smallScenario}btach: 4\n`,
    'bad.yaml': smallHardware.replace('100 MHz', '100'),
  });
  test.each([
    [
      ['run', 'small.yaml', '--batch', '0', '--out', 'net.yaml/x'],
      ['not-a-folder', 'unknown-key', 'wrong-value'],
    ],
    [
      ['run', 'smal.yaml', '--batch', '0'],
      ['file-not-found', 'wrong-value'],
    ],
    [
      ['count', '--hardware', 'bad.yaml', '--workload', 'nt.yaml', '--mapping', 'x.map', '--convention', 'prot'],
      ['file-not-found', 'file-not-found', 'missing-unit', 'wrong-value'],
    ],
    [
      [
        ...'count --hardware hw.yaml --workload net.yaml --layer conv --convention prot --mapping'.split(' '),
        'BUG: M4',
      ],
      ['unknown-level', 'wrong-value'],
    ],
    [
      // does not fit; but it is the convention that must be mended first
      [
        ...'count --hardware hw.yaml --workload net.yaml --layer conv --batch x --mapping'.split(' '),
        'BUF: M4 C3 P6 Q6 R3 S3',
      ],
      ['wrong-value'],
    ],
  ])('%j', async (args, expected) => {
    const { code, out } = await runIn(folder, ...args, '--json');
    expect(code).toBe(2);
    expect(
      JSON.parse(out)
        .error.issues.map((issue: Issue) => issue.code)
        .sort(),
    ).toEqual(expected);
  });
});

describe('everything wrong with the way a command is written is in one report', () => {
  const folder = folderWith(small);
  const missing = 'missing-mandatory-option-value';
  test.each([
    [
      ['run', 'small.yaml', '--jsn', '--btch', '3'],
      ['unknown-option', 'unknown-option'],
    ],
    [['count'], [missing, missing, missing]],
    [
      ['count', '--hardwre', 'x', '--mapping', 'y'],
      [missing, missing, 'unknown-option'],
    ],
    [
      ['workload', 'net.yaml', '--input-shape', 'x=1x3', '--input-shape', 'x=2x3'],
      ['conflicting-keys', 'conflicting-keys'],
    ],
  ])('%j', async (args, expected) => {
    expect(await codes(folder, args)).toEqual(expected);
  });
});

describe('names no file can have', () => {
  const folder = folderWith(small);
  test.each([
    [['init', 'a\u0000b'], ['cannot-write']],
    [['init', ''], ['is-a-folder']],
    [['init', 'small.yaml/x'], ['cannot-write']],
    [['init', 'a'.repeat(5000)], ['cannot-write']],
    // a folder there, but none can be made in it
    [['init', '/proc/kjoule/scenario.yaml'], ['cannot-write']],
    [['run', 'small.yaml', '--no-charts', '--out', '/proc/kjoule/x'], ['cannot-write']],
    [['run', 'small.yaml', '--no-charts', '--out', 'a\u0000b'], ['cannot-write']],
    [['run', ''], ['unknown-scenario']],
    [['run', 'a\u0000b.yaml'], ['cannot-read']],
    [['workload', ''], ['unknown-workload']],
    [['explain', ''], ['file-not-found']],
  ])('%j', async (args, expected) => {
    expect(await codes(folder, args)).toEqual(expected);
  });
});

describe('a mapping given by itself or in a file', () => {
  const conv = 'count --hardware hw.yaml --workload net.yaml --layer conv --mapping'.split(' ');
  test.each([
    [
      'DRAM keep W,I: M4\n# C3\nBUF: C3 P6 Q6 R3 | X: S3 P2',
      ['fanout-exceeded 3:1', 'not-kept 1:1', 'factor-too-large 3:9'],
    ],
    ['\n  BUF: M4 P6 Q6 R3 S3', ['factors-too-small 2:3']],
    ['', ['factors-too-small 1:1']],
    [
      'DRM: Z3 M4\nBUFF keep X: C3',
      ['unknown-level 1:1', 'unknown-dimension 1:6', 'unknown-level 2:1', 'unknown-operand 2:11'],
    ],
    ['# nothing\n', ['empty-file 1:1']],
    ['BUF: C3\n\u0000', ['not-text 2:1']],
    [`DRAM: ${'M2 '.repeat(2000)}C3 P6 Q6 R3 S3`, ['factor-too-large 1:7']],
  ])('%j: faults stand where it speaks of them', async (text, expected) => {
    const folder = folderWith({ ...small, 'conv.map': text });
    const { code, out } = await runIn(folder, ...conv, text === '' ? '' : 'conv.map', '--json');
    expect(code).toBe(2);
    const issues: readonly Issue[] = JSON.parse(out).error.issues;
    const places = issues.map((issue) => `${issue.code} ${issue.line}:${issue.column}`);
    expect([...new Set(places)].sort()).toEqual([...expected].sort());
    expect(new Set(issues.map(({ file }) => file))).toEqual(new Set([text === '' ? '--mapping' : 'conv.map']));
  });
});

describe('what a scenario compresses with is fetched beside other faults', () => {
  test.each([
    ['compression: { artefact: gone.safetensors }', ['file-not-found', 'unknown-key']],
    ['compression: { artefact: 3 }', ['unknown-key', 'wrong-value']],
    [
      'compression: { engine: deep-k-means, weights: a.safetensors, importance: 3, options: { k: 0 } }',
      ['file-not-found', 'unknown-key', 'wrong-value', 'wrong-value'],
    ],
    // which engines there would be is not known
    ['engines: [gone.js]\ncompression: { engine: mine }', ['file-not-found', 'unknown-key']],
    ['engines: 3\ncompression: { engine: mine }', ['unknown-key', 'wrong-value']],
  ])('%j', async (text, expected) => {
    const folder = folderWith({ ...small, 'small.yaml': `${smallScenario}btach: 4\n${text}\n` });
    expect(await codes(folder, ['run', 'small.yaml'])).toEqual(expected);
  });
});

describe('shapes given for an ONNX file', () => {
  const model = encode({ inputs: { data: ['n', 3, 'h', 'w'] }, nodes: [node('Relu', ['data'], ['y'])] });
  const shapes = 'inputShapes: { dta: [1, 3, 8, 8], data: [1, 3] }';
  const folder = folderWith({
    ...small,
    'net.onnx': model,
    'small.yaml': `workload: net.onnx\nhardware: hw.yaml\n${shapes}\n`,
  });

  test('are faulted where the scenario gives them', async () => {
    const { err } = await runIn(folder, 'run', 'small.yaml');
    expect(err).toContain('small.yaml:3:21  error onnx-input-shape  inputShapes.dta');
    expect(err).toContain('did you mean "data"?');
    expect(err).toContain('small.yaml:3:41  error onnx-input-shape  inputShapes.data');
    expect(err).toContain('2 errors.');
  });

  test('are faulted at the option; one that is lacking is the fault of the file', async () => {
    const given = await runIn(folder, 'workload', 'net.onnx', '--input-shape', 'dta=1x3x8x8');
    expect(given.err).toContain('error onnx-input-shape  --input-shape');
    expect(given.err).toContain('net.onnx  error onnx-input-shape  inputShapes.data');
  });
});

describe('a report that is none', () => {
  test.each([
    ['{"schema": "kjoule-result/1",\n "title": 3}', 'result.json:2:11', 'this is the wrong kind of value'],
    ['{"schema": "kjoule-result/0"}', 'result.json:1:12', 'this value is not accepted here'],
    ['{"schema": ', 'result.json:1:12', 'must end with'],
    ['', 'result.json:1:1', 'the file holds nothing'],
  ])('%j', async (text, place, why) => {
    const { code, err } = await runIn(folderWith({ 'result.json': text }), 'explain', '.');
    expect(code).toBe(2);
    expect(err).toContain(place);
    expect(err).toContain('not-a-result');
    expect(err).toContain(why);
  });
});
