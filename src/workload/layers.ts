import { iterationCount, type Operand, type Problem, type Rank } from './problem.ts';
import type { Layer, LayerKind, OperationKind } from './workload.ts';

/** A convolution as designers describe it. Sizes are per group; `[rows, columns]` pairs throughout. */
export interface ConvolutionShape {
  readonly name: string;
  readonly batch?: number;
  readonly groups?: number;
  /** total input channels, all groups together */
  readonly inputChannels: number;
  /** total output channels, all groups together */
  readonly outputChannels: number;
  readonly input: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  /** top, left, bottom, right */
  readonly padding?: readonly [number, number, number, number];
  /** Output rows and columns; derived (floor) when absent. */
  readonly output?: readonly [number, number];
  readonly bias?: boolean;
  readonly kind?: LayerKind;
  readonly origin?: string;
}

/** Output size of a window sliding over one axis, floor rounding. */
export function windowOutput(input: number, kernel: number, stride: number, dilation: number, padding: number): number {
  return Math.floor((input + padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

const rank = (dimension: string, coefficient = 1): Rank => [{ dimension, coefficient }];

const window = (output: string, stride: number, kernel: string, dilation: number): Rank => [
  { dimension: output, coefficient: stride },
  { dimension: kernel, coefficient: dilation },
];

/** Rows and columns a window makes of its input; as given where the shape says so. */
function outputSize(
  shape: Pick<ConvolutionShape, 'input' | 'kernel' | 'stride' | 'dilation' | 'padding' | 'output'>,
): readonly [number, number] {
  const { input, kernel, stride = [1, 1], dilation = [1, 1], padding = [0, 0, 0, 0] } = shape;
  return (
    shape.output ?? [
      windowOutput(input[0], kernel[0], stride[0], dilation[0], padding[0] + padding[2]),
      windowOutput(input[1], kernel[1], stride[1], dilation[1], padding[1] + padding[3]),
    ]
  );
}

/** Weights [G M C R S], inputs [N G C P·stride+R·dilation Q·stride+S·dilation], outputs [N G M P Q]. */
export function convolutionLayer(shape: ConvolutionShape): Layer {
  const groups = shape.groups ?? 1;
  const stride = shape.stride ?? [1, 1];
  const dilation = shape.dilation ?? [1, 1];
  const padding = shape.padding ?? [0, 0, 0, 0];
  const output = outputSize(shape);
  const [inputsPerGroup, outputsPerGroup] = [shape.inputChannels / groups, shape.outputChannels / groups];
  const problem = convolutionProblem(shape, output);
  const weights = shape.outputChannels * inputsPerGroup * shape.kernel[0] * shape.kernel[1];
  const depthwise = groups > 1 && inputsPerGroup === 1 && outputsPerGroup === 1;
  return {
    name: shape.name,
    kind: shape.kind ?? (depthwise ? 'depthwise' : 'conv'),
    problem,
    operation: 'mac',
    operationsPerPoint: 1,
    convolution: { padding, stride, dilation, inputSize: shape.input },
    parameters: weights + (shape.bias === false ? 0 : shape.outputChannels),
    repeat: 1,
    ...(shape.origin === undefined ? {} : { origin: shape.origin }),
  };
}

function convolutionProblem(shape: ConvolutionShape, output: readonly [number, number]): Problem {
  const { groups = 1, stride = [1, 1], dilation = [1, 1], kernel } = shape;
  return {
    dimensions: [
      { name: 'N', size: shape.batch ?? 1 },
      { name: 'G', size: groups },
      { name: 'M', size: shape.outputChannels / groups },
      { name: 'C', size: shape.inputChannels / groups },
      { name: 'P', size: output[0] },
      { name: 'Q', size: output[1] },
      { name: 'R', size: kernel[0] },
      { name: 'S', size: kernel[1] },
    ],
    operands: [
      { name: 'W', role: 'W', ranks: ['G', 'M', 'C', 'R', 'S'].map((name) => rank(name)) },
      {
        name: 'I',
        role: 'I',
        ranks: [
          rank('N'),
          rank('G'),
          rank('C'),
          window('P', stride[0], 'R', dilation[0]),
          window('Q', stride[1], 'S', dilation[1]),
        ],
      },
      { name: 'O', role: 'O', ranks: ['N', 'G', 'M', 'P', 'Q'].map((name) => rank(name)) },
    ],
  };
}

/** A fully connected layer: a convolution with P=Q=R=S=1. */
export function fullyConnectedLayer(shape: {
  readonly name: string;
  readonly batch?: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias?: boolean;
  readonly origin?: string;
}): Layer {
  return convolutionLayer({
    ...shape,
    kind: 'fc',
    inputChannels: shape.inputs,
    outputChannels: shape.outputs,
    input: [1, 1],
    kernel: [1, 1],
  });
}

/**
 * A batched matrix multiply out[B M N] = a[B M K] · b[B K N], both activations. In problem terms: `N` batch, `P` rows,
 * `C` reduction, `M` columns; the second factor takes the weights' place in the memories (`W`).
 */
export function matrixMultiplyLayer(shape: {
  readonly name: string;
  readonly batch?: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** true when the second factor is a trained constant shared by the whole batch */
  readonly constantWeights?: boolean;
  readonly bias?: boolean;
  readonly origin?: string;
}): Layer {
  const shared = shape.constantWeights ?? false;
  return {
    name: shape.name,
    kind: 'matmul',
    problem: {
      dimensions: [
        { name: 'N', size: shape.batch ?? 1 },
        { name: 'P', size: shape.rows },
        { name: 'C', size: shape.inner },
        { name: 'M', size: shape.columns },
      ],
      operands: [
        { name: 'W', role: 'W', ranks: (shared ? ['M', 'C'] : ['N', 'M', 'C']).map((name) => rank(name)) },
        { name: 'I', role: 'I', ranks: ['N', 'P', 'C'].map((name) => rank(name)) },
        { name: 'O', role: 'O', ranks: ['N', 'P', 'M'].map((name) => rank(name)) },
      ],
    },
    operation: 'mac',
    operationsPerPoint: 1,
    parameters: shared ? shape.inner * shape.columns + (shape.bias ? shape.columns : 0) : 0,
    repeat: 1,
    ...(shape.origin === undefined ? {} : { origin: shape.origin }),
  };
}

/** A pooling window over each channel: `max` compares, average pooling adds. Needs no weights. */
export function poolingLayer(shape: {
  readonly name: string;
  readonly batch?: number;
  readonly channels: number;
  readonly input: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly padding?: readonly [number, number, number, number];
  readonly output?: readonly [number, number];
  readonly operation: 'max' | 'add';
  readonly origin?: string;
}): Layer {
  const stride = shape.stride ?? [1, 1];
  const dilation = shape.dilation ?? [1, 1];
  const padding = shape.padding ?? [0, 0, 0, 0];
  const output = outputSize(shape);
  const problem: Problem = {
    dimensions: [
      { name: 'N', size: shape.batch ?? 1 },
      { name: 'C', size: shape.channels },
      { name: 'P', size: output[0] },
      { name: 'Q', size: output[1] },
      { name: 'R', size: shape.kernel[0] },
      { name: 'S', size: shape.kernel[1] },
    ],
    operands: [
      {
        name: 'I',
        role: 'I',
        ranks: [
          rank('N'),
          rank('C'),
          window('P', stride[0], 'R', dilation[0]),
          window('Q', stride[1], 'S', dilation[1]),
        ],
      },
      { name: 'O', role: 'O', ranks: ['N', 'C', 'P', 'Q'].map((name) => rank(name)) },
    ],
  };
  return {
    name: shape.name,
    kind: 'pool',
    problem,
    operation: shape.operation,
    operationsPerPoint: 1,
    convolution: { padding, stride, dilation, inputSize: shape.input },
    parameters: 0,
    repeat: 1,
    ...(shape.origin === undefined ? {} : { origin: shape.origin }),
  };
}

/**
 * An element-wise layer over `elements` values and `inputs` operands of that size: addition, multiplication, activation,
 * normalisation, or a copy (concatenation, padding). `X` is its one dimension.
 */
export function elementwiseLayer(shape: {
  readonly name: string;
  readonly kind: LayerKind;
  readonly operation: OperationKind;
  readonly elements: number;
  /** how many input operands; 1 unless given */
  readonly inputs?: number;
  readonly operationsPerPoint?: number;
  readonly parameters?: number;
  readonly origin?: string;
}): Layer {
  const operands: Operand[] = [];
  for (let index = 0; index < (shape.inputs ?? 1); index += 1) {
    operands.push({ name: index === 0 ? 'I' : `I${index + 1}`, role: 'I', ranks: [rank('X')] });
  }
  operands.push({ name: 'O', role: 'O', ranks: [rank('X')] });
  return {
    name: shape.name,
    kind: shape.kind,
    problem: { dimensions: [{ name: 'X', size: shape.elements }], operands },
    operation: shape.operation,
    operationsPerPoint: shape.operationsPerPoint ?? 1,
    parameters: shape.parameters ?? 0,
    repeat: 1,
    ...(shape.origin === undefined ? {} : { origin: shape.origin }),
  };
}

/** Multiply-accumulates of a layer, repeats included; 0 for layers that run on the vector unit. */
export function layerMacs(layer: Layer): number {
  return layer.operation === 'mac' ? iterationCount(layer.problem) * layer.repeat : 0;
}
