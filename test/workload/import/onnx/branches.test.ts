import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import {
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
} from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';
import { replaceTensors } from '../../../../src/workload/import/onnx/replace-tensors.ts';
import { encode, int64s, node, read, zeros } from './build-model.ts';
import { sizes } from './read-back.ts';

function branch(nodes: readonly NodeProto[], output: string, initializer: GraphProto['initializer'] = []): GraphProto {
  return create(GraphProtoSchema, { node: [...nodes], output: [{ name: output }], initializer });
}

function choose(condition: string, output: string, then: GraphProto, otherwise: GraphProto, name = ''): NodeProto {
  const chosen = node('If', [condition], [output], {}, { name });
  const graphs = { then_branch: then, else_branch: otherwise };
  for (const [key, g] of Object.entries(graphs)) {
    chosen.attribute.push(create(AttributeProtoSchema, { name: key, type: 5, g }));
  }
  return chosen;
}

const relu = branch([node('Relu', ['x'], ['r'])], 'r');
const convolution = branch([node('Conv', ['x', 'w'], ['c'])], 'c', [zeros('w', [4, 3, 1, 1])]);
const truth = (value: number) => ({ ...zeros('flag', [1], 9, 1), rawData: Uint8Array.of(value) });

test('an If whose condition is stored becomes the nodes of its branch, weights and all', () => {
  const nodes = [choose('flag', 'y', relu, convolution), node('Relu', ['y'], ['z'])];
  const of = (value: number) => read({ nodes, initialisers: [truth(value)] });
  expect(of(1).workload.layers.map(({ kind }) => kind)).toEqual(['activation', 'activation']);
  const other = of(0);
  expect(other.workload.layers.map((layer) => sizes(layer))).toMatchObject([{ M: 4, C: 3, P: 8 }, { X: 4 * 64 }]);
  expect([...other.weights.values()].map(({ weight }) => weight.dims)).toEqual([[4, 3, 1, 1]]);
  expect(other.workload.uncosted).toEqual([]);
});

test('a condition worked out from shapes settles it, also inside a branch; names do not clash', () => {
  const isThree = [
    node('Shape', ['x'], ['s']),
    node('Gather', ['s', 'one'], ['channels']),
    node('Equal', ['channels', 'three'], ['flag']),
  ];
  const inner = choose('flag', 'r', relu, convolution);
  const outer = branch([inner, node('Relu', ['r'], ['q'])], 'q');
  const nodes = [...isThree, choose('flag', 'y', outer, relu, 'if'), choose('flag', 'z', convolution, relu, 'if')];
  const { workload } = read({
    nodes,
    initialisers: [int64s('one', [1], []), int64s('three', [3], [])],
    outputs: ['y', 'z'],
  });
  expect(workload.layers.map(({ name, kind }) => [name, kind])).toEqual([
    ['y/r', 'activation'],
    ['y', 'activation'],
    ['z', 'conv'],
  ]);
});

test('a branch may hand on a tensor from outside, or a constant', () => {
  const outside = branch([], 'x');
  const constant = branch([], 'k', [zeros('k', [1, 3, 8, 8])]);
  const nodes = [choose('flag', 'y', outside, constant), node('Relu', ['y'], ['z'])];
  for (const [value, layers] of [
    [1, 1],
    [0, 0],
  ] as const) {
    expect(read({ nodes, initialisers: [truth(value)] }).workload.layers).toHaveLength(layers);
  }
});

test('an If settled at run time is listed', () => {
  const nodes = [choose('go', 'y', relu, convolution)];
  const { workload } = read({ inputs: { x: [1, 3, 8, 8], go: [1] }, nodes });
  expect(workload.uncosted).toMatchObject([{ operator: 'If' }]);
});

test('weights of a branch can be written back', () => {
  const bytes = encode({ nodes: [choose('flag', 'y', relu, convolution)], initialisers: [truth(0)] });
  const { model, weights } = readOnnx('m.onnx', bytes);
  const tensor = [...weights.values()][0]!.weight.proto!;
  const written = replaceTensors(bytes, model, new Map([[tensor, new Uint8Array(48).fill(7)]]))!;
  expect([...readOnnx('m.onnx', written).weights.values()][0]!.weight.bytes()).toEqual(new Uint8Array(48).fill(7));
});
