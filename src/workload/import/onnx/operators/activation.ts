import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementwiseOperator } from './elementwise.ts';

const bool = 9;

/** Operations of a vector unit per element; a transcendental (exp, log, tanh, erf…) counts as one look-up. */
const operationsPerElement: readonly (readonly [string, number])[] = [
  ['Relu', 1],
  ['LeakyRelu', 2],
  ['ThresholdedRelu', 1],
  ['Clip', 2],
  ['Sigmoid', 1],
  ['Tanh', 1],
  ['HardSigmoid', 4],
  ['HardSwish', 5],
  ['Swish', 2],
  ['Elu', 3],
  ['Selu', 4],
  ['Celu', 4],
  ['Mish', 3],
  ['Softplus', 1],
  ['Softsign', 3],
  ['Gelu', 4],
  ['com.microsoft.Gelu', 4],
  ['com.microsoft.FastGelu', 4],
  ['com.microsoft.QuickGelu', 3],
  // two multiplications and an addition for what is turned
  ['RotaryEmbedding', 3],
  ['com.microsoft.RotaryEmbedding', 3],
  ['com.microsoft.QLinearSigmoid', 1],
  ['com.microsoft.QLinearLeakyRelu', 2],
  ['com.microsoft.QLinearSoftmax', 4],
  ['Erf', 1],
  ['Exp', 1],
  ['Log', 1],
  ['Sqrt', 1],
  ['Reciprocal', 1],
  ['Abs', 1],
  ['Neg', 1],
  ['Sign', 1],
  ['Floor', 1],
  ['Ceil', 1],
  ['Round', 1],
  ['Sin', 1],
  ['Cos', 1],
  ['Tan', 1],
  ['Asin', 1],
  ['Acos', 1],
  ['Atan', 1],
  ['Sinh', 1],
  ['Cosh', 1],
  ['Asinh', 1],
  ['Acosh', 1],
  ['Atanh', 1],
  ['BitwiseNot', 1],
  ['Shrink', 2],
  ['CumSum', 1],
  ['CumProd', 1],
  // maximum, subtract and exponential, sum, divide
  ['Softmax', 4],
  ['LogSoftmax', 5],
  ['Hardmax', 1],
];

function activation(name: string, operations: number, outputType?: (node: OnnxNode) => number): OnnxOperator {
  return elementwiseOperator(
    name,
    {
      kind: 'activation',
      operation: 'activation',
      operations: () => operations,
      operands: [0],
      ...(outputType === undefined ? {} : { outputType }),
    },
    `activation, ${operations === 1 ? 'one operation' : `${operations} operations`} per element`,
  );
}

/** Functions of one tensor, element by element, and softmax. */
export const activationOperators: readonly OnnxOperator[] = [
  ...operationsPerElement.map(([name, operations]) => activation(name, operations)),
  elementwiseOperator(
    'com.microsoft.BiasGelu',
    { kind: 'activation', operation: 'activation', operations: () => 5 },
    'activation, 5 operations per element; the bias counts as parameters',
  ),
  ...['Not', 'IsNaN', 'IsInf'].map((name) => activation(name, 1, () => bool)),
];
