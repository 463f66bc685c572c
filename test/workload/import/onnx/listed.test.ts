import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
} from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { attribute, node, read, zeros } from './build-model.ts';
import { issuesOf, sizes } from './read-back.ts';

test('operators without a cost model are listed with their reason, and what follows is still costed', () => {
  const initialisers = [zeros('w', [1, 16, 8]), zeros('r', [1, 16, 4])];
  const nodes = [
    node('LSTM', ['x', 'w', 'r'], ['states'], { hidden_size: 4 }, { name: 'lstm' }),
    node('Relu', ['states'], ['y']),
  ];
  const { workload } = read({ inputs: { x: [5, 2, 8] }, initialisers, nodes });
  expect(workload.uncosted).toEqual([
    { operator: 'LSTM', node: 'lstm', reason: 'recurrent layers have no cost model' },
  ]);
  expect(sizes(workload.layers[0])).toEqual({ X: 5 * 1 * 2 * 4 });
});

test('unknown operators and domains are listed; so is what needs their shape, until the file declares it', () => {
  const nodes = [
    node('Frobnicate', ['x'], ['f']),
    node('Conv', ['x', 'w'], ['g'], {}, { domain: 'org.example' }),
    node('Relu', ['f'], ['r']),
    node('Add', ['r', 'g'], ['y']),
  ];
  const parts = { inputs: { x: [1, 3, 8, 8] }, initialisers: [zeros('w', [3, 3, 1, 1])], nodes };
  expect(read(parts).workload.uncosted).toEqual([
    { operator: 'Frobnicate', node: 'f', reason: 'unknown operator' },
    { operator: 'org.example.Conv', node: 'g', reason: 'unknown operator of domain org.example' },
    { operator: 'Relu', node: 'r', reason: 'input shape unknown: tensor "f"' },
    { operator: 'Add', node: 'y', reason: 'input shape unknown: tensor "r"' },
  ]);
  const declared = read({ ...parts, declared: { f: [1, 3, 8, 8], g: [1, 3, 8, 8] } });
  expect(declared.workload.layers.map((layer) => layer.name)).toEqual(['r', 'y']);
});

test('a view of an unknown tensor is free all the same', () => {
  const nodes = [node('Frobnicate', ['x'], ['f']), node('Flatten', ['f'], ['y'])];
  expect(read({ nodes }).workload.uncosted.map((each) => each.operator)).toEqual(['Frobnicate']);
});

test('names are unique: equal ones fall back on the output, then get a number', () => {
  const nodes = [
    node('Relu', ['x'], ['a'], {}, { name: 'r' }),
    node('Relu', ['a'], ['b'], {}, { name: 'r' }),
    node('Relu', ['b'], ['c'], {}, { name: 'd' }),
    node('Relu', ['c'], ['d']),
  ];
  expect(read({ nodes }).workload.layers.map((layer) => layer.name)).toEqual(['a', 'b', 'd', 'd_2']);
});

test('model-local functions are replaced by their nodes, attributes and all', () => {
  const relu = node('LeakyRelu', ['in'], ['inner']);
  const alpha = attribute('alpha', 0);
  alpha.refAttrName = 'slope';
  relu.attribute.push(alpha);
  const twice = create(FunctionProtoSchema, {
    name: 'Twice',
    domain: 'local',
    input: ['in'],
    output: ['out'],
    attribute: ['slope'],
    node: [relu, node('Relu', ['inner'], ['out'])],
  });
  const nodes = [
    node('Twice', ['x'], ['m'], { slope: { float: 0.1 } }, { domain: 'local', name: 'first' }),
    node('Twice', ['m'], ['y'], {}, { domain: 'local', name: 'second' }),
  ];
  const { workload } = read({ nodes, functions: [twice] });
  expect(workload.layers.map((layer) => layer.operationsPerPoint)).toEqual([2, 1, 2, 1]);
  expect(workload.uncosted).toEqual([]);
});

test('a sub-graph inside a function reads the caller’s tensors', () => {
  const branch = create(GraphProtoSchema, { node: [node('Relu', ['in'], ['r'])], output: [{ name: 'r' }] });
  const choose = node('If', ['flag'], ['out'], {}, { name: 'choose' });
  choose.attribute.push(create(AttributeProtoSchema, { name: 'then_branch', type: 5, g: branch }));
  const maybe = create(FunctionProtoSchema, {
    name: 'Maybe',
    domain: 'local',
    input: ['in', 'flag'],
    output: ['out'],
    node: [choose],
  });
  const nodes = [node('Maybe', ['x', 'go'], ['y'], {}, { domain: 'local', name: 'call' })];
  const { workload } = read({ inputs: { x: [1, 4], go: [1] }, nodes, functions: [maybe] });
  expect(workload.uncosted).toMatchObject([{ operator: 'If', node: 'call#1/choose' }]);
});

test('a function that calls itself is a fault, not a hang', () => {
  const loop = create(FunctionProtoSchema, {
    name: 'Loop2',
    domain: 'local',
    input: ['in'],
    output: ['out'],
    node: [
      node('Loop2', ['in'], ['mid'], {}, { domain: 'local' }),
      node('Loop2', ['mid'], ['out'], {}, { domain: 'local' }),
    ],
  });
  const nodes = [node('Loop2', ['x'], ['y'], {}, { domain: 'local' })];
  expect(issuesOf(() => read({ nodes, functions: [loop] }))[0]?.code).toBe('onnx-invalid');
});
