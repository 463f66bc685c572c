import type { Attributes } from '../onnx/make-node.ts';
import { ownDomain } from '../onnx/operators/layout.ts';
import type { GraphTensor } from './graph-builder.ts';
import { activated, type LayerCall, type LayerWriter, listedLayer } from './layer-writer.ts';
import type { Settings } from './settings.ts';

/** Strides, dilations and padding as ONNX has them. */
function windowOf(settings: Settings, kernel: readonly number[]): Attributes {
  const axes = kernel.length;
  const dilations = settings.perAxis('dilation_rate', axes, 1);
  const padding = settings.text('padding', 'valid').toLowerCase();
  const begins = kernel.map((size, axis) => (size - 1) * dilations[axis]!);
  const pads: Attributes =
    padding === 'same'
      ? { auto_pad: 'SAME_UPPER' }
      : padding === 'causal'
        ? { pads: [...begins, ...begins.map(() => 0)] }
        : {};
  return { kernel_shape: kernel, strides: settings.perAxis('strides', axes, 1), dilations, ...pads };
}

/** Filters last in Keras, first in ONNX. */
const filtersFirst = (axes: number): number[] => [axes + 1, axes, ...Array.from({ length: axes }, (_, axis) => axis)];

interface Stored {
  readonly part: string;
  readonly kernel: readonly number[];
  readonly filters: number;
  readonly groups: number;
}

function convolve(call: LayerCall, input: string, { part, kernel, filters, groups }: Stored, bias: boolean): string {
  const { graph, settings, name } = call;
  const { layer } = settings;
  const weights = graph.weights(layer, part, input, {
    dims: [filters, -1, ...kernel],
    axis: 1,
    divide: groups,
    perm: filtersFirst(kernel.length),
  });
  const biases = bias ? [graph.weights(layer, 'bias', input, { dims: [filters], axis: 0 })] : [];
  return graph.node('Conv', name, [input, weights, ...biases], { ...windowOf(settings, kernel), group: groups });
}

const convolution =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const input = inputs[0]!;
    const stored = {
      part: 'kernel',
      kernel: settings.perAxis('kernel_size', axes),
      filters: settings.integer('filters'),
      groups: settings.integer('groups', 1),
    };
    const output = convolve(call, graph.first(input, settings.isFirst), stored, settings.flag('use_bias', true));
    return activated(graph, name, settings.activation(), graph.fromFirst(output, settings.isFirst, axes + 2));
  };

/** Each channel by itself: its own filters, `depth_multiplier` of them. */
function eachChannel({ graph, settings }: LayerCall, as: EachChannel): string {
  const { name, axes, input, bias } = as;
  const { layer } = settings;
  const kernel = settings.perAxis('kernel_size', axes);
  const multiply = settings.integer('depth_multiplier', 1);
  const spatial = Array.from({ length: axes }, (_, axis) => axis);
  const all = { dims: [-1, 1, ...kernel], axis: 1, multiply };
  // [rows, columns, channels, 1] turns into [channels, 1, rows, columns]; with several filters a channel it does not
  const weights =
    multiply === 1
      ? graph.weights(layer, 'depthwise_kernel', input, { ...all, perm: [axes, axes + 1, ...spatial] })
      : graph.weights(layer, undefined, input, all);
  const biases = bias ? [graph.weights(layer, 'bias', input, { dims: [-1], axis: 1, multiply })] : [];
  const window = windowOf(settings, kernel);
  return graph.node('DepthwiseConv', name, [input, weights, ...biases], window, ownDomain);
}

interface EachChannel {
  readonly name: string;
  readonly axes: number;
  readonly input: string;
  readonly bias: boolean;
}

const depthwise =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const input = graph.first(inputs[0]!, settings.isFirst);
    const output = eachChannel(call, { name, axes, input, bias: settings.flag('use_bias', true) });
    return activated(graph, name, settings.activation(), graph.fromFirst(output, settings.isFirst, axes + 2));
  };

/** Depthwise, then 1×1 over all channels. */
const separable =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const { layer } = settings;
    const input = graph.first(inputs[0]!, settings.isFirst);
    const middle = eachChannel(call, { name: `${name}/depthwise`, axes, input, bias: false });
    const filters = settings.integer('filters');
    const ones = Array.from({ length: axes }, () => 1);
    const weights = graph.weights(layer, 'pointwise_kernel', middle, {
      dims: [filters, -1, ...ones],
      axis: 1,
      perm: filtersFirst(axes),
    });
    const biases = settings.flag('use_bias', true)
      ? [graph.weights(layer, 'bias', middle, { dims: [filters], axis: 0 })]
      : [];
    const output = graph.node('Conv', name, [middle, weights, ...biases], { kernel_shape: ones });
    return activated(graph, name, settings.activation(), graph.fromFirst(output, settings.isFirst, axes + 2));
  };

const transposed =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const { layer } = settings;
    if (settings.raw('output_padding') != null) return listedLayer(call);
    const input = graph.first(inputs[0]!, settings.isFirst);
    const kernel = settings.perAxis('kernel_size', axes);
    const filters = settings.integer('filters');
    const weights = graph.weights(layer, 'kernel', input, {
      dims: [-1, filters, ...kernel],
      axis: 1,
      perm: filtersFirst(axes),
    });
    const biases = settings.flag('use_bias', true)
      ? [graph.weights(layer, 'bias', input, { dims: [filters], axis: 0 })]
      : [];
    const strides = settings.perAxis('strides', axes, 1);
    // a kernel narrower than its stride leaves rows of zeros behind the last one
    const output_padding = kernel.map((size, axis) => Math.max(0, strides[axis]! - size));
    const window = { ...windowOf(settings, kernel), output_padding };
    const output = graph.node('ConvTranspose', name, [input, weights, ...biases], window);
    return activated(graph, name, settings.activation(), graph.fromFirst(output, settings.isFirst, axes + 2));
  };

/** A fully connected layer, over the last axis of whatever it is given. */
const dense: LayerWriter = ({ graph, settings, inputs, name }) => {
  const { layer } = settings;
  const input = graph.own(inputs[0]!);
  const units = settings.integer('units');
  const weights = graph.weights(layer, 'kernel', input, { dims: [-1, units], axis: -1 });
  const biases = settings.flag('use_bias', true)
    ? [graph.weights(layer, 'bias', input, { dims: [units], axis: 0 })]
    : [];
  const own = graph.node('Dense', name, [input, weights, ...biases], {}, ownDomain);
  const output: GraphTensor = { own, rank: inputs[0]!.rank };
  return activated(graph, name, settings.activation(), output);
};

/** Layers that multiply by trained weights. */
export const convolutionWriters: Readonly<Record<string, LayerWriter>> = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Convolution2D: convolution(2),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
  Dense: dense,
};
