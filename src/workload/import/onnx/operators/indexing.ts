import { fault, UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount, frontAxis, type Shape } from '../shapes.ts';
import { largestFoldedTensor } from '../stored-values.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { pickValues } from './fold.ts';
import { copyOperator } from './movement.ts';

interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

function readSlices(node: OnnxNode, shape: Shape): readonly AxisSlice[] {
  const starts = node.intsFrom('starts', 1) ?? [];
  const ends = node.intsFrom('ends', 2) ?? [];
  const axes = node.intsFrom('axes', 3) ?? starts.map((_, axis) => axis);
  const steps = node.has(4) ? node.values(4) : starts.map(() => 1);
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
    throw fault('onnx-invalid', `${node.origin} has starts, ends, axes and steps of different lengths`);
  }
  return starts.map((start, index) => {
    const axis = frontAxis(axes[index]!, shape.length);
    return axisSlice(axis, shape[axis]!, { start, end: ends[index]!, step: steps[index]! });
  });
}

function axisSlice(
  axis: number,
  size: number,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): AxisSlice {
  if (step === 0 || !Number.isFinite(step)) throw fault('onnx-invalid', 'a slice has step 0');
  const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  const [from, to] =
    step > 0 ? [clamp(start, 0, size), clamp(end, 0, size)] : [clamp(start, -1, size - 1), clamp(end, -1, size - 1)];
  return { axis, start: from, step, size: Math.max(0, Math.ceil((to - from) / step)) };
}

function sliced(node: OnnxNode): readonly OutputFacts[] {
  const input = node.facts(0);
  const slices = new Map(readSlices(node, input.shape).map((slice) => [slice.axis, slice]));
  const shape = input.shape.map((size, axis) => slices.get(axis)?.size ?? size);
  const values = pickValues(input, shape, (index) =>
    index.map((at, axis) => {
      const slice = slices.get(axis);
      return slice === undefined ? at : slice.start + at * slice.step;
    }),
  );
  return [{ shape, ...(values === undefined ? {} : { values }) }];
}

function gathered(node: OnnxNode): readonly OutputFacts[] {
  const input = node.facts(0);
  const indices = node.facts(1);
  const axis = frontAxis(node.int('axis', 0), input.shape.length);
  const size = input.shape[axis]!;
  const shape = [...input.shape.slice(0, axis), ...indices.shape, ...input.shape.slice(axis + 1)];
  const at = indices.values?.map((index) => (index < 0 ? index + size : index));
  const rank = indices.shape.length;
  const values =
    at === undefined
      ? undefined
      : pickValues(input, shape, (index) => {
          const flat = indices.shape.reduce((sum, extent, each) => sum * extent + index[axis + each]!, 0);
          return [...index.slice(0, axis), at[flat] ?? 0, ...index.slice(axis + rank)];
        });
  return [{ shape, ...(values === undefined ? {} : { values }) }];
}

function gatheredBlocks(node: OnnxNode): readonly OutputFacts[] {
  const [data, indices] = [node.shape(0), node.shape(1)];
  const skip = node.int('batch_dims', 0) + (indices.at(-1) ?? 1);
  return [{ shape: [...indices.slice(0, -1), ...data.slice(skip)] }];
}

/** Positions of non-zero elements of a known tensor. */
function nonZero(node: OnnxNode): readonly OutputFacts[] {
  const { shape } = node.facts(0);
  const found = node.values(0).flatMap((value, index) => (value === 0 ? [] : [index]));
  const facts = { shape: [Math.max(1, shape.length), found.length], elementType: 7 };
  return shape.length <= 1 ? [{ ...facts, values: found }] : [facts];
}

function oneHot(node: OnnxNode): readonly OutputFacts[] {
  const indices = node.shape(0);
  const [depth = 0] = node.values(1);
  const axis = frontAxis(node.int('axis', -1), indices.length + 1);
  return [
    { shape: [...indices.slice(0, axis), depth, ...indices.slice(axis)], elementType: node.facts(2).elementType },
  ];
}

/** Large positions are not worked out: the count alone would need them. */
function knownNonZero(node: OnnxNode): readonly OutputFacts[] {
  if (elementCount(node.shape(0)) > largestFoldedTensor)
    throw new UnknownShape('output shape depends on run-time values');
  return nonZero(node);
}

/** Operators that pick elements by position. */
export const indexingOperators: readonly OnnxOperator[] = [
  copyOperator('Slice', 'copy of every output element', sliced),
  copyOperator('Gather', 'copy of every output element; a stored table counts as parameters', gathered),
  copyOperator('GatherElements', 'copy of every output element', (node) => [{ shape: node.shape(1) }]),
  copyOperator('GatherND', 'copy of every output element', gatheredBlocks),
  copyOperator('OneHot', 'copy of every output element', oneHot),
  copyOperator(
    'NonZero',
    'copy of every output element; listed when its size depends on run-time values',
    knownNonZero,
  ),
];
