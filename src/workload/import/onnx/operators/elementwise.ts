import { elementwiseLayer } from '../../../layers.ts';
import type { Operand } from '../../../problem.ts';
import type { Layer, LayerKind, OperationKind } from '../../../workload.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { broadcastShape, elementCount, type Shape } from '../shapes.ts';
import type { TensorFacts } from '../tensor-facts.ts';
import { foldElementwise } from './fold.ts';
import { parameterCount } from './parameter-count.ts';

const bool = 9;

/** How one element-wise operator is costed. */
export interface ElementwiseForm {
  readonly kind: LayerKind;
  readonly operation: OperationKind;
  /** Fixed, or from the number of operands. */
  readonly operations: (operands: number) => number;
  /** Positions of the operands; all inputs when absent. */
  readonly operands?: readonly number[];
  /** TensorProto.DataType of the output when it is not the first operand's. */
  readonly outputType?: (node: OnnxNode) => number;
}

function operandFacts(node: OnnxNode, form: ElementwiseForm): readonly TensorFacts[] {
  return form.operands === undefined ? node.all() : form.operands.map((input) => node.facts(input));
}

/** Operator sets before 7 name the first axis the second operand aligns with. */
function alignedShapes(node: OnnxNode, operands: readonly TensorFacts[]): readonly Shape[] {
  const shapes = operands.map((operand) => operand.shape);
  const [first, second] = shapes;
  if (node.opset >= 7 || !node.hasAttribute('axis') || first === undefined || second === undefined) return shapes;
  const trailing = Math.min(first.length, first.length - node.int('axis', 0) - second.length);
  return [first, trailing > 0 ? [...second, ...new Array<number>(trailing).fill(1)] : second];
}

/** An element-wise operator over any number of operands stretched to one shape. */
export function elementwiseOperator(name: string, form: ElementwiseForm, note: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer: (node) => {
      const operands = operandFacts(node, form);
      const shape = broadcastShape(alignedShapes(node, operands));
      const values = foldElementwise(node, operands, shape);
      const elementType = form.outputType?.(node) ?? operands[0]?.elementType ?? 0;
      return [{ shape, elementType, ...(values === undefined ? {} : { values }) }];
    },
    layer: (node, outputs) => ({ layer: elementwise(node, form, outputs[0]?.shape ?? []) }),
  };
}

/** One stored number is an immediate of the instruction, not an operand that is read element by element. */
function elementwise(node: OnnxNode, form: ElementwiseForm, shape: Shape): Layer {
  const operands = operandFacts(node, form);
  const aligned = alignedShapes(node, operands);
  // masks and numbers worked out from shapes are not trained
  const stored = operands.filter((each) => each.literal && elementCount(each.shape) > 1 && each.elementType !== bool);
  const shapes = aligned.filter((own, index) => !operands[index]!.constant || elementCount(own) > 1);
  const facts = {
    name: node.name,
    kind: form.kind,
    operation: form.operation,
    operationsPerPoint: form.operations(operands.length),
    parameters: stored.reduce((sum, operand) => sum + parameterCount(operand), 0),
    origin: node.origin,
  };
  const elements = elementCount(shape);
  const layer = elementwiseLayer({ ...facts, elements, inputs: Math.max(1, shapes.length) });
  if (shapes.every((own) => elementCount(own) === elements)) return layer;
  return { ...layer, problem: stretchedProblem(shape, shapes) };
}

/** Operands smaller than the output lack the dimensions they are repeated along. Like axes are merged: X, X2, X3… */
function stretchedProblem(shape: Shape, operands: readonly Shape[]): Layer['problem'] {
  const lacks = shape.map((size, axis) =>
    operands.map((own) => size > 1 && (own[axis - shape.length + own.length] ?? 1) === 1),
  );
  const merged: { size: number; readonly lacks: readonly boolean[] }[] = [];
  shape.forEach((size, axis) => {
    const last = merged.at(-1);
    if (size === 1) return;
    if (last?.lacks.every((lack, operand) => lack === lacks[axis]![operand])) last.size *= size;
    else merged.push({ size, lacks: lacks[axis]! });
  });
  const dimensions = merged.map(({ size }, index) => ({ name: index === 0 ? 'X' : `X${index + 1}`, size }));
  const ranks = (operand: number | undefined) =>
    dimensions.flatMap(({ name }, index) =>
      operand !== undefined && merged[index]!.lacks[operand] ? [] : [[{ dimension: name, coefficient: 1 }]],
    );
  const inputs = operands.map<Operand>((_, index) => ({
    name: index === 0 ? 'I' : `I${index + 1}`,
    role: 'I',
    ranks: ranks(index),
  }));
  return { dimensions, operands: [...inputs, { name: 'O', role: 'O', ranks: ranks(undefined) }] };
}
