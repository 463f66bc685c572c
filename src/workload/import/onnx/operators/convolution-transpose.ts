import { convolutionLayer } from '../../../layers.ts';
import type { Layer } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { elementCount, printShape, type Shape } from '../shapes.ts';
import { readGroups, readKernel, weightAxes } from './convolution.ts';
import { parameterCount } from './parameter-count.ts';
import { explicitPads, perAxis, twoAxes } from './window.ts';

interface TransposeShapes {
  readonly input: Shape;
  readonly groups: number;
  /** all groups together */
  readonly outputChannels: number;
  readonly kernel: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  readonly output: Shape;
}

function shapes(node: OnnxNode): TransposeShapes {
  const [input, weight] = [node.shape(0), node.shape(1)];
  const groups = readGroups(node, input, weight);
  if (weight[0] !== input[1]) {
    throw fault('onnx-shape-mismatch', `weights of ${node.origin} do not fit its input channels`, {
      found: `${input[1]} input channels, weights ${printShape(weight)}`,
      accepted: `weights [${input[1]}, M, …]`,
    });
  }
  const kernel = readKernel(node, weight);
  const stride = perAxis(node, 'strides', kernel.length, 1);
  const dilation = perAxis(node, 'dilations', kernel.length, 1);
  const spatial = input.slice(2);
  const output = outputSize(node, { spatial, kernel, stride, dilation });
  return { input, groups, outputChannels: weight[1]! * groups, kernel, stride, dilation, output };
}

function outputSize(
  node: OnnxNode,
  window: { readonly spatial: Shape; readonly kernel: Shape; readonly stride: Shape; readonly dilation: Shape },
): Shape {
  const { spatial, kernel, stride, dilation } = window;
  const declared = node.ints('output_shape');
  if (declared !== undefined && declared.length > 0) return declared.slice(-spatial.length);
  const mode = node.text('auto_pad', 'NOTSET');
  if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') return spatial.map((size, axis) => size * stride[axis]!);
  const [begin, end] = explicitPads(node, spatial.length);
  const extra = node.ints('output_padding') ?? [];
  const output = spatial.map(
    (size, axis) =>
      stride[axis]! * (size - 1) +
      (extra[axis] ?? 0) +
      (kernel[axis]! - 1) * dilation[axis]! +
      1 -
      (mode === 'VALID' ? 0 : begin[axis]! + end[axis]!),
  );
  if (output.some((size) => size < 1)) {
    throw fault('onnx-shape-mismatch', `${node.origin} crops away its whole output`, { found: output.join('×') });
  }
  return output;
}

/**
 * Every input element meets every tap: N·Cin·(Cout/g)·H·W·R·S multiply-accumulates.
 *
 * When the stride divides the kernel, the layer is its sub-pixel form: one ordinary convolution with R/stride × S/stride
 * taps whose stride² · Cout output channels are the phases of the output. Weights, multiply-accumulates and outputs are
 * exact. Else it is the matrix form: a 1×1 convolution to Cout·R·S columns, which are then summed where they overlap;
 * its outputs are those columns, as that implementation moves them.
 */
function equivalentConvolution(node: OnnxNode, facts: TransposeShapes): Layer {
  const { input, groups, kernel, stride, dilation } = facts;
  const volumetric = kernel.length > 2;
  const divides = kernel.every((size, axis) => size % stride[axis]! === 0 && dilation[axis] === 1);
  const phases = divides && !volumetric;
  const taps = phases ? kernel.map((size, axis) => size / stride[axis]!) : kernel.map(() => 1);
  const spatial = input.slice(2);
  const rows: Shape = volumetric ? [elementCount(spatial.slice(0, -1)), spatial.at(-1)!] : spatial;
  const [tapRows, tapColumns] = volumetric ? [1, 1] : twoAxes(taps, 1);
  return convolutionLayer({
    name: node.name,
    batch: input[0]!,
    groups,
    inputChannels: input[1]!,
    outputChannels: facts.outputChannels * elementCount(phases ? stride : kernel),
    input: twoAxes(rows, 1),
    output: twoAxes(rows, 1),
    kernel: [tapRows, tapColumns],
    padding: [tapRows - 1, tapColumns - 1, 0, 0],
    kind: 'conv',
    origin: node.origin,
  });
}

function costed(node: OnnxNode): CostedLayer {
  const facts = shapes(node);
  const bias = node.has(2) ? 2 : undefined;
  return {
    layer: {
      ...equivalentConvolution(node, facts),
      parameters: parameterCount(node.facts(1)) + parameterCount(node.optional(2)),
    },
    weight: { input: 1, axes: weightAxes('C', 'M', facts.input.length), ...(bias === undefined ? {} : { bias }) },
  };
}

/** Transposed convolution ("deconvolution"). */
export const convolutionTransposeOperators: readonly OnnxOperator[] = [
  {
    name: 'ConvTranspose',
    treatment: 'costed',
    note: 'conv with N·Cin·Cout/g·H·W·R·S macs: sub-pixel form when the stride divides the kernel, else matrix form',
    folding: { absorbsScaleAndShift: true },
    infer: (node) => {
      const { input, outputChannels, output } = shapes(node);
      return [{ shape: [input[0]!, outputChannels, ...output] }];
    },
    layer: costed,
  },
];
