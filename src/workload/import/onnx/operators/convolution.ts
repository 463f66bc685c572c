import { convolutionLayer } from '../../../layers.ts';
import type { Layer } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { printShape, type Shape } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { ownDomain } from './layout.ts';
import { parameterCount } from './parameter-count.ts';
import { mostSpatialAxes, volumetricLayer } from './volumetric.ts';
import { perAxis, planarWindow, type SlidingWindow, slidingWindow } from './window.ts';

/** Where an operator keeps its operands: the plain and the quantised forms differ only in this. */
interface ConvolutionInputs {
  readonly weight: number;
  readonly bias?: number;
  /** Input whose element type the output has; undefined for the data input's own. */
  readonly outputType?: number | 'INT32';
  /** As many groups as input channels. */
  readonly depthwise?: boolean;
}

interface ConvolutionShapes {
  readonly input: Shape;
  readonly weight: Shape;
  readonly groups: number;
  readonly window: SlidingWindow;
}

/** Axis names of a convolution's stored weights. */
export function weightAxes(first: string, second: string, rank: number): readonly string[] {
  return [first, second, ...(rank === 3 ? ['S'] : rank === 4 ? ['R', 'S'] : ['U', 'R', 'S', 'B3', 'B4', 'B5'])].slice(
    0,
    rank,
  );
}

/** Groups of a convolution, checked to divide its input channels. */
export function readGroups(node: OnnxNode, input: Shape, weight: Shape, groups = node.int('group', 1)): number {
  if (input.length < 3 || input.length !== weight.length || input.length > 2 + mostSpatialAxes) {
    throw fault('onnx-shape-mismatch', `${node.origin} cannot slide weights over its input`, {
      found: `input ${printShape(input)}, weights ${printShape(weight)}`,
    });
  }
  if (!(groups >= 1) || input[1]! % groups !== 0) {
    throw fault('onnx-shape-mismatch', `${node.origin} splits ${input[1]} input channels into ${groups} groups`);
  }
  return groups;
}

/** The kernel as the weights have it; an attribute that disagrees is a fault. */
export function readKernel(node: OnnxNode, weight: Shape): Shape {
  const kernel = weight.slice(2);
  const declared = perAxis(node, 'kernel_shape', kernel.length, 0);
  if (node.hasAttribute('kernel_shape') && declared.some((size, axis) => size !== 0 && size !== kernel[axis])) {
    throw fault('onnx-shape-mismatch', `${node.origin} declares another kernel than its weights have`, {
      found: `kernel_shape ${printShape(declared)}, weights ${printShape(weight)}`,
    });
  }
  return kernel;
}

function shapes(node: OnnxNode, inputs: ConvolutionInputs): ConvolutionShapes {
  const input = node.shape(0);
  const weight = node.shape(inputs.weight);
  const groups = readGroups(node, input, weight, inputs.depthwise ? (input[1] ?? 1) : node.int('group', 1));
  const [outputs, perGroup] = [weight[0]!, weight[1]!];
  if (perGroup * groups !== input[1] || outputs % groups !== 0) {
    throw fault('onnx-shape-mismatch', `weights of ${node.origin} do not fit its input channels`, {
      found: `${input[1]} input channels, ${groups} groups, weights ${printShape(weight)}`,
      accepted: `weights [M, ${input[1]! / groups}, …] with M a multiple of ${groups}`,
    });
  }
  return { input, weight, groups, window: slidingWindow(node, input.slice(2), readKernel(node, weight)) };
}

function infer(node: OnnxNode, inputs: ConvolutionInputs): readonly OutputFacts[] {
  const { input, weight, window } = shapes(node, inputs);
  const shape = [input[0]!, weight[0]!, ...window.output];
  if (inputs.outputType === undefined) return [{ shape }];
  const elementType = inputs.outputType === 'INT32' ? 6 : (node.optional(inputs.outputType)?.elementType ?? 0);
  return [{ shape, elementType }];
}

function costed(node: OnnxNode, inputs: ConvolutionInputs): CostedLayer {
  const { input, weight, groups, window } = shapes(node, inputs);
  const layer: Layer =
    window.kernel.length > 2
      ? volumetricLayer(node, window, {
          batch: input[0]!,
          groups,
          inputs: input[1]! / groups,
          outputs: weight[0]! / groups,
        })
      : convolutionLayer({
          name: node.name,
          batch: input[0]!,
          groups,
          inputChannels: input[1]!,
          outputChannels: weight[0]!,
          ...planarWindow(input.slice(2), window),
          origin: node.origin,
        });
  const bias = inputs.bias !== undefined && node.has(inputs.bias) ? inputs.bias : undefined;
  return {
    layer: {
      ...layer,
      parameters:
        parameterCount(node.facts(inputs.weight)) + (bias === undefined ? 0 : parameterCount(node.facts(bias))),
    },
    weight: {
      input: inputs.weight,
      axes: weightAxes('M', 'C', weight.length),
      ...(bias === undefined ? {} : { bias }),
    },
  };
}

function convolution(name: string, inputs: ConvolutionInputs, note: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    folding: { absorbsScaleAndShift: true },
    infer: (node) => infer(node, inputs),
    layer: (node) => costed(node, inputs),
  };
}

/** Convolutions over one or more spatial axes, plain and quantised. */
export const convolutionOperators: readonly OnnxOperator[] = [
  convolution('Conv', { weight: 1, bias: 2 }, 'conv or depthwise; 1-D has one row, 3-D is a custom mac layer'),
  convolution('ConvInteger', { weight: 1, outputType: 'INT32' }, 'as Conv; bits from the element types'),
  convolution('QLinearConv', { weight: 3, bias: 8, outputType: 7 }, 'as Conv; bits from the element types'),
  convolution(`${ownDomain}.DepthwiseConv`, { weight: 1, bias: 2, depthwise: true }, 'as Conv, each channel by itself'),
  convolution('com.microsoft.FusedConv', { weight: 1, bias: 2 }, 'as Conv; the fused activation adds nothing'),
];
