import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import * as hdf5 from 'h5wasm';
import { afterAll, expect, test } from 'vitest';
import { loadWeights, loadWorkload } from '../../src/files/load-workload.ts';
import { readHdf5File } from '../../src/files/read-hdf5-file.ts';
import { InputError } from '../../src/shared/issue.ts';

const folder = mkdtempSync(join(tmpdir(), 'kjoule-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));
const place = { cwd: folder, folder };

const model = {
  class_name: 'Sequential',
  config: {
    name: 'net',
    layers: [
      { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 4, 4, 2] } },
      { class_name: 'Conv2D', config: { name: 'edges', filters: 3, kernel_size: [2, 2] } },
      { class_name: 'Flatten', config: { name: 'flat' } },
      { class_name: 'Dense', config: { name: 'out', units: 5 } },
    ],
  },
};
const numbers = (count: number, from: number) => Float32Array.from({ length: count }, (_, at) => from + at / 8);
const arrays = {
  edges: [
    { part: 'kernel', shape: [2, 2, 2, 3], data: numbers(24, 1) },
    { part: 'bias', shape: [3], data: numbers(3, 10) },
  ],
  out: [
    { part: 'kernel', shape: [27, 5], data: numbers(135, 20) },
    { part: 'bias', shape: [5], data: numbers(5, 50) },
  ],
};

/** The bytes of an HDF5 file. */
async function written(fill: (file: hdf5.File) => void): Promise<Uint8Array> {
  const { FS } = await hdf5.ready;
  const file = new hdf5.File('test.h5', 'w');
  fill(file);
  file.close();
  return FS.readFile('test.h5');
}

async function check(name: string, writer: RegExp): Promise<void> {
  const { layers, source } = await loadWorkload(name, place, {});
  expect(layers.map((layer) => [layer.name, layer.parameters])).toEqual([
    ['edges', 27],
    ['out', 140],
  ]);
  expect(source).toMatch(writer);
  const { weights, absent } = await loadWeights(name, place, {});
  expect([...absent]).toEqual([]);
  expect(weights.get('edges')!.shape).toEqual([3, 2, 2, 2]);
  // output 1, input 0, row 0, column 1: rows, columns, inputs, outputs in the file
  expect(weights.get('edges')!.data[8 + 1]).toBe(arrays.edges[0]!.data[6 + 1]);
  expect([...weights.get('out')!.bias!]).toEqual([...arrays.out[1]!.data]);
}

test('.h5 of Keras 2: description, weights, version', async () => {
  const bytes = await written((file) => {
    file.create_attribute('keras_version', '2.15.0');
    file.create_attribute('model_config', JSON.stringify(model));
    const weights = file.create_group('model_weights');
    for (const [layer, parts] of Object.entries(arrays)) {
      const inner = (weights.create_group(layer) as hdf5.Group).create_group(layer) as hdf5.Group;
      for (const { part, shape, data } of parts) inner.create_dataset({ name: `${part}:0`, shape, data });
    }
  });
  writeFileSync(join(folder, 'net.h5'), bytes);
  await check('net.h5', /^Keras 2\.15\.0 file net\.h5$/);
});

test('.keras of Keras 3', async () => {
  const bytes = await written((file) => {
    const layers = file.create_group('layers');
    for (const [name, parts] of [
      ['conv2d', arrays.edges],
      ['dense', arrays.out],
    ] as const) {
      const vars = (layers.create_group(name) as hdf5.Group).create_group('vars') as hdf5.Group;
      for (const [at, { shape, data }] of parts.entries()) vars.create_dataset({ name: `${at}`, shape, data });
    }
  });
  const metadata = strToU8('{"keras_version": "3.4.1"}');
  const archive = zipSync({
    'config.json': strToU8(JSON.stringify(model)),
    'metadata.json': metadata,
    'model.weights.h5': bytes,
  });
  writeFileSync(join(folder, 'net.keras'), archive);
  await check('net.keras', /^Keras 3\.4\.1 file net\.keras$/);
});

test('model.json of TensorFlow.js with its shards; without them shapes suffice', async () => {
  const parts = Object.entries(arrays).flatMap(([layer, all]) =>
    all.map((each) => ({ name: `${layer}/${each.part}`, ...each })),
  );
  const weights = parts.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const weightsManifest = [{ paths: ['a.bin', 'b.bin'], weights }];
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ modelTopology: { model_config: model }, weightsManifest }),
  );
  const bytes = Buffer.concat(parts.map(({ data }) => Buffer.from(data.buffer)));
  expect((await loadWorkload('model.json', place, {})).layers).toHaveLength(2);
  expect((await loadWeights('model.json', place, {})).absent.get('edges')).toBe(
    'computed by a node of the model, not stored',
  );
  writeFileSync(join(folder, 'a.bin'), bytes.subarray(0, 50));
  writeFileSync(join(folder, 'b.bin'), bytes.subarray(50));
  await check('model.json', /^TensorFlow\.js file model\.json$/);
});

test.each([
  [
    'weights only',
    'net.h5',
    () => written((file) => void file.create_group('layers')),
    'the file holds weights and no model',
  ],
  [
    'a damaged HDF5 file',
    'net.h5',
    () => Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 1, 2, 3]),
    'the file is not an HDF5 file, or a damaged one',
  ],
  ['a damaged archive', 'net.keras', () => strToU8('PK\x03\x04 and no more'), 'the archive is damaged'],
  ['another archive', 'net.keras', () => zipSync({ 'a.txt': strToU8('a') }), 'the archive holds no config.json'],
  ['no JSON', 'net.json', () => strToU8('{"class_name": "Sequential", '), 'the file is not JSON'],
  [
    'a shard elsewhere',
    'net.json',
    () => strToU8(JSON.stringify({ modelTopology: model, weightsManifest: [{ paths: ['../a.bin'], weights: [] }] })),
    'weight files lie in the folder of model.json, or below it',
  ],
  [
    'shards too short',
    'net.json',
    () =>
      strToU8(
        JSON.stringify({
          modelTopology: model,
          weightsManifest: [
            { paths: [], weights: [] },
            { paths: ['net.json'], weights: [{ name: 'a/kernel', shape: [9999], dtype: 'float32' }] },
          ],
        }),
      ),
    'the weight files are shorter than the manifest says',
  ],
])('%s', async (_, name, bytes, message) => {
  writeFileSync(join(folder, name), await bytes());
  const error = await loadWorkload(name, place, {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).issues).toMatchObject([{ code: 'keras-invalid', file: name, message }]);
});

test('what a damaged file breaks in the library does not reach the next file', async () => {
  const bytes = await written((file) => file.create_attribute('model_config', JSON.stringify(model)));
  let broken = 0;
  for (let at = 100; at < bytes.length && broken < 3; at += 24) {
    const damaged = bytes.slice().fill(255, at, at + 8);
    await readHdf5File(damaged).catch(() => {
      broken += 1;
    });
    expect((await readHdf5File(bytes)).attributes.get('model_config')).toBe(JSON.stringify(model));
  }
  expect(broken).toBe(3);
});
