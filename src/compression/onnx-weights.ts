import type { OnnxImport } from '../workload/import/onnx/read-onnx.ts';
import type { OnnxTensor } from '../workload/import/onnx/weights.ts';
import type { Layer } from '../workload/workload.ts';
import { decodeElements } from './decode-elements.ts';
import type { WeightTensor } from './engine.ts';

/** Trained weights in the form engines take, and why a layer has none. */
export interface OnnxWeights {
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** By layer: the reason its weights cannot be read. */
  readonly absent: ReadonlyMap<string, string>;
}

/** Reads every stored weight of an ONNX model as 32-bit floats, axes in the order [outputs, inputs, rows, columns]. */
export function onnxWeights({ workload, weights: stored }: OnnxImport): OnnxWeights {
  const weights = new Map<string, WeightTensor>();
  const absent = new Map<string, string>();
  for (const layer of workload.layers) {
    const found = stored.get(layer.name);
    if (found === undefined) continue;
    const tensor = readWeight(layer, found.weight);
    if (typeof tensor === 'string') {
      absent.set(layer.name, tensor);
      continue;
    }
    const bias = found.bias && readBias(found.bias);
    weights.set(layer.name, bias === undefined ? tensor : { ...tensor, bias });
  }
  return { weights, absent };
}

function readBias(tensor: OnnxTensor): Float32Array | undefined {
  const bytes = tensor.bytes();
  return bytes && decodeElements(bytes, tensor.dataType, product(tensor.dims));
}

function readWeight(layer: Layer, tensor: OnnxTensor): WeightTensor | string {
  const { axes, dims, dataType } = tensor;
  if (axes === undefined) return 'its axes are laid out in an order that is not known';
  const bytes = tensor.bytes();
  if (bytes === undefined) return tensor.absent ?? 'not stored';
  const values = decodeElements(bytes, dataType, product(dims));
  if (values === undefined) return `elements of type ${dataType} are not read, or some are missing`;
  return reorder(layer, { values, dims, axes });
}

interface Stored {
  readonly values: Float32Array;
  readonly dims: readonly number[];
  readonly axes: readonly string[];
}

interface Axis {
  readonly size: number;
  readonly stride: number;
}

/** Axes other than outputs, inputs and columns (rows, depth) are merged into rows, in their order. */
function reorder(layer: Layer, { values, dims, axes }: Stored): WeightTensor {
  const strides = dims.map((_, axis) => product(dims.slice(axis + 1)));
  const named = (name: string): Axis => {
    const at = axes.indexOf(name);
    return at < 0 ? { size: 1, stride: 0 } : { size: dims[at]!, stride: strides[at]! };
  };
  const rows = axes.flatMap((name, at) =>
    ['M', 'C', 'S'].includes(name) ? [] : [{ size: dims[at]!, stride: strides[at]! }],
  );
  const [outputs, inputs, columns] = [named('M'), named('C'), named('S')];
  const groups = layer.problem.dimensions.find(({ name }) => name === 'G')?.size ?? 1;
  // A transposed convolution stores the inputs of all groups and the outputs of one.
  const groupsOnInputs = groups > 1 && inputs.stride > outputs.stride;
  const inputsPerGroup = groupsOnInputs ? inputs.size / groups : inputs.size;
  const total = groupsOnInputs ? outputs.size * groups : outputs.size;
  const data = new Float32Array(values.length);
  const rowOffsets = offsets(rows);
  let to = 0;
  for (let m = 0; m < total; m += 1) {
    const group = groupsOnInputs ? Math.floor(m / outputs.size) : 0;
    const base = (groupsOnInputs ? m % outputs.size : m) * outputs.stride + group * inputsPerGroup * inputs.stride;
    for (let c = 0; c < inputsPerGroup; c += 1) {
      for (const row of rowOffsets) {
        for (let s = 0; s < columns.size; s += 1) {
          data[to] = values[base + c * inputs.stride + row + s * columns.stride]!;
          to += 1;
        }
      }
    }
  }
  return { shape: [total, inputsPerGroup, rowOffsets.length, columns.size], data };
}

/** Where each combination of the axes stands, the last axis fastest. */
function offsets(axes: readonly Axis[]): number[] {
  return axes.reduce(
    (before, { size, stride }) =>
      before.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * stride)),
    [0],
  );
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
