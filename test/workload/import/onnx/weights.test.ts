import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { TensorProtoSchema } from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { floats, int64s, node, read, zeros } from './build-model.ts';

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer);

describe('weights', () => {
  test('raw bytes are handed on as they are', () => {
    const raw = Float32Array.of(1, 2, 3, 4);
    const w = create(TensorProtoSchema, { name: 'w', dims: [1n, 1n, 2n, 2n], dataType: 1, rawData: bytesOf(raw) });
    const { weights } = read({
      inputs: { x: [1, 1, 4, 4] },
      initialisers: [w],
      nodes: [node('Conv', ['x', 'w'], ['y'])],
    });
    expect(weights.get('y')?.weight).toMatchObject({
      name: 'w',
      dims: [1, 1, 2, 2],
      axes: ['M', 'C', 'R', 'S'],
      dataType: 'FLOAT',
    });
    expect(weights.get('y')?.weight.bytes()).toEqual(bytesOf(raw));
  });

  test.each([
    ['float', { dataType: 1, floatData: [1, -2] }, bytesOf(Float32Array.of(1, -2))],
    ['double', { dataType: 11, doubleData: [1, -2] }, bytesOf(Float64Array.of(1, -2))],
    ['8-bit', { dataType: 3, int32Data: [1, -2] }, bytesOf(Int8Array.of(1, -2))],
    ['half precision', { dataType: 10, int32Data: [0x3c00, 0xc000] }, bytesOf(Uint16Array.of(0x3c00, 0xc000))],
    ['32-bit', { dataType: 6, int32Data: [1, -2] }, bytesOf(Int32Array.of(1, -2))],
  ])('typed %s fields become the same little-endian bytes', (_, data, expected) => {
    const w = create(TensorProtoSchema, { name: 'w', dims: [2n, 1n], ...data });
    const { weights } = read({ inputs: { x: [1, 2] }, initialisers: [w], nodes: [node('MatMul', ['x', 'w'], ['y'])] });
    expect(weights.get('y')?.weight.bytes()).toEqual(expected);
  });

  test('a constant node holds weights like an initialiser', () => {
    const nodes = [
      node('Constant', [], ['w'], { value: zeros('kernel', [4, 3, 3, 3]) }),
      node('Conv', ['x', 'w'], ['y']),
    ];
    expect(read({ nodes }).weights.get('y')?.weight).toMatchObject({ name: 'kernel', dims: [4, 3, 3, 3] });
  });

  test('weights that a node computes are absent, and still counted', () => {
    const nodes = [node('ConstantOfShape', ['shape'], ['w']), node('Conv', ['x', 'w'], ['y'])];
    const { workload, weights } = read({ initialisers: [int64s('shape', [4, 3, 3, 3])], nodes });
    expect(workload.layers[0]?.parameters).toBe(4 * 3 * 3 * 3);
    expect(weights.get('y')?.weight.absent).toBeDefined();
    expect(weights.get('y')?.weight.bytes()).toBeUndefined();
  });

  test('layers between two activations have no weights', () => {
    const { weights } = read({ inputs: { x: [2, 2] }, nodes: [node('MatMul', ['x', 'x'], ['y'])] });
    expect(weights.size).toBe(0);
  });

  test('small arithmetic on stored numbers is exact', () => {
    const nodes = [
      node('Max', ['a', 'b'], ['m']),
      node('Cast', ['m'], ['i'], { to: 7 }),
      node('Reshape', ['x', 'i'], ['r']),
      node('Relu', ['r'], ['y']),
    ];
    const { workload } = read({
      inputs: { x: [6, 4] },
      initialisers: [floats('a', [2, 1]), floats('b', [1, 12])],
      nodes,
    });
    expect(workload.layers).toHaveLength(1);
  });
});
