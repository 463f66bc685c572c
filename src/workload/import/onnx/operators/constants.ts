import { UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount } from '../shapes.ts';
import { storedFacts } from '../stored-facts.ts';
import { largestFoldedTensor, storedValues } from '../stored-values.ts';
import type { OutputFacts } from '../tensor-facts.ts';

const float = 1;
const int64 = 7;
const string = 8;

function constantValue(node: OnnxNode): OutputFacts {
  const tensor = node.stored('value') ?? node.stored('sparse_value');
  if (tensor !== undefined) return storedFacts(tensor);
  const known = { constant: true, literal: true };
  if (node.hasAttribute('value_int')) {
    return { shape: [], elementType: int64, values: [node.int('value_int', 0)], ...known };
  }
  const ints = node.ints('value_ints');
  if (ints !== undefined) return { shape: [ints.length], elementType: int64, values: ints, ...known };
  const floats = node.floats('value_floats');
  if (floats !== undefined) return { shape: [floats.length], elementType: float, values: floats, ...known };
  const value = node.attribute('value_float');
  if (value !== undefined) return { shape: [], elementType: float, values: [value.f], ...known };
  return { shape: [], elementType: string, ...known };
}

/** Every element is the same: real weights were left out, so they are reported as absent. */
function filled(node: OnnxNode): OutputFacts {
  const shape = node.values(0);
  const tensor = node.stored('value');
  const value = tensor === undefined ? 0 : (storedValues(tensor)?.[0] ?? 0);
  const elementType = tensor?.elementType ?? float;
  const count = elementCount(shape);
  const facts = { shape, elementType, constant: true };
  return !Number.isInteger(count) || count < 0 || count > largestFoldedTensor
    ? facts
    : { ...facts, values: new Array(count).fill(value) };
}

function shapeOf(node: OnnxNode): OutputFacts {
  const shape = node.shape(0);
  const clamp = (axis: number) => Math.min(Math.max(axis < 0 ? axis + shape.length : axis, 0), shape.length);
  const values = shape.slice(clamp(node.int('start', 0)), clamp(node.int('end', shape.length)));
  return { shape: [values.length], elementType: int64, values, constant: true, literal: false };
}

function range(node: OnnxNode): OutputFacts {
  const [start = 0] = node.values(0);
  const [limit = 0] = node.values(1);
  const [delta = 1] = node.values(2);
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!Number.isSafeInteger(count)) throw new UnknownShape('the range has no end');
  const shape = [count];
  if (count > largestFoldedTensor) return { shape };
  return { shape, values: Array.from({ length: count }, (_, index) => start + index * delta) };
}

/** As many values as the first input says. */
function windowed(node: OnnxNode): OutputFacts {
  return { shape: [node.values(0)[0] ?? 0], elementType: node.int('output_datatype', float), constant: true };
}

/** Inputs: bins, DFT length, sample rate, edges. */
function melWeights(node: OnnxNode): OutputFacts {
  const [bins = 0] = node.values(0);
  const [length = 0] = node.values(1);
  return { shape: [Math.floor(length / 2) + 1, bins], elementType: node.int('output_datatype', float), constant: true };
}

const constant = (name: string, note: string, infer: (node: OnnxNode) => OutputFacts): OnnxOperator => ({
  name,
  treatment: 'constant',
  note,
  infer: (node) => [infer(node)],
});

/** Operators whose result is known from the file and the tensor shapes alone. */
export const constantOperators: readonly OnnxOperator[] = [
  constant('Constant', 'a tensor written in the file', constantValue),
  constant('ConstantOfShape', 'one value repeated; as weights: absent', filled),
  constant('Shape', 'known from shapes', shapeOf),
  constant('Size', 'known from shapes', (node) => ({
    shape: [],
    elementType: int64,
    values: [elementCount(node.shape(0))],
    constant: true,
    literal: false,
  })),
  constant('Range', 'known from shapes', range),
  ...['BlackmanWindow', 'HammingWindow', 'HannWindow'].map((name) => constant(name, 'known from its size', windowed)),
  constant('MelWeightMatrix', 'known from its sizes', melWeights),
  constant('EyeLike', 'known from shapes', (node) => ({ shape: node.shape(0), constant: true })),
];
