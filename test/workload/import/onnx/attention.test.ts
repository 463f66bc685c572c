import { expect, test } from 'vitest';
import { node, read, zeros } from './build-model.ts';
import { issuesOf, sizes } from './read-back.ts';

const shapes = (parts: Parameters<typeof read>[0]) =>
  read(parts).workload.layers.map((layer) => [layer.name, layer.kind, sizes(layer), layer.operationsPerPoint]);

test('Attention is two batched products and a softmax', () => {
  const nodes = [
    node('Attention', ['q', 'k', 'v'], ['y'], { q_num_heads: 8, kv_num_heads: 8 }),
    node('Relu', ['y'], ['z']),
  ];
  expect(shapes({ inputs: { q: [2, 10, 64], k: [2, 12, 64], v: [2, 12, 32] }, nodes })).toEqual([
    ['y/scores', 'matmul', { N: 16, P: 10, C: 8, M: 12 }, 1],
    ['y/softmax', 'activation', { X: 2 * 8 * 10 * 12 }, 5],
    ['y/values', 'matmul', { N: 16, P: 10, C: 12, M: 4 }, 1],
    ['z', 'activation', { X: 2 * 10 * 32 }, 1],
  ]);
});

test('query heads that share keys are rows of one product; kept keys, masks and [batch, heads, …] inputs count', () => {
  const inputs = {
    q: [1, 8, 1, 16],
    k: [1, 2, 1, 16],
    v: [1, 2, 1, 16],
    m: [1, 6],
    pk: [1, 2, 5, 16],
    pv: [1, 2, 5, 16],
  };
  const nodes = [
    node('Attention', ['q', 'k', 'v', 'm', 'pk', 'pv'], ['y', 'nk'], {}, { name: 'a' }),
    node('Relu', ['nk'], ['z']),
  ];
  expect(shapes({ inputs, nodes })).toEqual([
    ['a/scores', 'matmul', { N: 2, P: 4, C: 16, M: 6 }, 1],
    ['a/softmax', 'activation', { X: 8 * 6 }, 6],
    ['a/values', 'matmul', { N: 2, P: 4, C: 6, M: 16 }, 1],
    ['z', 'activation', { X: 2 * 6 * 16 }, 1],
  ]);
});

test('the fused attention of com.microsoft multiplies by its weights first, and offers them', () => {
  const nodes = [node('Attention', ['x', 'w', 'b'], ['y'], { num_heads: 4 }, { domain: 'com.microsoft', name: 'a' })];
  const initialisers = [zeros('w', [32, 96]), zeros('b', [96])];
  const { workload, weights } = read({ inputs: { x: [2, 5, 32] }, initialisers, nodes });
  expect(workload.layers.map((layer) => [layer.name, sizes(layer), layer.parameters])).toEqual([
    ['a/projection', { N: 2, P: 5, C: 32, M: 96 }, 32 * 96 + 96],
    ['a/scores', { N: 8, P: 5, C: 8, M: 5 }, 0],
    ['a/softmax', { X: 2 * 4 * 5 * 5 }, 0],
    ['a/values', { N: 8, P: 5, C: 5, M: 8 }, 0],
  ]);
  expect(weights.get('a/projection')?.weight.dims).toEqual([32, 96]);
});

test('packed and grouped forms; parts have names of their own', () => {
  const microsoft = { domain: 'com.microsoft', name: 'a' };
  const packed = [
    node('MultiHeadAttention', ['x'], ['y'], { num_heads: 2 }, microsoft),
    node('Relu', ['y'], ['z'], {}, { name: 'a/scores' }),
  ];
  expect(shapes({ inputs: { x: [1, 7, 2, 3, 4] }, nodes: packed })).toEqual([
    ['a/scores_2', 'matmul', { N: 2, P: 7, C: 4, M: 7 }, 1],
    ['a/softmax', 'activation', { X: 2 * 49 }, 5],
    ['a/values', 'matmul', { N: 2, P: 7, C: 7, M: 4 }, 1],
    ['a/scores', 'activation', { X: 7 * 8 }, 1],
  ]);
  const grouped = [
    node('GroupQueryAttention', ['q', 'k', 'v', 'p', 'p'], ['y'], { num_heads: 4, kv_num_heads: 2 }, microsoft),
  ];
  const inputs = { q: [1, 1, 32], k: [1, 1, 16], v: [1, 1, 16], p: [1, 2, 9, 8] };
  expect(shapes({ inputs, nodes: grouped })[0]).toEqual(['a/scores', 'matmul', { N: 2, P: 2, C: 8, M: 10 }, 1]);
});

test('heads that do not divide are a fault', () => {
  const nodes = [node('Attention', ['q', 'q', 'q'], ['y'], { q_num_heads: 3, kv_num_heads: 3 })];
  expect(issuesOf(() => read({ inputs: { q: [1, 4, 64] }, nodes }))).toMatchObject([
    { code: 'onnx-shape-mismatch', found: 'input 0 is [1, 4, 64] for 3 heads' },
  ]);
});
