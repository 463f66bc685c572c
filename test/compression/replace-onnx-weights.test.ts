import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import type { WeightTensor } from '../../src/compression/engine.ts';
import { onnxWeights } from '../../src/compression/onnx-weights.ts';
import { replaceOnnxWeights } from '../../src/compression/replace-onnx-weights.ts';
import type { InputError } from '../../src/shared/issue.ts';
import { type TensorProto, TensorProtoSchema } from '../../src/workload/import/onnx/onnx_pb.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { encode, type ModelParts, node } from '../workload/import/onnx/build-model.ts';

type Content = Partial<Pick<TensorProto, 'floatData' | 'rawData' | 'int32Data' | 'dataType'>>;

function tensor(name: string, dims: readonly number[], content: Content): TensorProto {
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: 1, ...content });
}

const count = (length: number) => Array.from({ length }, (_, index) => index + 1);
const raw = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** The file with every weight turned to its negative, and what reading it gives. */
function negated(parts: ModelParts) {
  const bytes = encode({ inputs: { x: [1, 4, 5, 5] }, outputs: ['y'], ...parts });
  const imported = readOnnx('m.onnx', bytes);
  const before = onnxWeights(imported).weights;
  const weights = new Map(
    [...before].map(([name, each]): [string, WeightTensor] => [
      name,
      { ...each, data: each.data.map((value) => -value) },
    ]),
  );
  const replaced = replaceOnnxWeights(bytes, imported, weights);
  const after = readOnnx('m.onnx', replaced);
  return {
    bytes,
    before,
    weights,
    replaced,
    after,
    weightsAfter: onnxWeights(after).weights,
    layers: imported.workload.layers,
  };
}

function codesOf(parts: ModelParts, change: (weights: Map<string, WeightTensor>) => void = () => {}) {
  const bytes = encode({ inputs: { x: [1, 4, 5, 5] }, outputs: ['y'], ...parts });
  const imported = readOnnx('m.onnx', bytes);
  const shifted = [...onnxWeights(imported).weights].map(([name, each]): [string, WeightTensor] => [
    name,
    { ...each, data: each.data.map((value) => value + 0.1) },
  ]);
  const weights = new Map(shifted);
  change(weights);
  try {
    replaceOnnxWeights(bytes, imported, weights);
    return [];
  } catch (error) {
    return (error as InputError).issues.map(({ code }) => code);
  }
}

const conv = node('Conv', ['x', 'w', 'b'], ['y'], { kernel_shape: [1, 1] }, { name: 'conv' });
const w = tensor('w', [2, 4, 1, 1], { rawData: raw(count(8)) });
const b = tensor('b', [2], { rawData: raw([1, 2]) });

describe('decoded weights go back into the model', () => {
  test.each<[string, ModelParts]>([
    ['as raw bytes', { nodes: [conv], initialisers: [w, b] }],
    ['as a list of floats', { nodes: [conv], initialisers: [tensor('w', [2, 4, 1, 1], { floatData: count(8) }), b] }],
    [
      'of half precision',
      {
        nodes: [conv],
        initialisers: [
          tensor('w', [2, 4, 1, 1], {
            dataType: 10,
            int32Data: [0x3c00, 0x4000, 0x4200, 0x4400, 0x3c00, 0x4000, 0x4200, 0x4400],
          }),
          b,
        ],
      },
    ],
    [
      'of 8 bits',
      {
        nodes: [conv],
        initialisers: [tensor('w', [2, 4, 1, 1], { dataType: 3, rawData: Uint8Array.from(count(8)) }), b],
      },
    ],
    [
      'in a node of their own',
      {
        nodes: [node('Constant', [], ['w'], { value: tensor('', [2, 4, 1, 1], { rawData: raw(count(8)) }) }), conv],
        initialisers: [b],
      },
    ],
    [
      'in groups',
      {
        nodes: [node('Conv', ['x', 'w'], ['y'], { group: 2 }, { name: 'conv' })],
        initialisers: [tensor('w', [6, 2, 3, 1], { rawData: raw(count(36)) })],
      },
    ],
    [
      'of a transposed convolution',
      {
        nodes: [node('ConvTranspose', ['x', 'w'], ['y'], { group: 2 }, { name: 'conv' })],
        initialisers: [tensor('w', [4, 3, 2, 2], { rawData: raw(count(48)) })],
      },
    ],
    [
      'stored [inputs, outputs]',
      {
        inputs: { x: [1, 4] },
        nodes: [node('MatMul', ['x', 'w'], ['y'], {}, { name: 'fc' })],
        initialisers: [tensor('w', [4, 3], { rawData: raw(count(12)) })],
      },
    ],
    [
      'through a transpose',
      {
        inputs: { x: [1, 4] },
        nodes: [node('Transpose', ['w'], ['t'], { perm: [1, 0] }), node('Gemm', ['x', 't'], ['y'], {}, { name: 'fc' })],
        initialisers: [tensor('w', [3, 4], { rawData: raw(count(12)) })],
      },
    ],
  ])('%s: each reads as it was put, and nothing else is touched', (_, parts) => {
    const { weights, weightsAfter, after, layers, before } = negated(parts);
    expect(before.size).toBe(1);
    expect(weightsAfter).toEqual(weights);
    expect(after.workload.layers).toEqual(layers);
    expect(after.model.graph!.node.map(({ opType, input, output }) => [opType, input, output])).toEqual(
      parts.nodes.map(({ opType, input, output }) => [opType, input, output]),
    );
  });

  test('weights that stay leave the file as it was, byte for byte', () => {
    const bytes = encode({ inputs: { x: [1, 4, 5, 5] }, nodes: [conv], initialisers: [w, b], outputs: ['y'] });
    const imported = readOnnx('m.onnx', bytes);
    expect(replaceOnnxWeights(bytes, imported, onnxWeights(imported).weights)).toEqual(bytes);
  });

  test('raw bytes are changed in place: fields that are not understood, and zeros that are written, stay', () => {
    // doc_string (6) of the model, and a zero that proto3 would leave out
    const odd = [0x32, 2, 104, 105, 0x28, 0];
    const model = encode({ inputs: { x: [1, 4, 5, 5] }, nodes: [conv], initialisers: [w, b], outputs: ['y'] });
    const bytes = Uint8Array.from([...odd, ...model]);
    const imported = readOnnx('m.onnx', bytes);
    const given = onnxWeights(imported).weights.get('conv')!;
    const replaced = replaceOnnxWeights(
      bytes,
      imported,
      new Map([['conv', { ...given, data: given.data.map((value) => value * 2) }]]),
    );
    expect(replaced.length).toBe(bytes.length);
    expect([...replaced.subarray(0, 6)]).toEqual(odd);
    const differing = bytes.reduce((sum, byte, at) => sum + (byte === replaced[at] ? 0 : 1), 0);
    expect(differing).toBeLessThanOrEqual(8 * 4);
  });
});

describe('what cannot go back exactly is refused', () => {
  const half = tensor('w', [2, 4, 1, 1], { dataType: 10, int32Data: Array(8).fill(0x3c00) });
  test.each<[string, ModelParts, string, ((weights: Map<string, WeightTensor>) => void)?]>([
    ['16-bit elements that cannot hold a value', { nodes: [conv], initialisers: [half, b] }, 'weights-not-replaceable'],
    [
      'weights a node computes',
      {
        nodes: [node('ConstantOfShape', ['s'], ['w']), conv],
        initialisers: [
          tensor('s', [4], { dataType: 7, rawData: new Uint8Array(BigInt64Array.of(2n, 4n, 1n, 1n).buffer) }),
          b,
        ],
      },
      'weights-not-replaceable',
      (weights) => void weights.set('conv', { shape: [2, 4, 1, 1], data: new Float32Array(8) }),
    ],
    [
      'a layer the model does not have',
      { nodes: [conv], initialisers: [w, b] },
      'no-such-layer',
      (weights) => void weights.set('other', weights.get('conv')!),
    ],
    [
      'another shape',
      { nodes: [conv], initialisers: [w, b] },
      'weights-shape',
      (weights) => void weights.set('conv', { ...weights.get('conv')!, shape: [4, 2, 1, 1] }),
    ],
    [
      'a bias the model does not have',
      { nodes: [node('Conv', ['x', 'w'], ['y'], {}, { name: 'conv' })], initialisers: [w] },
      'weights-not-replaceable',
      (weights) => void weights.set('conv', { ...weights.get('conv')!, bias: Float32Array.of(1, 2) }),
    ],
    [
      'a tensor that another node reads',
      { nodes: [conv, node('Relu', ['w'], ['z'])], initialisers: [w, b], outputs: ['y', 'z'] },
      'weights-shared',
    ],
  ])('%s', (_, parts, code, change) => {
    expect(codesOf(parts, change)).toContain(code);
  });

  test('two layers that share a tensor: taken when both agree, refused when they do not', () => {
    const twice: ModelParts = {
      inputs: { x: [1, 4, 5, 5] },
      nodes: [
        node('Conv', ['x', 'w'], ['t'], {}, { name: 'one' }),
        node('Conv', ['t', 'w'], ['y'], {}, { name: 'two' }),
      ],
      initialisers: [tensor('w', [4, 4, 1, 1], { rawData: raw(count(16)) })],
    };
    expect(codesOf(twice)).toEqual([]);
    const differ = (weights: Map<string, WeightTensor>) =>
      void weights.set('two', { ...weights.get('two')!, data: new Float32Array(16) });
    expect(codesOf(twice, differ)).toEqual(['weights-shared']);
  });
});
