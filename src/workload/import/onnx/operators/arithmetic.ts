import type { LayerKind, OperationKind } from '../../../workload.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { type ElementwiseForm, elementwiseOperator } from './elementwise.ts';

const bool = 9;
const onePerPair = (operands: number): number => Math.max(1, operands - 1);
const comparison: ElementwiseForm = {
  kind: 'activation',
  operation: 'max',
  operations: () => 1,
  outputType: () => bool,
};

function arithmetic(name: string, kind: LayerKind, operation: OperationKind, note: string): OnnxOperator {
  return elementwiseOperator(name, { kind, operation, operations: onePerPair }, note);
}

/** Quantised a ∘ b of onnxruntime: each operand is followed by its scale and zero point. */
function quantised(name: string, kind: LayerKind, operation: OperationKind, note: string): OnnxOperator {
  const outputType = (node: OnnxNode): number => node.facts(0).elementType;
  return elementwiseOperator(name, { kind, operation, operations: () => 1, operands: [0, 3], outputType }, note);
}

/** Element-wise operators of two or more operands. */
export const arithmeticOperators: readonly OnnxOperator[] = [
  arithmetic('Add', 'add', 'add', 'add, one addition per output element; a stored operand counts as parameters'),
  arithmetic('Sub', 'add', 'add', 'as Add'),
  arithmetic('Sum', 'add', 'add', 'add, operands − 1 additions per output element'),
  arithmetic('Mean', 'add', 'add', 'as Sum; the final scaling is free'),
  arithmetic('Mul', 'multiply', 'multiply', 'multiply, one multiplication per output element'),
  arithmetic('Div', 'multiply', 'multiply', 'as Mul: a division counts as one multiplication'),
  arithmetic('Mod', 'multiply', 'multiply', 'as Mul'),
  arithmetic('Max', 'activation', 'max', 'activation, operands − 1 comparisons per output element'),
  arithmetic('Min', 'activation', 'max', 'as Max'),
  arithmetic('BitShift', 'activation', 'activation', 'activation, one operation per output element'),
  arithmetic('BitwiseAnd', 'activation', 'activation', 'as BitShift'),
  arithmetic('BitwiseOr', 'activation', 'activation', 'as BitShift'),
  arithmetic('BitwiseXor', 'activation', 'activation', 'as BitShift'),
  arithmetic('Pow', 'activation', 'activation', 'activation, one operation per output element'),
  ...['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'And', 'Or', 'Xor'].map((name) =>
    elementwiseOperator(name, comparison, 'activation, one comparison per output element'),
  ),
  elementwiseOperator(
    'Where',
    {
      kind: 'activation',
      operation: 'max',
      operations: () => 1,
      outputType: (node) => node.facts(1).elementType,
    },
    'activation, one selection per output element',
  ),
  elementwiseOperator(
    'PRelu',
    { kind: 'activation', operation: 'activation', operations: () => 2 },
    'activation, a comparison and a multiplication; slopes count as parameters',
  ),
  quantised('com.microsoft.QLinearAdd', 'add', 'add', 'as Add; bits from the element types'),
  quantised('com.microsoft.QLinearMul', 'multiply', 'multiply', 'as Mul; bits from the element types'),
];
