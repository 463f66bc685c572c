import { expect } from 'vitest';
import { denseSafetensors } from '../../src/compression/artefact/dense-files.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { randomWeights } from '../compression/small-network.ts';
import { everything, runIn } from './run-in.ts';
import { smallHardware } from './small.ts';

/** A network whose weights come from a file, and the commands that read it. */
export const network = `name: two
source: made up for tests
input: { channels: 3, size: [8, 8] }
layers:
  - { name: conv, type: conv, filters: 4, kernel: 3 }
  - { name: relu, type: activation }
  - { name: deep/wide, type: conv, filters: 8, kernel: 3, groups: 2 }
  - { name: fc, type: fc, outputs: 5 }
`;
export const workload = readLayerList('net.yaml', network, { batch: 1 });
export const weights = randomWeights(workload, 7);
export const weightBytes = denseSafetensors(weights);
const importanceBytes = denseSafetensors(
  new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value * value) }])),
);
export const files = {
  'net.yaml': network,
  'w.safetensors': weightBytes,
  'i.safetensors': importanceBytes,
  'hw.yaml': smallHardware,
};
export const withWeights = ['net.yaml', '--weights', 'w.safetensors'] as const;

/** What a command prints with --json; it must succeed. */
export async function json(folder: string, ...args: readonly string[]) {
  const { code, out, err } = await runIn(folder, ...args, '--json');
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

/** The faults of a command line; nothing may be written. */
export async function faults(folder: string, ...args: readonly string[]): Promise<readonly string[]> {
  const before = everything(folder);
  const { code, out, err } = await runIn(folder, ...args, '--json');
  expect(everything(folder), 'nothing is written').toEqual(before);
  expect(err, 'no stack trace').not.toMatch(/^\s+at .*[:(]/m);
  const { error } = JSON.parse(out);
  expect([code, error.code]).toEqual([2, 'bad-input']);
  return error.issues.map((issue: { code: string; path?: string }) => `${issue.code} ${issue.path ?? ''}`.trim());
}
