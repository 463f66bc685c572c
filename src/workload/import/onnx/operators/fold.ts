import { elementTypes } from '../element-type.ts';
import type { OnnxNode } from '../onnx-node.ts';
import { elementCount, type Shape, strides } from '../shapes.ts';
import { largestFoldedTensor } from '../stored-values.ts';
import type { TensorFacts } from '../tensor-facts.ts';

const flag = (truth: boolean): number => (truth ? 1 : 0);

type Fold = (operands: readonly number[]) => number;

const pair =
  (compute: (a: number, b: number) => number): Fold =>
  (operands) =>
    operands.reduce((a, b) => compute(a, b));
const one =
  (compute: (a: number) => number): Fold =>
  ([a = 0]) =>
    compute(a);

/** Arithmetic that shape computations use. Division is settled by the element type. */
const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['Add', pair((a, b) => a + b)],
  ['Sub', pair((a, b) => a - b)],
  ['Mul', pair((a, b) => a * b)],
  ['Div', pair((a, b) => a / b)],
  ['Mod', pair((a, b) => a - b * Math.floor(a / b))],
  ['Pow', pair((a, b) => a ** b)],
  ['Max', pair(Math.max)],
  ['Min', pair(Math.min)],
  ['Sum', pair((a, b) => a + b)],
  ['Equal', pair((a, b) => flag(a === b))],
  ['Less', pair((a, b) => flag(a < b))],
  ['LessOrEqual', pair((a, b) => flag(a <= b))],
  ['Greater', pair((a, b) => flag(a > b))],
  ['GreaterOrEqual', pair((a, b) => flag(a >= b))],
  ['And', pair((a, b) => flag(a !== 0 && b !== 0))],
  ['Or', pair((a, b) => flag(a !== 0 || b !== 0))],
  ['Xor', pair((a, b) => flag((a !== 0) !== (b !== 0)))],
  ['Where', ([condition = 0, a = 0, b = 0]) => (condition === 0 ? b : a)],
  ['Not', one((a) => flag(a === 0))],
  ['Neg', one((a) => -a)],
  ['Abs', one(Math.abs)],
  ['Floor', one(Math.floor)],
  ['Ceil', one(Math.ceil)],
  ['Round', one(Math.round)],
  ['Sqrt', one(Math.sqrt)],
  ['Exp', one(Math.exp)],
  ['Log', one(Math.log)],
  ['Sign', one(Math.sign)],
  ['Reciprocal', one((a) => 1 / a)],
  ['Relu', one((a) => Math.max(a, 0))],
]);

/** Elements of an element-wise node whose operands are all known and small; undefined otherwise. */
export function foldElementwise(
  node: OnnxNode,
  operands: readonly TensorFacts[],
  shape: Shape,
): readonly number[] | undefined {
  const fold = folds.get(node.proto.opType);
  const count = elementCount(shape);
  if (fold === undefined || count > largestFoldedTensor || operands.length === 0) return undefined;
  const known = operands.map((operand) => operand.values);
  if (known.some((values) => values === undefined)) return undefined;
  const steps = operands.map((operand) => broadcastStrides(operand.shape, shape));
  const integer = elementTypes.get(operands.at(-1)!.elementType)?.integer ?? false;
  return Array.from({ length: count }, (_, index) => {
    const result = fold(known.map((values, operand) => values![offset(index, shape, steps[operand]!)] ?? 0));
    return integer ? Math.trunc(result) : result;
  });
}

function broadcastStrides(own: Shape, shape: Shape): readonly number[] {
  const step = strides(own);
  const lead = shape.length - own.length;
  return shape.map((_, axis) => ((own[axis - lead] ?? 1) === 1 ? 0 : step[axis - lead]!));
}

function offset(index: number, shape: Shape, steps: readonly number[]): number {
  let rest = index;
  let position = 0;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis]!;
    position += (rest % size) * steps[axis]!;
    rest = Math.floor(rest / size);
  }
  return position;
}

/** Elements picked from a known tensor: output index → input index per axis. Undefined when unknown or large. */
export function pickValues(
  input: TensorFacts,
  shape: Shape,
  pick: (index: readonly number[]) => readonly number[],
): readonly number[] | undefined {
  const count = elementCount(shape);
  if (input.values === undefined || count > largestFoldedTensor) return undefined;
  const step = strides(input.shape);
  const size = strides(shape);
  return Array.from({ length: count }, (_, flat) => {
    const index = shape.map((extent, axis) => Math.floor(flat / size[axis]!) % extent);
    return input.values![pick(index).reduce((sum, at, axis) => sum + at * step[axis]!, 0)] ?? 0;
  });
}
