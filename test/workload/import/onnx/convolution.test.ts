import { describe, expect, test } from 'vitest';
import { layerMacs } from '../../../../src/workload/layers.ts';
import { type AttributeValue, node, read, zeros } from './build-model.ts';
import { elements, issuesOf, sizes } from './read-back.ts';

function conv(input: number[], weight: number[], attributes: Record<string, AttributeValue> = {}, bias = false) {
  const initialisers = [zeros('w', weight), ...(bias ? [zeros('b', [weight[0]!])] : [])];
  const names = bias ? ['x', 'w', 'b'] : ['x', 'w'];
  return read({ inputs: { x: input }, initialisers, nodes: [node('Conv', names, ['y'], attributes)] }).workload
    .layers[0]!;
}

describe('Conv', () => {
  test('strides and pads set the output; the padded input is the operand', () => {
    const layer = conv([2, 3, 9, 9], [8, 3, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }, true);
    expect(sizes(layer)).toEqual({ N: 2, G: 1, M: 8, C: 3, P: 5, Q: 5, R: 3, S: 3 });
    expect(elements(layer)).toEqual({ W: 8 * 3 * 3 * 3, I: 2 * 3 * 11 * 11, O: 2 * 8 * 5 * 5 });
    expect(layer.parameters).toBe(8 * 3 * 3 * 3 + 8);
    expect(layer).toMatchObject({ name: 'y', kind: 'conv', origin: 'Conv node "y"' });
  });

  test('groups split both channel axes', () => {
    const layer = conv([1, 8, 5, 5], [12, 2, 3, 3], { group: 4 });
    expect(sizes(layer)).toMatchObject({ G: 4, M: 3, C: 2, P: 3, Q: 3 });
    expect(layerMacs(layer)).toBe(4 * 3 * 2 * 3 * 3 * 3 * 3);
  });

  test('one channel per group is depthwise', () => {
    expect(conv([1, 8, 5, 5], [8, 1, 3, 3], { group: 8 }).kind).toBe('depthwise');
  });

  test('dilation widens the window, not the work', () => {
    const layer = conv([1, 1, 9, 9], [1, 1, 3, 3], { dilations: [2, 2] });
    expect(sizes(layer)).toMatchObject({ P: 9 - 4, Q: 9 - 4, R: 3, S: 3 });
  });

  test.each([
    ['SAME_UPPER', [0, 0, 1, 1]],
    ['SAME_LOWER', [1, 1, 0, 0]],
  ])('auto_pad %s puts the odd pad on its side', (mode, padding) => {
    const layer = conv([1, 1, 8, 8], [1, 1, 3, 3], { auto_pad: mode, strides: [2, 2] });
    expect(sizes(layer)).toMatchObject({ P: 4, Q: 4 });
    expect(layer.convolution?.padding).toEqual(padding);
  });

  test('auto_pad VALID pads nothing', () => {
    expect(sizes(conv([1, 1, 8, 8], [1, 1, 3, 3], { auto_pad: 'VALID' }))).toMatchObject({ P: 6, Q: 6 });
  });

  test('one spatial axis is a single row', () => {
    const layer = conv([1, 4, 100], [6, 4, 5], { strides: [2], pads: [2, 2] });
    expect(sizes(layer)).toEqual({ N: 1, G: 1, M: 6, C: 4, P: 1, Q: 50, R: 1, S: 5 });
  });

  test('three spatial axes are a custom layer with every multiply-accumulate', () => {
    const layer = conv([1, 3, 8, 16, 16], [4, 3, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] });
    expect(layer.kind).toBe('custom');
    expect(layerMacs(layer)).toBe(4 * 3 * 8 * 16 * 16 * 27);
    expect(elements(layer)).toEqual({ I: 3 * 10 * 18 * 18, W: 4 * 3 * 27, O: 4 * 8 * 16 * 16 });
  });

  test.each([
    ['channels', [1, 4, 8, 8], [8, 3, 3, 3], {}, 'onnx-shape-mismatch'],
    ['groups', [1, 4, 8, 8], [8, 4, 3, 3], { group: 3 }, 'onnx-shape-mismatch'],
    ['a window larger than its input', [1, 3, 2, 2], [8, 3, 3, 3], {}, 'onnx-shape-mismatch'],
    ['a zero stride', [1, 3, 8, 8], [8, 3, 3, 3], { strides: [0, 1] }, 'onnx-invalid'],
    ['kernel_shape', [1, 3, 8, 8], [8, 3, 3, 3], { kernel_shape: [5, 5] }, 'onnx-shape-mismatch'],
    ['too few pads', [1, 3, 8, 8], [8, 3, 3, 3], { pads: [1] }, 'onnx-invalid'],
  ])('%s that do not fit are a fault naming node and file', (_, input, weight, attributes, code) => {
    expect(issuesOf(() => conv(input, weight, attributes as Record<string, AttributeValue>))).toMatchObject([
      { code, file: 'model.onnx', path: 'Conv node "y"' },
    ]);
  });
});

describe('ConvTranspose', () => {
  function transpose(input: number[], weight: number[], attributes: Record<string, AttributeValue> = {}) {
    const initialisers = [zeros('w', weight)];
    const nodes = [node('ConvTranspose', ['x', 'w'], ['t'], attributes), node('Relu', ['t'], ['y'])];
    return read({ inputs: { x: input }, initialisers, nodes }).workload.layers;
  }

  test('a stride that divides the kernel: sub-pixel form with exact work, weights and outputs', () => {
    const [layer, relu] = transpose([1, 6, 5, 5], [6, 4, 4, 4], { strides: [2, 2], pads: [1, 1, 1, 1] });
    expect(sizes(relu)).toEqual({ X: 4 * 10 * 10 });
    expect(layerMacs(layer!)).toBe(6 * 4 * 5 * 5 * 4 * 4);
    expect(elements(layer)).toMatchObject({ W: 6 * 4 * 4 * 4, O: 4 * 10 * 10 });
    expect(layer?.parameters).toBe(6 * 4 * 4 * 4);
  });

  test('another stride: matrix form, one column per tap', () => {
    const [layer, relu] = transpose([1, 6, 5, 5], [6, 4, 3, 3], {
      strides: [2, 2],
      output_padding: [1, 1],
      pads: [1, 1, 1, 1],
    });
    expect(sizes(relu)).toEqual({ X: 4 * 10 * 10 });
    expect(layerMacs(layer!)).toBe(6 * 4 * 5 * 5 * 3 * 3);
    expect(elements(layer)).toMatchObject({ W: 6 * 4 * 3 * 3, I: 6 * 5 * 5, O: 4 * 3 * 3 * 5 * 5 });
  });

  test('groups divide the work', () => {
    const [layer] = transpose([1, 6, 5, 5], [6, 2, 2, 2], { strides: [2, 2], group: 3 });
    expect(layerMacs(layer!)).toBe(6 * 2 * 5 * 5 * 2 * 2);
  });

  test('SAME padding and output_shape set the output size', () => {
    expect(sizes(transpose([1, 1, 5, 5], [1, 1, 3, 3], { strides: [2, 2], auto_pad: 'SAME_UPPER' })[1])).toEqual({
      X: 100,
    });
    expect(sizes(transpose([1, 1, 5, 5], [1, 1, 3, 3], { strides: [2, 2], output_shape: [9, 9] })[1])).toEqual({
      X: 81,
    });
  });
});
