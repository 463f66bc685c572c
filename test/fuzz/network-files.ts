import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import * as hdf5 from 'h5wasm';
import { externalDataOf } from '../../src/files/external-data.ts';
import { loadKeras } from '../../src/files/load-keras.ts';
import { readKeras } from '../../src/workload/import/keras/read-keras.ts';
import { TensorProtoSchema } from '../../src/workload/import/onnx/onnx_pb.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { encode, node } from '../workload/import/onnx/build-model.ts';
import type { Reader } from './readers.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const layer = (class_name: string, config: object, ...inbound: unknown[]) => ({
  class_name,
  config,
  name: (config as { name: string }).name,
  inbound_nodes: inbound.length === 0 ? [] : [inbound],
});
const inside = {
  class_name: 'Sequential',
  name: 'head',
  config: { name: 'head', layers: [layer('Flatten', { name: 'f' }), layer('Dense', { name: 'd', units: 3 })] },
  inbound_nodes: [[['sum', 0, 0, {}]]],
};
const functional = {
  class_name: 'Functional',
  config: {
    name: 'net',
    layers: [
      layer('InputLayer', { name: 'x', batch_input_shape: [null, 6, 6, 4] }),
      layer('Conv2D', { name: 'c', filters: 4, kernel_size: [3, 3], padding: 'same', activation: 'relu' }, [
        'x',
        0,
        0,
        {},
      ]),
      layer('DepthwiseConv2D', { name: 'w', kernel_size: 3, padding: 'same', use_bias: false }, ['c', 0, 0, {}]),
      layer('BatchNormalization', { name: 'n', axis: [3] }, ['w', 0, 0, {}]),
      layer('Add', { name: 'sum' }, ['n', 0, 0, {}], ['c', 0, 0, {}]),
      inside,
    ],
    input_layers: [['x', 0, 0]],
    output_layers: [['head', 1, 0]],
  },
};

async function h5(): Promise<Uint8Array> {
  const { FS } = await hdf5.ready;
  const file = new hdf5.File('seed.h5', 'w');
  file.create_attribute('model_config', JSON.stringify(functional));
  const weights = file.create_group('model_weights') as hdf5.Group;
  const group = (weights.create_group('c') as hdf5.Group).create_group('c') as hdf5.Group;
  group.create_dataset({ name: 'kernel:0', shape: [3, 3, 4, 4], data: new Float32Array(144) });
  group.create_dataset({ name: 'bias:0', shape: [4], data: new Float32Array(4) });
  file.close();
  return FS.readFile('seed.h5');
}

/** A model whose weights lie at `location`, beside a file that none may reach. */
function external(location: string): Uint8Array {
  const said = { location, offset: '0', length: '16' };
  const externalData = Object.entries(said).map(([key, value]) => ({ key, value }));
  const w = create(TensorProtoSchema, {
    name: 'w',
    dims: [1n, 4n, 1n, 1n],
    dataType: 1,
    dataLocation: 1,
    externalData,
  });
  return encode({ inputs: { x: [1, 4, 2, 2] }, initialisers: [w], nodes: [node('Conv', ['x', 'w'], ['y'])] });
}

const root = mkdtempSync(join(tmpdir(), 'kjoule-fuzz-'));
mkdirSync(join(root, 'model', 'a'), { recursive: true });
writeFileSync(join(root, 'secret.bin'), Buffer.alloc(64, 7));
writeFileSync(join(root, 'model', 'w.bin'), Buffer.alloc(64, 1));
const locations = [
  'w.bin',
  '../secret.bin',
  'a/../w.bin',
  'a/../../secret.bin',
  './../secret.bin',
  join(root, 'secret.bin'),
];

/** Readers of networks that other tools trained. */
export const networkReaders: readonly Reader[] = [
  {
    name: 'ONNX with weights elsewhere',
    seeds: locations.map(external),
    read: (bytes) => {
      const { workload, weights } = readOnnx('m.onnx', bytes, {
        external: externalDataOf(join(root, 'model', 'm.onnx')),
      });
      for (const { weight } of weights.values()) {
        if (weight.bytes()?.some((byte) => byte === 7) && weight.proto?.dataLocation === 1)
          throw new Error('a way out of the folder');
      }
      return workload;
    },
  },
  {
    name: 'Keras description',
    seeds: [
      bytesOf(JSON.stringify(functional)),
      bytesOf(JSON.stringify({ modelTopology: { model_config: functional } })),
    ],
    read: (bytes) => {
      let config: unknown;
      try {
        config = JSON.parse(new TextDecoder().decode(bytes));
      } catch {
        config = undefined;
      }
      return readKeras('m.json', { config, writer: 'Keras' }).workload;
    },
  },
  {
    name: 'Keras HDF5',
    seeds: [await h5()],
    read: async (bytes) => readKeras('m.h5', await loadKeras('m.h5', bytes)).workload,
  },
];
