import { elementTypes } from '../element-type.ts';
import { fault } from '../fault.ts';
import type { BatchOverride, OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount, frontAxis, printShape, type Shape } from '../shapes.ts';
import type { OutputFacts, TensorFacts, TensorSource } from '../tensor-facts.ts';

/** The same elements under another shape. */
export function viewed(input: TensorFacts, shape: Shape): OutputFacts {
  const same = shape.length === input.shape.length && shape.every((size, axis) => size === input.shape[axis]);
  const { source } = input;
  return {
    ...input,
    shape,
    ...(source === undefined || same ? {} : { source: reshapedSource(source, shape) }),
  };
}

function reshapedSource(source: TensorSource, shape: Shape): TensorSource {
  return source.permutation === undefined ? { ...source, dims: shape } : { ...source, scrambled: true };
}

function view(name: string, note: string, shapeOf: (node: OnnxNode, input: Shape) => Shape): OnnxOperator {
  return {
    name,
    treatment: 'view',
    note,
    infer: (node) => {
      const input = node.facts(0);
      const first = viewed(input, shapeOf(node, input.shape));
      return Array.from({ length: Math.max(1, node.outputCount) }, (_, index) =>
        index === 0 ? first : { shape: first.shape, elementType: 9 },
      );
    },
  };
}

/** The target of a reshape as sizes. A batch size written into the file gives way to the one asked for. */
function reshaped(node: OnnxNode, input: Shape): Shape {
  const target = node.intsFrom('shape', 1) ?? [];
  const literal = !node.has(1) || node.facts(1).literal;
  const keepZero = node.int('allowzero', 0) === 1;
  const copied = target.map((size, axis) => (size === 0 && !keepZero ? (input[axis] ?? 0) : size));
  const fitted = literal ? rebatched(copied, input, node.batch) : copied;
  const open = fitted.indexOf(-1);
  const total = elementCount(input);
  const known = elementCount(fitted.filter((_, axis) => axis !== open));
  const result = open < 0 ? fitted : fitted.map((size, axis) => (axis === open ? total / known : size));
  if (elementCount(result) === total && result.every((size) => Number.isInteger(size) && size >= 0)) return result;
  throw fault('onnx-shape-mismatch', `${node.origin} cannot turn ${printShape(input)} into ${printShape(target)}`, {
    accepted: `${total} elements`,
    ...(literal && node.batch.asked !== node.batch.baked
      ? { hint: `the file has its batch size ${node.batch.baked} written in: leave the batch option out` }
      : {}),
  });
}

function rebatched(target: Shape, input: Shape, { baked, asked }: BatchOverride): Shape {
  const [first, ...rest] = target;
  if (asked === baked || first === undefined || first < 1) return target;
  if (rest.includes(-1)) return first === baked && input[0]! % asked === 0 ? [asked, ...rest] : target;
  const scale = elementCount(input) / elementCount(target);
  return scale === asked / baked ? [first * scale, ...rest] : target;
}

function squeezed(node: OnnxNode, input: Shape): Shape {
  const given = node.intsFrom('axes', 1);
  if (given === undefined) return input.filter((size) => size !== 1);
  const axes = given.map((axis) => frontAxis(axis, input.length));
  const wide = axes.find((axis) => input[axis] !== 1);
  if (wide !== undefined) {
    throw fault('onnx-shape-mismatch', `${node.origin} removes axis ${wide}, whose size is not 1`, {
      found: printShape(input),
    });
  }
  return input.filter((_, axis) => !axes.includes(axis));
}

function unsqueezed(node: OnnxNode, input: Shape): Shape {
  const given = node.intsFrom('axes', 1) ?? [];
  const rank = input.length + given.length;
  const axes = given.map((axis) => frontAxis(axis, rank));
  if (new Set(axes).size !== axes.length) throw fault('onnx-invalid', `${node.origin} inserts one axis twice`);
  const rest = [...input];
  return Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!));
}

function flattened(node: OnnxNode, input: Shape): Shape {
  const axis = node.int('axis', 1);
  const cut = axis === input.length ? axis : input.length === 0 ? 0 : frontAxis(axis, input.length);
  return [elementCount(input.slice(0, cut)), elementCount(input.slice(cut))];
}

/** The same bits as elements of another type; where those are narrower, the last axis has more of them. */
function recast(node: OnnxNode): readonly OutputFacts[] {
  const { shape, elementType } = node.facts(0);
  const to = node.int('to', elementType);
  const ratio = (elementTypes.get(elementType)?.bits ?? 1) / (elementTypes.get(to)?.bits ?? 1);
  return [{ shape: shape.map((size, axis) => (axis === shape.length - 1 ? size * ratio : size)), elementType: to }];
}

/** Operators that give the same elements another name or shape: no data moves. */
export const viewOperators: readonly OnnxOperator[] = [
  view('Identity', 'the same tensor', (_, input) => input),
  view('Dropout', 'passes its input on when the network is used', (_, input) => input),
  view('Reshape', 'elements keep their order', reshaped),
  view('Flatten', 'elements keep their order', flattened),
  view('Squeeze', 'elements keep their order', squeezed),
  view('Unsqueeze', 'elements keep their order', unsqueezed),
  { name: 'BitCast', treatment: 'view', note: 'the same bits', infer: recast },
];
