import { elementwiseLayer } from '../../../layers.ts';
import { fault, UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount, frontAxis, type Shape } from '../shapes.ts';
import { copyLayer, copyOperator } from './movement.ts';

function padded(node: OnnxNode): Shape {
  const input = node.shape(0);
  const pads = node.ints('pads') ?? node.ints('paddings') ?? node.values(1);
  const axes = node.has(3) ? node.values(3).map((axis) => frontAxis(axis, input.length)) : input.map((_, axis) => axis);
  if (pads.length !== 2 * axes.length) {
    throw fault('onnx-shape-mismatch', `${node.origin} does not pad every axis at both ends`, {
      found: `${pads.length} pads for ${axes.length} axes`,
    });
  }
  const result = [...input];
  axes.forEach((axis, index) => {
    result[axis] = input[axis]! + pads[index]! + pads[index + axes.length]!;
  });
  if (result.some((size) => size < 0)) throw fault('onnx-shape-mismatch', `${node.origin} crops more than there is`);
  return result;
}

/** Upsample, and Resize in all its forms: scales, or sizes, over some or all axes. */
function resized(node: OnnxNode): Shape {
  const input = node.shape(0);
  const axes = node.ints('axes')?.map((axis) => frontAxis(axis, input.length)) ?? input.map((_, axis) => axis);
  const modern = node.proto.opType === 'Resize' && node.inputCount > 2;
  const scales = node.floats('scales') ?? optionalValues(node, modern ? 2 : 1);
  const sizes = modern ? optionalValues(node, 3) : undefined;
  const chosen = sizes !== undefined && sizes.length > 0 ? sizes : scales;
  const ratio = chosen === sizes && chosen?.length === axes.length ? keptRatio(node, chosen, axes) : undefined;
  if (chosen === undefined || chosen.length !== axes.length) {
    throw new UnknownShape(`${node.origin} has no scales or sizes for every axis`);
  }
  const result = [...input];
  axes.forEach((axis, index) => {
    const size = input[axis]!;
    if (ratio !== undefined) result[axis] = Math.round(size * ratio);
    else result[axis] = chosen === sizes ? chosen[index]! : Math.floor(size * chosen[index]! + 1e-6);
  });
  // a size written into the file keeps the file's batch
  const { baked, asked } = node.batch;
  if (chosen === sizes && result[0] === baked && input[0] === asked) result[0] = asked;
  return result;
}

/** One scale for all axes, where none may be larger, or smaller, than its size. */
function keptRatio(node: OnnxNode, sizes: readonly number[], axes: readonly number[]): number | undefined {
  const ratios = axes.map((axis, index) => sizes[index]! / node.shape(0)[axis]!);
  const policy = node.text('keep_aspect_ratio_policy', 'stretch');
  if (policy === 'not_larger') return Math.min(...ratios);
  return policy === 'not_smaller' ? Math.max(...ratios) : undefined;
}

function optionalValues(node: OnnxNode, input: number): readonly number[] | undefined {
  return node.has(input) ? node.values(input) : undefined;
}

/** Linear and cubic interpolation weigh 2 and 4 neighbours per resized axis. */
function tapsPerElement(node: OnnxNode, output: Shape): number {
  const mode = node.text('mode', 'nearest');
  const perAxis = mode === 'linear' || mode === 'bilinear' ? 2 : mode === 'cubic' ? 4 : 1;
  const input = node.shape(0);
  return perAxis ** input.filter((size, axis) => size !== output[axis]).length;
}

function resizing(name: string): OnnxOperator {
  return {
    ...copyOperator(
      name,
      'nearest: copy; linear and cubic: multiply, a multiplication and an addition per neighbour',
      (node) => [{ shape: resized(node) }],
    ),
    layer: (node, outputs) => {
      const shape = outputs[0]?.shape ?? [];
      const taps = tapsPerElement(node, shape);
      if (taps === 1) return copyLayer(node, elementCount(shape));
      return {
        layer: elementwiseLayer({
          name: node.name,
          kind: 'custom',
          operation: 'multiply',
          elements: elementCount(shape),
          operationsPerPoint: 2 * taps,
          origin: node.origin,
        }),
      };
    },
  };
}

function depthToSpace(node: OnnxNode): Shape {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = node.shape(0);
  const block = node.int('blocksize', 1);
  if (!(block >= 1) || channels % (block * block) !== 0) {
    throw fault(
      'onnx-shape-mismatch',
      `${node.origin} cannot spread ${channels} channels over ${block}×${block} blocks`,
    );
  }
  return [batch, channels / (block * block), rows * block, columns * block];
}

function spaceToDepth(node: OnnxNode): Shape {
  const [batch = 1, channels = 1, rows = 1, columns = 1] = node.shape(0);
  const block = node.int('blocksize', 1);
  if (!(block >= 1) || rows % block !== 0 || columns % block !== 0) {
    throw fault('onnx-shape-mismatch', `${node.origin} cannot cut ${rows}×${columns} into ${block}×${block} blocks`);
  }
  return [batch, channels * block * block, rows / block, columns / block];
}

/** Operators that change the spatial size of a tensor. */
export const resamplingOperators: readonly OnnxOperator[] = [
  copyOperator('Pad', 'copy of every output element', (node) => [{ shape: padded(node) }]),
  resizing('Resize'),
  resizing('Upsample'),
  copyOperator('DepthToSpace', 'copy of every element', (node) => [{ shape: depthToSpace(node) }]),
  copyOperator('SpaceToDepth', 'copy of every element', (node) => [{ shape: spaceToDepth(node) }]),
];
