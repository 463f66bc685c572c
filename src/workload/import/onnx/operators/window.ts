import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { Shape } from '../shapes.ts';

/** A window sliding over the spatial axes; one entry per axis throughout. */
export interface SlidingWindow {
  readonly kernel: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  readonly padBegin: Shape;
  readonly padEnd: Shape;
  readonly output: Shape;
}

/** Reads strides, dilations, pads and auto_pad of a convolution or pooling node and derives the output size. */
export function slidingWindow(node: OnnxNode, input: Shape, kernel: Shape): SlidingWindow {
  const rank = input.length;
  const stride = perAxis(node, 'strides', rank, 1);
  const dilation = perAxis(node, 'dilations', rank, 1);
  const reach = kernel.map((size, axis) => (size - 1) * dilation[axis]! + 1);
  const [padBegin, padEnd] = padding(node, input, stride, reach);
  const ceil = node.int('ceil_mode', 0) === 1;
  const output = input.map((size, axis) => {
    const room = size + padBegin[axis]! + padEnd[axis]! - reach[axis]!;
    const steps = ceil ? Math.ceil(room / stride[axis]!) : Math.floor(room / stride[axis]!);
    // a window that would start in the padding after the input is dropped
    return ceil && steps * stride[axis]! >= size + padBegin[axis]! ? steps : steps + 1;
  });
  if (output.some((size) => size < 1)) {
    throw fault('onnx-shape-mismatch', `the window of ${node.origin} is larger than its input`, {
      found: `input ${input.join('×')}, window ${reach.join('×')}`,
    });
  }
  return { kernel, stride, dilation, padBegin, padEnd, output };
}

/** A positive integer per spatial axis, from an attribute or the default. */
export function perAxis(node: OnnxNode, attribute: string, rank: number, otherwise: number): Shape {
  const given = node.ints(attribute);
  if (given === undefined || given.length === 0) return Array.from({ length: rank }, () => otherwise);
  if (given.length !== rank || given.some((size) => !(size >= 1) || !Number.isSafeInteger(size))) {
    throw fault('onnx-invalid', `attribute ${attribute} of ${node.origin} does not fit its input`, {
      found: `[${given.join(', ')}]`,
      accepted: `${rank} positive integers`,
    });
  }
  return given;
}

/** Explicit pads: all begins, then all ends. Negative ones crop. */
export function explicitPads(node: OnnxNode, rank: number): readonly [Shape, Shape] {
  const pads = node.ints('pads');
  if (pads === undefined || pads.length === 0) return [new Array(rank).fill(0), new Array(rank).fill(0)];
  if (pads.length !== 2 * rank || pads.some((pad) => !Number.isSafeInteger(pad))) {
    throw fault('onnx-invalid', `attribute pads of ${node.origin} does not fit its input`, {
      found: `[${pads.join(', ')}]`,
      accepted: `${2 * rank} integers`,
    });
  }
  return [pads.slice(0, rank), pads.slice(rank)];
}

function padding(node: OnnxNode, input: Shape, stride: Shape, reach: Shape): readonly [Shape, Shape] {
  const mode = node.text('auto_pad', 'NOTSET');
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') {
    return mode === 'VALID' ? [input.map(() => 0), input.map(() => 0)] : explicitPads(node, input.length);
  }
  const total = input.map((size, axis) =>
    Math.max((Math.ceil(size / stride[axis]!) - 1) * stride[axis]! + reach[axis]! - size, 0),
  );
  const small = total.map((pad) => Math.floor(pad / 2));
  const large = total.map((pad) => Math.ceil(pad / 2));
  return mode === 'SAME_UPPER' ? [small, large] : [large, small];
}

/** The two spatial axes layers are described with; a missing row axis has size 1. */
export function twoAxes(values: Shape, filler: number): readonly [number, number] {
  return values.length === 1 ? [filler, values[0]!] : [values[0] ?? filler, values[1] ?? filler];
}

/** A window over one or two axes in the words of `convolutionLayer` and `poolingLayer`. */
export function planarWindow(input: Shape, window: SlidingWindow) {
  const [top, left] = twoAxes(window.padBegin, 0);
  const [bottom, right] = twoAxes(window.padEnd, 0);
  return {
    input: twoAxes(input, 1),
    kernel: twoAxes(window.kernel, 1),
    stride: twoAxes(window.stride, 1),
    dilation: twoAxes(window.dilation, 1),
    padding: [top, left, bottom, right] as const,
    output: twoAxes(window.output, 1),
  };
}
