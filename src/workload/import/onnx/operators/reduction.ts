import { poolingLayer } from '../../../layers.ts';
import type { Layer, OperationKind } from '../../../workload.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount, frontAxis, type Shape } from '../shapes.ts';
import { largestFoldedTensor } from '../stored-values.ts';
import type { TensorFacts } from '../tensor-facts.ts';

interface ReductionForm {
  readonly operation: OperationKind;
  readonly operations: number;
  /** For constant folding over all axes. */
  readonly fold?: (values: readonly number[]) => number;
}

/** Axes summed away, from the front. None given means all, unless the node says that it then does nothing. */
function reducedAxes(node: OnnxNode, rank: number): readonly number[] {
  const given = node.intsFrom('axes', 1);
  if (given !== undefined && given.length > 0) return given.map((axis) => frontAxis(axis, rank));
  return node.int('noop_with_empty_axes', 0) === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}

function reductionLayer(node: OnnxNode, axes: readonly number[], form: ReductionForm): Layer {
  const shape = node.shape(0);
  const { name, origin } = node;
  const shared = { operation: form.operation, operationsPerPoint: form.operations };
  const spatial = shape.length === 4 && axes.length === 2 && axes.includes(2) && axes.includes(3);
  if (spatial && (form.operation === 'add' || form.operation === 'max')) {
    const plane = [shape[2]!, shape[3]!] as const;
    const pool = { batch: shape[0]!, channels: shape[1]!, input: plane, kernel: plane, operation: form.operation };
    return { ...poolingLayer({ name, ...pool, origin }), ...shared };
  }
  const reduced = elementCount(axes.map((axis) => shape[axis]!));
  const kept = elementCount(reducedShape(shape, axes, false));
  const rank = (dimension: string) => [{ dimension, coefficient: 1 }];
  return {
    name,
    kind: 'pool',
    problem: {
      dimensions: [
        { name: 'X', size: kept },
        { name: 'R', size: reduced },
      ],
      operands: [
        { name: 'I', role: 'I', ranks: [rank('X'), rank('R')] },
        { name: 'O', role: 'O', ranks: [rank('X')] },
      ],
    },
    ...shared,
    parameters: 0,
    repeat: 1,
    origin,
  };
}

function foldWhole(input: TensorFacts, shape: Shape, form: ReductionForm): readonly number[] | undefined {
  const { values } = input;
  if (form.fold === undefined || values === undefined || elementCount(shape) !== 1) return undefined;
  return values.length > largestFoldedTensor ? undefined : [form.fold(values)];
}

function reduction(name: string, form: ReductionForm, note: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer: (node) => {
      const input = node.facts(0);
      const axes = reducedAxes(node, input.shape.length);
      const shape = reducedShape(input.shape, axes, node.int('keepdims', 1) === 1);
      const values = foldWhole(input, shape, form);
      return [{ shape, ...(values === undefined ? {} : { values }) }];
    },
    layer: (node) => ({ layer: reductionLayer(node, reducedAxes(node, node.shape(0).length), form) }),
  };
}

/** ArgMax and ArgMin reduce one axis and return positions. */
function extremePosition(name: string): OnnxOperator {
  const axisOf = (node: OnnxNode) => frontAxis(node.int('axis', 0), node.shape(0).length);
  return {
    name,
    treatment: 'costed',
    note: 'pool, one comparison per input element',
    infer: (node) => [
      { shape: reducedShape(node.shape(0), [axisOf(node)], node.int('keepdims', 1) === 1), elementType: 7 },
    ],
    layer: (node) => ({ layer: reductionLayer(node, [axisOf(node)], { operation: 'max', operations: 1 }) }),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const perInput = 'per input element';

/** Sums, means and extremes over axes. */
export const reductionOperators: readonly OnnxOperator[] = [
  reduction('ReduceMean', { operation: 'add', operations: 1 }, `pool, one addition ${perInput}`),
  reduction('ReduceSum', { operation: 'add', operations: 1, fold: sum }, `pool, one addition ${perInput}`),
  reduction(
    'ReduceMax',
    { operation: 'max', operations: 1, fold: (values) => Math.max(...values) },
    `pool, one comparison ${perInput}`,
  ),
  reduction(
    'ReduceMin',
    { operation: 'max', operations: 1, fold: (values) => Math.min(...values) },
    `pool, one comparison ${perInput}`,
  ),
  reduction(
    'ReduceProd',
    { operation: 'multiply', operations: 1, fold: (values) => values.reduce((product, value) => product * value, 1) },
    `pool, one multiplication ${perInput}`,
  ),
  reduction('ReduceL1', { operation: 'add', operations: 2 }, `pool, 2 operations ${perInput}`),
  reduction('ReduceL2', { operation: 'add', operations: 2 }, `pool, 2 operations ${perInput}`),
  reduction('ReduceSumSquare', { operation: 'add', operations: 2 }, `pool, 2 operations ${perInput}`),
  reduction('ReduceLogSum', { operation: 'add', operations: 1 }, `pool, one addition ${perInput}`),
  reduction('ReduceLogSumExp', { operation: 'add', operations: 2 }, `pool, 2 operations ${perInput}`),
  extremePosition('ArgMax'),
  extremePosition('ArgMin'),
];
