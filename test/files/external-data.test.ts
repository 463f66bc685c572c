import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, expect, test } from 'vitest';
import { loadWeights, loadWorkload } from '../../src/files/load-workload.ts';
import { TensorProtoSchema } from '../../src/workload/import/onnx/onnx_pb.ts';
import { encode, node } from '../workload/import/onnx/build-model.ts';

const root = mkdtempSync(join(tmpdir(), 'kjoule-external-'));
const folder = join(root, 'model');
mkdirSync(join(folder, 'data'), { recursive: true });
afterAll(() => rmSync(root, { recursive: true }));

const values = Float32Array.from({ length: 12 }, (_, index) => index + 1);
const stored = new Uint8Array(8 + 48);
stored.set(new Uint8Array(values.buffer), 8);
writeFileSync(join(folder, 'data', 'weights.bin'), stored);
writeFileSync(join(root, 'secret.bin'), stored);
symlinkSync(join(root, 'secret.bin'), join(folder, 'link.bin'));

const place = { cwd: root, folder: root };

async function weightsAt(said: Readonly<Record<string, string>>) {
  const externalData = Object.entries(said).map(([key, value]) => ({ key, value }));
  const w = create(TensorProtoSchema, {
    name: 'w',
    dims: [4n, 3n, 1n, 1n],
    dataType: 1,
    dataLocation: 1,
    externalData,
  });
  writeFileSync(join(folder, 'net.onnx'), encode({ initialisers: [w], nodes: [node('Conv', ['x', 'w'], ['y'])] }));
  const { layers } = await loadWorkload('model/net.onnx', place, {});
  expect(layers).toHaveLength(1);
  const { weights, absent } = await loadWeights('model/net.onnx', place, {});
  return absent.get('y') ?? [...weights.get('y')!.data];
}

test('weights in another file below the model are read', async () => {
  expect(await weightsAt({ location: 'data/weights.bin', offset: '8', length: '48' })).toEqual([...values]);
  expect(await weightsAt({ location: './data/weights.bin', offset: '8' })).toEqual([...values]);
});

test.each([
  ['a file that is not there', { location: 'gone.bin' }, 'stored in the external file "gone.bin", which is not there'],
  ['a folder', { location: 'data' }, 'stored in "data", which is not a file'],
  ['no name', {}, 'stored in an external file that is not named'],
  ['the end of the file', { location: 'data/weights.bin', offset: '9' }, 'which ends at 56 bytes'],
  ['another length', { location: 'data/weights.bin', length: '47' }, 'as 47 bytes where 48 are promised'],
  ['an offset below 0', { location: 'data/weights.bin', offset: '-8' }, 'at an impossible offset'],
  ['the folder above', { location: '../secret.bin' }, "outside the model's folder"],
  ['a way round', { location: 'data/../../secret.bin' }, "outside the model's folder"],
  ['an absolute path', { location: join(root, 'secret.bin') }, "outside the model's folder"],
  ['a Windows path', { location: '..\\secret.bin' }, "outside the model's folder"],
  ['a NUL', { location: 'data/weights.bin\0' }, "outside the model's folder"],
  ['a link that leads out', { location: 'link.bin' }, 'which is not followed'],
])('%s: shapes suffice, the weights are absent', async (_, said, reason) => {
  expect(await weightsAt(said as Record<string, string>)).toContain(reason);
});
