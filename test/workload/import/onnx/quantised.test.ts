import { describe, expect, test } from 'vitest';
import { floats, int8, node, read, zeros } from './build-model.ts';
import { sizes } from './read-back.ts';

const scale = zeros('s', []);
const zero = zeros('z', [], 2, 1);
const signed = int8('zw', []);

describe('quantised operators carry their widths', () => {
  test('QLinearConv: 8-bit weights, inputs and outputs', () => {
    const nodes = [node('QLinearConv', ['x', 's', 'z', 'w', 's', 'zw', 's', 'z', 'b'], ['y'])];
    const initialisers = [scale, zero, signed, int8('w', [4, 3, 3, 3]), zeros('b', [4], 6, 4)];
    const { workload, weights } = read({ inputs: { x: [1, 3, 8, 8] }, inputTypes: { x: 2 }, initialisers, nodes });
    expect(workload.layers[0]).toMatchObject({ kind: 'conv', bits: { W: 8, I: 8, O: 8 }, parameters: 4 * 27 + 4 });
    expect(weights.get('y')?.weight).toMatchObject({ dataType: 'INT8' });
    expect(weights.get('y')?.weight.bytes()).toHaveLength(4 * 27);
  });

  test('ConvInteger and MatMulInteger write 32-bit sums', () => {
    const conv = [node('ConvInteger', ['x', 'w'], ['y'])];
    const one = read({
      inputs: { x: [1, 3, 8, 8] },
      inputTypes: { x: 2 },
      initialisers: [int8('w', [4, 3, 3, 3])],
      nodes: conv,
    });
    expect(one.workload.layers[0]?.bits).toEqual({ W: 8, I: 8, O: 32 });
    const product = [node('MatMulInteger', ['x', 'w'], ['y'])];
    const two = read({
      inputs: { x: [2, 8] },
      inputTypes: { x: 2 },
      initialisers: [int8('w', [8, 4])],
      nodes: product,
    });
    expect(two.workload.layers[0]).toMatchObject({ kind: 'fc', bits: { W: 8, I: 8, O: 32 } });
  });

  test('QLinearMatMul', () => {
    const nodes = [node('QLinearMatMul', ['x', 's', 'z', 'w', 's', 'zw', 's', 'z'], ['y'])];
    const { workload } = read({
      inputs: { x: [2, 8] },
      inputTypes: { x: 2 },
      initialisers: [scale, zero, signed, int8('w', [8, 4])],
      nodes,
    });
    expect(workload.layers[0]).toMatchObject({ kind: 'fc', bits: { W: 8, I: 8, O: 8 } });
  });

  test('onnxruntime forms: addition, pooling, concatenation', () => {
    const domain = 'com.microsoft';
    const nodes = [
      node('QLinearAdd', ['x', 's', 'z', 'x', 's', 'z', 's', 'z'], ['a'], {}, { domain }),
      node('QLinearConcat', ['s', 'z', 'a', 's', 'z', 'x', 's', 'z'], ['c'], { axis: 1 }, { domain }),
      node('QLinearGlobalAveragePool', ['c', 's', 'z', 's', 'z'], ['y'], { channels_last: 0 }, { domain }),
    ];
    const { workload } = read({
      inputs: { x: [1, 3, 8, 8] },
      inputTypes: { x: 2 },
      initialisers: [scale, zero],
      nodes,
    });
    expect(workload.layers.map((layer) => layer.kind)).toEqual(['add', 'concat', 'pool']);
    expect(workload.layers[0]?.bits).toEqual({ I: 8, O: 8 });
    expect(sizes(workload.layers[2])).toMatchObject({ C: 6, R: 8, S: 8 });
  });
});

test('block-quantised weights take their size and width from attributes', () => {
  const nodes = [node('MatMulNBits', ['x', 'w', 's'], ['y'], { K: 32, N: 10, bits: 4 }, { domain: 'com.microsoft' })];
  const { workload } = read({ inputs: { x: [1, 5, 32] }, initialisers: [scale, zeros('w', [10, 1, 16], 2, 1)], nodes });
  expect(workload.layers[0]).toMatchObject({ kind: 'matmul', parameters: 32 * 10, bits: { W: 4 } });
  expect(sizes(workload.layers[0])).toEqual({ N: 1, P: 5, C: 32, M: 10 });
});

describe('quantise–dequantise pairs', () => {
  const nodes = [
    node('QuantizeLinear', ['x', 's', 'z'], ['xq'], {}, { name: 'quantise input' }),
    node('DequantizeLinear', ['xq', 's', 'z'], ['xd']),
    node('DequantizeLinear', ['w', 's', 'zw'], ['wd']),
    node('Conv', ['xd', 'wd'], ['c'], {}, { name: 'conv' }),
    node('QuantizeLinear', ['c', 's', 'z'], ['cq'], {}, { name: 'quantise output' }),
    node('DequantizeLinear', ['cq', 's', 'z'], ['y']),
  ];
  const initialisers = [scale, zero, signed, int8('w', [4, 3, 3, 3])];
  const { workload, weights, folded } = read({ inputs: { x: [1, 3, 8, 8] }, initialisers, nodes });

  test('set the widths of the layer between them', () => {
    const conv = workload.layers.find((layer) => layer.name === 'conv');
    expect(conv?.bits).toEqual({ W: 8, I: 8, O: 8 });
  });

  test('cost nothing next to the layer, something at the edges of the network', () => {
    expect(workload.layers.map((layer) => layer.name)).toEqual(['quantise input', 'conv', 'y']);
    expect(folded.map(({ node: name, into }) => [name, into])).toEqual([
      ['xd', 'readers of "xd"'],
      ['quantise output', 'conv'],
    ]);
  });

  test('weights are the stored 8-bit ones', () => {
    expect(weights.get('conv')?.weight).toMatchObject({ name: 'w', dataType: 'INT8', axes: ['M', 'C', 'R', 'S'] });
  });

  test('floating-point models leave the widths to the hardware', () => {
    const plain = read({ nodes: [node('Mul', ['x', 'h'], ['y'])], initialisers: [floats('h', [2])] });
    expect(plain.workload.layers[0]?.bits).toBeUndefined();
  });
});
