import { expect, test } from 'vitest';
import { AnsweredNo } from '../../src/cli/answered-no.ts';
import { failure } from '../../src/cli/failure.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { FunctionalRun } from '../../src/functional/run-network.ts';
import { folderWith, runIn } from './run-in.ts';

const network = `name: tiny
source: made up for tests
input: { channels: 1, size: [6, 6] }
layers:
  - { name: conv1, type: conv, filters: 4, kernel: 3 }
  - { name: relu1, type: activation }
  - { name: pool1, type: max-pool, kernel: 2, stride: 2 }
  - { name: fc, type: fc, outputs: 3 }
  - { name: prob, type: softmax }
`;
const given = ['simulate-functional', '--hardware', 'eyeriss-65nm-lut', '--workload', 'tiny.yaml'];
const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 6, ...Array(36).keys());

const run = (...args: string[]) => runIn(folderWith({ 'tiny.yaml': network, 'images.idx': idx }), ...given, ...args);

test('a network is executed layer after layer, and the verdict is the last line', async () => {
  const { code, out, err } = await run('--engine', 'scalar-k-means', '--k', '4', '--images', 'images.idx');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Not executed: prob');
  expect(out.trimEnd().split('\n').at(-1)).toBe('Equal: all 67 outputs, all transfers and look-ups of 2 layers');
});

test('one layer under a given mapping, in a style, as JSON', async () => {
  const mapping = 'GLB keep I,O: Q4 | X: P4 Y: R3; PE: M4 S3';
  const args = [
    '--layer',
    'conv1',
    '--mapping',
    mapping,
    '--style',
    'factorised',
    '--engine',
    'scalar-k-means',
    '--k',
    '4',
  ];
  const { code, out } = await run(...args, '--json');
  const result = JSON.parse(out) as FunctionalRun;
  expect(code).toBe(0);
  expect(result).toMatchObject({ equal: true, input: 'random', layers: [{ layer: 'conv1', mapper: 'fixed' }] });
  expect(result.layers[0]).toMatchObject({ style: 'factorised', outputs: { compared: 4 * 4 * 4, mismatches: 0 } });
  expect(result.layers[0]!.decoder).toMatchObject({ lookups: 4 * 9 * 16, analyticLookups: 4 * 9 * 16, equal: true });
});

test('the same seed gives the same bytes, another seed others', async () => {
  const [first, again, other] = [await run('--json'), await run('--json'), await run('--json', '--seed', '2')];
  expect(again.out).toBe(first.out);
  expect(other.out).not.toBe(first.out);
});

test('everything wrong with the options is told at once', async () => {
  const { code, err } = await run('--style', 'fast', '--k', '4', '--seed', '-1', '--images', 'none.idx');
  expect(code).toBe(2);
  for (const flag of ['--style', '--engine', '--seed', '--images']) expect(err).toContain(flag);
});

test.each([
  [['--images', 'tiny.yaml'], 'wrong-images'],
  [['--engine', 'assume', '--k', '4'], 'not-executable'],
  [['--layer', 'pool1'], 'not-executable'],
  [['--layer', 'conv1', '--mapping', 'PE: M4'], 'factors-too-small'],
  [['--workload', 'vgg16', '--layer', 'conv1-2'], 'not-executable'],
  [['--workload', 'alexnet'], 'not-executable'],
])('%j is bad input: %s', async (args, code) => {
  const outcome = await run(...args, '--json');
  expect(outcome.code).toBe(2);
  const { error } = JSON.parse(outcome.out) as { error: { issues: { code: string }[] } };
  expect(error.issues.map((issue) => issue.code)).toContain(code);
});

test('an answer of no is exit code 1, without another word', async () => {
  const said: string[] = [];
  const terminal = { out: said.push, err: said.push } as unknown as Terminal;
  expect(await failure(new AnsweredNo(), { json: true, terminal, args: [] })).toBe(1);
  expect(said).toEqual([]);
});
