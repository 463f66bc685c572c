import { checksum } from '../../src/compression/artefact/checksum.ts';
import { writeNpy } from '../../src/compression/artefact/npy.ts';
import { readArtefact } from '../../src/compression/artefact/read-artefact.ts';
import { readSafetensors } from '../../src/compression/artefact/read-safetensors.ts';
import { writeSafetensors } from '../../src/compression/artefact/safetensors.ts';
import { writeArtefact } from '../../src/compression/artefact/write-artefact.ts';
import { engines } from '../../src/compression/engines/index.ts';
import { readInputFile } from '../../src/cross-check/read-input-file.ts';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { readSystolicConfig } from '../../src/study/scale-sim/read-config.ts';
import { readTimeloopAccelerator } from '../../src/study/timeloop/read-accelerator.ts';
import { readTimeloop } from '../../src/study/timeloop/read-timeloop.ts';
import { readIdx } from '../../src/training/data/idx.ts';
import { readNpy } from '../../src/training/data/npy.ts';
import { planNetwork } from '../../src/training/network/plan.ts';
import { readTfjsModel, tfjsWeightFiles } from '../../src/training/network/tfjs-model.ts';
import { readActivity } from '../../src/workload/import/activity/read-activity.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { readMaestro } from '../../src/workload/import/maestro/read-maestro.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { readNetwork } from '../../src/workload/import/read-network.ts';
import { readTopology } from '../../src/workload/import/scale-sim/read-topology.ts';
import { readZigzag } from '../../src/workload/import/zigzag/read-zigzag.ts';
import { smallInput } from '../compression/small-network.ts';
import { codeBlocks, read } from '../docs/documents.ts';
import { exampleSpec, limitedSpec } from '../hardware/example-spec.ts';
import { architecture, energies, mapping, problem } from '../study/timeloop/small-spec.ts';
import { small } from '../training/tiny.ts';
import { encode, floats, int8, int64s, node, zeros } from '../workload/import/onnx/build-model.ts';
import { networkReaders } from './network-files.ts';

/** What reads files of one kind, and files to start from. */
export interface Reader {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const texts = (...all: readonly string[]) => all.map(bytesOf);
const blocks = (page: string, language: string) => codeBlocks(read(page), language);

const onnxModel = encode({
  inputs: { x: ['n', 4, 8, 8] },
  initialisers: [
    ...[zeros('w', [4, 4, 3, 3]), zeros('f', [10, 64]), floats('scales', [1, 1, 2, 2]), int8('q', [4])],
    int64s('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
  ],
  nodes: [
    node('Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1], strides: [1, 1], group: 1 }),
    node('MaxPool', ['c'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }),
    node('Pad', ['p', 'pads'], ['d']),
    node('Resize', ['d', '', 'scales'], ['r'], { mode: 'linear' }),
    node('Shape', ['r'], ['s']),
    node('Flatten', ['p'], ['l']),
    node('Gemm', ['l', 'f'], ['g'], { transB: 1 }),
    node('Einsum', ['p', 'p'], ['e'], { equation: 'abcd,abce->abde' }),
    node('Attention', ['p', 'p', 'p'], ['t'], { is_causal: 1 }),
  ],
  outputs: ['g', 'e'],
});

const layerList = `name: n
source: s
input: { channels: 3, size: [8, 8] }
layers:
  - { name: a, type: conv, filters: 4, kernel: 3, pad: same, groups: 1, stride: [2, 1] }
  - { name: b, type: max-pool, kernel: 2, round: up }
  - { name: c, type: concat, from: [b, b] }
  - { name: d, type: custom, dimensions: { N: batch, C: 3 }, operands: [{ name: O, role: O, ranks: [N] }, { name: I, role: I, ranks: [N*2 + C] }] }
  - { name: e, type: fc, from: c, outputs: 5, repeat: 2, bits: { W: 4 } }
`;

const float32 = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
const safetensors = writeSafetensors(
  new Map([['fc.weight', { type: 'F32' as const, shape: [2, 2], bytes: float32 }]]),
  {},
);
const artefacts: Uint8Array[] = [];
for (const [name, options] of [
  ['deep-k-means', { k: 5, coding: 'huffman' }],
  ['prune', { share: 0.8, positions: 'runs', runBits: 3 }],
  ['uniform', { bits: 3 }],
] as const) {
  const engine = engines.find((each) => each.name === name)!;
  artefacts.push(writeArtefact(await engine.compress(smallInput(), options)));
}

/** Damage that a checksum would catch goes on to the decoders. */
function signedAnew(bytes: Uint8Array): Uint8Array {
  const { tensors, metadata } = readSafetensors(bytes);
  return writeSafetensors(tensors, {
    kjoule: String(metadata.kjoule),
    crc32: checksum(String(metadata.kjoule), tensors),
  });
}

const manifest = {
  modelTopology: {},
  weightsManifest: [
    {
      paths: ['a.bin', 'b.bin'],
      weights: [
        { name: 'conv1/kernel', shape: [3, 3, 1, 6], dtype: 'float32' },
        { name: 'conv1/bias', shape: [6], dtype: 'float32' },
      ],
    },
  ],
};
const plan = planNetwork(small);
const idx = Uint8Array.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
const toolLine = `1, ${[8, 8, 3, 1, 10, 16, 3, 3, 3, 4, 0, 16, 6, 6, 4, 1, 5, 16, 1, 1, 0, 0, 0, 0].join(', ')}\n`;

export const readers: readonly Reader[] = [
  ...networkReaders,
  { name: 'ONNX', seeds: [onnxModel], read: (bytes) => readOnnx('m.onnx', bytes).workload },
  { name: 'layer list', seeds: texts(layerList), read: (bytes) => readLayerList('l.yaml', textOf(bytes)) },
  {
    name: 'Timeloop',
    seeds: texts(architecture + problem + mapping + energies, ...blocks('docs/timeloop.md', 'yaml timeloop')),
    read: (bytes) => readTimeloop([parseYaml('t.yaml', textOf(bytes))]),
  },
  {
    name: 'Timeloop accelerator',
    seeds: texts(architecture + energies),
    read: (bytes) => readTimeloopAccelerator([parseYaml('t.yaml', textOf(bytes))]),
  },
  {
    name: 'SCALE-Sim topology',
    seeds: texts(...blocks('docs/scale-sim.md', 'csv scale-sim'), 'Layer, M, N, K, Sparsity,\nDP a, 3, 5, 16, 1:1,\n'),
    read: (bytes) => readTopology('t.csv', textOf(bytes)),
  },
  {
    name: 'SCALE-Sim configuration',
    seeds: texts(...blocks('docs/scale-sim.md', 'ini scale-sim')),
    read: (bytes) => readSystolicConfig('c.cfg', textOf(bytes)),
  },
  {
    name: 'MAESTRO',
    seeds: texts(...blocks('docs/maestro.md', 'maestro')),
    read: (bytes) => readMaestro('n.m', textOf(bytes)),
  },
  {
    name: 'ZigZag',
    seeds: texts(...blocks('docs/zigzag.md', 'yaml zigzag')),
    read: (bytes) => readZigzag('z.yaml', textOf(bytes)),
  },
  {
    name: 'any network',
    seeds: texts(layerList, ...blocks('docs/zigzag.md', 'yaml zigzag'), ...blocks('docs/maestro.md', 'maestro')),
    read: (bytes) => readNetwork('network', textOf(bytes)),
  },
  {
    name: 'TensorFlow.js',
    seeds: texts(JSON.stringify(manifest)),
    read: (bytes) => {
      const json = jsonOf(bytes);
      for (const name of tfjsWeightFiles('model.json', json)) {
        if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)) throw new Error(`${name} leaves its folder`);
      }
      return readTfjsModel(plan, { file: 'model.json', json, bytes: new Uint8Array(4 * (54 + 6)) });
    },
  },
  { name: 'safetensors', seeds: [safetensors], read: readSafetensors },
  { name: 'artefact', seeds: artefacts, read: (bytes) => readArtefact('a', bytes) },
  {
    name: 'artefact with a checksum that fits',
    seeds: artefacts,
    read: (bytes) => readArtefact('a', signedAnew(bytes)),
  },
  {
    name: 'NumPy',
    seeds: [writeNpy([2, 2], new Float32Array([1, 2, 3, 4]))],
    read: (bytes) => readNpy('a.npy', bytes),
  },
  { name: 'IDX', seeds: [idx], read: (bytes) => readIdx('a.idx', bytes) },
  {
    name: 'accelerator',
    seeds: texts(exampleSpec, limitedSpec),
    read: (bytes) => readHardware('h.yaml', textOf(bytes)),
  },
  {
    name: 'zeros in maps',
    seeds: texts(read('scenarios/workloads/activity/alexnet.csv')),
    read: (bytes) => readActivity('a.csv', textOf(bytes)),
  },
  { name: 'input of the energy tool', seeds: texts(toolLine), read: (bytes) => readInputFile('t.txt', textOf(bytes)) },
];

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}
