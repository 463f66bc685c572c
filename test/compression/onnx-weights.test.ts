import { existsSync, readFileSync } from 'node:fs';
import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { decodeElements } from '../../src/compression/decode-elements.ts';
import { halfToNumber, numberToHalf } from '../../src/compression/half-float.ts';
import { onnxWeights } from '../../src/compression/onnx-weights.ts';
import { ModelProtoSchema } from '../../src/workload/import/onnx/onnx_pb.ts';
import { type OnnxImport, readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { convolutionLayer } from '../../src/workload/layers.ts';

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** One layer whose weight is stored with these sizes and axes, elements 0, 1, 2… */
function stored(layer: Parameters<typeof convolutionLayer>[0], dims: number[], axes?: string[]): OnnxImport {
  const bytes = bytesOf(Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, index) => index));
  const weight = { name: 'w', dims, ...(axes && { axes }), dataType: 'FLOAT', bytes: () => bytes };
  const workload = { name: 'n', source: 'test', layers: [convolutionLayer(layer)], uncosted: [] };
  return { workload, weights: new Map([[layer.name, { weight }]]), folded: [], model: create(ModelProtoSchema) };
}

const pointwise = { name: 'a', input: [1, 1], kernel: [1, 1] } as const;

describe('element types', () => {
  test('every half-precision number survives the way to a number and back', () => {
    for (let bits = 0; bits < 65536; bits += 1) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(bits);
    }
  });

  test('rounding to half precision goes to the nearest, ties to even', () => {
    expect(halfToNumber(numberToHalf(1 + 2 ** -11))).toBe(1);
    expect(halfToNumber(numberToHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(halfToNumber(numberToHalf(0.1))).toBe(0.0999755859375);
    expect(halfToNumber(numberToHalf(65519))).toBe(65504);
    expect(halfToNumber(numberToHalf(2 ** -25))).toBe(0);
    expect(halfToNumber(numberToHalf(1e6))).toBe(Number.POSITIVE_INFINITY);
  });

  test('FLOAT16, BFLOAT16, INT8, INT4 and DOUBLE are read as numbers', () => {
    expect(decodeElements(bytesOf(Uint16Array.of(0x3c00, 0xc000)), 'FLOAT16', 2)).toEqual(Float32Array.of(1, -2));
    expect(decodeElements(bytesOf(Uint16Array.of(0x3f80, 0xc000)), 'BFLOAT16', 2)).toEqual(Float32Array.of(1, -2));
    expect(decodeElements(bytesOf(Int8Array.of(-128, 127)), 'INT8', 2)).toEqual(Float32Array.of(-128, 127));
    expect(decodeElements(Uint8Array.of(0x87, 0x0f), 'INT4', 3)).toEqual(Float32Array.of(7, -8, -1));
    expect(decodeElements(bytesOf(Float64Array.of(0.5)), 'DOUBLE', 1)).toEqual(Float32Array.of(0.5));
  });

  test('a type that is not read, or too few bytes, is undefined', () => {
    expect(decodeElements(Uint8Array.of(1), 'STRING', 1)).toBeUndefined();
    expect(decodeElements(Uint8Array.of(1), 'FLOAT', 1)).toBeUndefined();
  });
});

describe('weights of an ONNX model', () => {
  test('[C M] is turned into [M C]', () => {
    const { weights } = onnxWeights(stored({ ...pointwise, inputChannels: 2, outputChannels: 3 }, [2, 3], ['C', 'M']));
    expect(weights.get('a')).toEqual({ shape: [3, 2, 1, 1], data: Float32Array.of(0, 3, 1, 4, 2, 5) });
  });

  test('a grouped transposed convolution, stored [inputs of all groups, outputs of one], has the groups on outputs', () => {
    const layer = { ...pointwise, inputChannels: 4, outputChannels: 6, groups: 2 };
    const { weights } = onnxWeights(stored(layer, [4, 3, 1, 1], ['C', 'M', 'R', 'S']));
    // stored[c][m]; group 0 has inputs 0 1, group 1 inputs 2 3
    expect(weights.get('a')!.shape).toEqual([6, 2, 1, 1]);
    expect([...weights.get('a')!.data]).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
  });

  test('axes in an unknown order leave the layer without weights, with the reason', () => {
    const { weights, absent } = onnxWeights(stored({ ...pointwise, inputChannels: 2, outputChannels: 3 }, [6]));
    expect(weights.size).toBe(0);
    expect(absent.get('a')).toContain('axes');
  });

  const file = new URL('../../../shared/data/onnx/resnet20_cifar10.onnx', import.meta.url);
  test.skipIf(!existsSync(file))(
    'ResNet-20 (skipped when the file is absent): all 20 layers, finite, in layer shape',
    () => {
      const imported = readOnnx('resnet20_cifar10.onnx', readFileSync(file));
      const { weights, absent } = onnxWeights(imported);
      expect([weights.size, absent.size]).toEqual([20, 0]);
      for (const { data, shape, bias } of weights.values()) {
        expect(data.length).toBe(shape[0] * shape[1] * shape[2] * shape[3]);
        expect(bias!.length).toBe(shape[0]);
        expect(data.every(Number.isFinite)).toBe(true);
      }
    },
  );
});
