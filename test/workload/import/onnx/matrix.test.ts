import { describe, expect, test } from 'vitest';
import { layerMacs } from '../../../../src/workload/layers.ts';
import { type AttributeValue, type ModelParts, node, read, zeros } from './build-model.ts';
import { elements, issuesOf, sizes } from './read-back.ts';

function product(
  operator: string,
  inputs: ModelParts['inputs'] & object,
  stored: Readonly<Record<string, readonly number[]>>,
  attributes: Record<string, AttributeValue> = {},
) {
  const names = ['a', 'b', 'c'].filter((name) => name in inputs || name in stored);
  const initialisers = Object.entries(stored).map(([name, dims]) => zeros(name, dims));
  const nodes = [node(operator, names, ['p'], attributes), node('Relu', ['p'], ['y'])];
  return read({ inputs, initialisers, nodes });
}

describe('Gemm', () => {
  test('stored weights: fully connected, transposes respected, bias counted', () => {
    const { workload, weights } = product('Gemm', { a: [2, 40] }, { b: [10, 40], c: [10] }, { transB: 1 });
    expect(workload.layers[0]).toMatchObject({ kind: 'fc', parameters: 40 * 10 + 10 });
    expect(sizes(workload.layers[0])).toMatchObject({ N: 2, C: 40, M: 10 });
    expect(weights.get('p')?.weight).toMatchObject({ name: 'b', dims: [10, 40], axes: ['M', 'C'] });
    expect(weights.get('p')?.bias?.name).toBe('c');
  });

  test('transA turns the first factor', () => {
    expect(sizes(product('Gemm', { a: [40, 2] }, { b: [40, 10] }, { transA: 1 }).workload.layers[0])).toMatchObject({
      N: 2,
      C: 40,
    });
  });

  test('two computed factors are a matrix multiply without parameters', () => {
    const [layer] = product('Gemm', { a: [2, 40], b: [40, 10] }, {}).workload.layers;
    expect(layer).toMatchObject({ kind: 'matmul', parameters: 0 });
    expect(layerMacs(layer!)).toBe(2 * 40 * 10);
  });
});

describe('MatMul', () => {
  test('rank 2 by a stored matrix is fully connected', () => {
    expect(product('MatMul', { a: [4, 8] }, { b: [8, 5] }).workload.layers[0]).toMatchObject({
      kind: 'fc',
      parameters: 40,
    });
  });

  test('a stored matrix is shared by the whole batch', () => {
    const [layer, relu] = product('MatMul', { a: [2, 7, 8] }, { b: [8, 5] }).workload.layers;
    expect(layer?.kind).toBe('matmul');
    expect(elements(layer)).toEqual({ W: 8 * 5, I: 2 * 7 * 8, O: 2 * 7 * 5 });
    expect(sizes(relu)).toEqual({ X: 2 * 7 * 5 });
  });

  test('two activations: attention scores, one product per head', () => {
    const [layer] = product('MatMul', { a: [2, 12, 7, 64], b: [2, 12, 64, 7] }, {}).workload.layers;
    expect(sizes(layer)).toEqual({ N: 2 * 12, P: 7, C: 64, M: 7 });
    expect(elements(layer).W).toBe(2 * 12 * 64 * 7);
  });

  test('a second factor without batch is read once, not once per batch entry', () => {
    const [layer] = product('MatMul', { a: [6, 7, 8], b: [8, 5] }, {}).workload.layers;
    expect(elements(layer).W).toBe(8 * 5);
    expect(layerMacs(layer!)).toBe(6 * 7 * 8 * 5);
  });

  test('a stored first factor plays the weights', () => {
    const { workload, weights } = product('MatMul', { b: [2, 8, 5] }, { a: [3, 8] });
    expect(sizes(workload.layers[0])).toEqual({ N: 2, P: 5, C: 8, M: 3 });
    expect(weights.get('p')?.weight.axes).toEqual(['M', 'C']);
  });

  test('vectors count as one row or one column', () => {
    expect(sizes(product('MatMul', { a: [8] }, { b: [8, 5] }).workload.layers[1])).toEqual({ X: 5 });
    expect(sizes(product('MatMul', { a: [4, 8], b: [8] }, {}).workload.layers[1])).toEqual({ X: 4 });
  });

  test('factors that do not fit are a fault', () => {
    expect(issuesOf(() => product('MatMul', { a: [4, 8] }, { b: [7, 5] }))[0]?.code).toBe('onnx-shape-mismatch');
  });

  test('weights behind a Transpose keep their stored layout, which the axes name', () => {
    const nodes = [node('Transpose', ['w'], ['wt'], { perm: [1, 0] }), node('MatMul', ['x', 'wt'], ['y'])];
    const { workload, weights } = read({ inputs: { x: [4, 8] }, initialisers: [zeros('w', [5, 8])], nodes });
    expect(workload.layers).toHaveLength(1);
    expect(weights.get('y')?.weight).toMatchObject({ name: 'w', dims: [5, 8], axes: ['M', 'C'] });
  });
});

describe('Einsum', () => {
  test('batched matrix multiply', () => {
    const { layers } = product(
      'Einsum',
      { a: [2, 3, 7, 8], b: [2, 3, 9, 8] },
      {},
      { equation: 'bhid,bhjd->bhij' },
    ).workload;
    expect(sizes(layers[0])).toEqual({ N: 6, P: 7, C: 8, M: 9 });
    expect(sizes(layers[1])).toEqual({ X: 6 * 7 * 9 });
  });

  test('an ellipsis stands for the batch', () => {
    const { layers } = product('Einsum', { a: [2, 3, 7, 8] }, { b: [8, 5] }, { equation: '...ij,jk->...ik' }).workload;
    expect(layerMacs(layers[0]!)).toBe(2 * 3 * 7 * 8 * 5);
    expect(layers[0]?.parameters).toBe(40);
    expect(sizes(layers[1])).toEqual({ X: 2 * 3 * 7 * 5 });
  });

  test('one factor: a copy', () => {
    expect(product('Einsum', { a: [2, 3] }, {}, { equation: 'ij->ji' }).workload.layers[0]).toMatchObject({
      operation: 'copy',
    });
  });

  test('a sum over one factor only is listed with its reason', () => {
    const { uncosted } = product('Einsum', { a: [2, 3], b: [2, 5] }, {}, { equation: 'ij,ik->ik' }).workload;
    expect(uncosted).toMatchObject([{ operator: 'Einsum', node: 'p', reason: expect.stringContaining('"j"') }]);
  });
});
