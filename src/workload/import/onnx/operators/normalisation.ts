import { elementwiseLayer } from '../../../layers.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { Folding, OnnxOperator } from '../onnx-operator.ts';
import { elementCount } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { parameterCount } from './parameter-count.ts';

interface NormalisationForm {
  readonly name: string;
  readonly note: string;
  readonly operations: (node: OnnxNode) => number;
  /** Inputs that hold trained scale and shift. */
  readonly trained: readonly number[];
  /** Elements each output element reads: 2 when a second activation is added first. */
  readonly inputs?: number;
  readonly folding?: Folding;
}

function sameShape(node: OnnxNode): readonly OutputFacts[] {
  const { shape, elementType } = node.facts(0);
  return Array.from({ length: Math.max(1, node.outputCount) }, () => ({ shape, elementType }));
}

/** Further outputs are statistics of other shapes, except those of the forms that add first: they hold the sum. */
function normalisation(form: NormalisationForm): OnnxOperator {
  return {
    name: form.name,
    treatment: 'costed',
    note: form.note,
    ...(form.folding === undefined ? {} : { folding: form.folding }),
    infer: (node) => (form.inputs === undefined ? sameShape(node).slice(0, 1) : sameShape(node)),
    layer: (node) => ({
      layer: elementwiseLayer({
        name: node.name,
        kind: 'normalisation',
        operation: 'multiply',
        elements: elementCount(node.shape(0)),
        inputs: form.inputs ?? 1,
        operationsPerPoint: form.operations(node),
        parameters: form.trained.reduce((sum, input) => sum + parameterCount(node.optional(input)), 0),
        origin: node.origin,
      }),
    }),
  };
}

// mean: 1 addition; variance: subtract, square, accumulate; then multiply by 1/σ; scale and shift
const wholeNormalisation = () => 7;
// square, accumulate, multiply by 1/rms, scale
const rootMeanSquare = () => 4;

/** Normalisations; batch normalisation after a convolution is folded into it before this table is asked. */
export const normalisationOperators: readonly OnnxOperator[] = [
  normalisation({
    name: 'BatchNormalization',
    note: 'folded into the convolution before it when nothing else reads that; else normalisation, scale and shift',
    operations: () => 2,
    trained: [1, 2],
    folding: { scaleAndShift: [1, 2, 3, 4] },
  }),
  normalisation({
    name: 'LRN',
    note: 'normalisation: square, `size` additions, scale, bias, power, divide: size + 5 operations per element',
    operations: (node) => Math.max(1, node.int('size', 1)) + 5,
    trained: [],
  }),
  normalisation({
    name: 'LayerNormalization',
    note: 'normalisation, 7 operations per element: mean, variance, divide, scale, shift',
    operations: wholeNormalisation,
    trained: [1, 2],
  }),
  normalisation({
    name: 'InstanceNormalization',
    note: 'normalisation, 7 operations per element',
    operations: wholeNormalisation,
    trained: [1, 2],
  }),
  normalisation({
    name: 'GroupNormalization',
    note: 'normalisation, 7 operations per element',
    operations: wholeNormalisation,
    trained: [1, 2],
  }),
  normalisation({
    name: 'MeanVarianceNormalization',
    note: 'normalisation, 5 operations per element: no scale and shift',
    operations: () => 5,
    trained: [],
  }),
  normalisation({
    name: 'LpNormalization',
    note: 'normalisation, 3 operations per element: power, addition, divide',
    operations: () => 3,
    trained: [],
  }),
  normalisation({
    name: 'RMSNormalization',
    note: 'normalisation, 4 operations per element: square, addition, divide, scale',
    operations: rootMeanSquare,
    trained: [1],
  }),
  normalisation({
    name: 'SimplifiedLayerNormalization',
    note: 'as RMSNormalization',
    operations: rootMeanSquare,
    trained: [1],
  }),
  normalisation({
    name: 'com.microsoft.SkipLayerNormalization',
    note: 'normalisation, 8 operations per element: LayerNormalization after an addition',
    operations: () => 8,
    trained: [2, 3, 4],
    inputs: 2,
  }),
  normalisation({
    name: 'com.microsoft.SkipSimplifiedLayerNormalization',
    note: 'normalisation, 5 operations per element: RMSNormalization after an addition',
    operations: () => 5,
    trained: [2, 3],
    inputs: 2,
  }),
];
