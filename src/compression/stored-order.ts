import type { Layer } from '../workload/workload.ts';
import type { WeightTensor } from './engine.ts';

/** Weights in the order of a model file. */
export interface StoredWeights {
  readonly values: Float32Array;
  readonly dims: readonly number[];
  /** Meaning of each of `dims`: `M` outputs, `C` inputs, `S` columns; all others are merged into rows, in their order. */
  readonly axes: readonly string[];
}

/** The weights in the order `[outputs, inputs, rows, columns]`, outputs of all groups in order. */
export function fromStored(layer: Layer, stored: StoredWeights): WeightTensor {
  const order = orderOf(layer, stored);
  const data = new Float32Array(stored.values.length);
  copy(order, stored.values, data, 'from-stored');
  return { shape: shapeOf(order), data };
}

/** The way back; undefined when the weights do not have the shape of what is stored. */
export function toStored(
  layer: Layer,
  stored: Omit<StoredWeights, 'values'>,
  { shape, data }: WeightTensor,
): Float32Array | undefined {
  const order = orderOf(layer, stored);
  if (shapeOf(order).some((size, axis) => size !== shape[axis])) return undefined;
  const values = new Float32Array(data.length);
  copy(order, values, data, 'to-stored');
  return values;
}

interface Axis {
  readonly size: number;
  readonly stride: number;
}

interface Order {
  readonly outputs: Axis;
  readonly inputs: Axis;
  /** Where each row starts, from its output and input. */
  readonly rows: readonly number[];
  readonly columns: Axis;
  readonly groups: number;
  /** A transposed convolution stores the inputs of all groups and the outputs of one. */
  readonly groupsOnInputs: boolean;
}

function orderOf(layer: Layer, { dims, axes }: Omit<StoredWeights, 'values'>): Order {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1));
  const named = (name: string): Axis => {
    const at = axes.indexOf(name);
    return at < 0 ? { size: 1, stride: 0 } : { size: dims[at]!, stride: strides[at]! };
  };
  const rows = axes.flatMap((name, at) =>
    ['M', 'C', 'S'].includes(name) ? [] : [{ size: dims[at]!, stride: strides[at]! }],
  );
  const [outputs, inputs, columns] = [named('M'), named('C'), named('S')];
  const groups = layer.problem.dimensions.find(({ name }) => name === 'G')?.size ?? 1;
  const groupsOnInputs = groups > 1 && inputs.stride > outputs.stride;
  return { outputs, inputs, rows: offsets(rows), columns, groups, groupsOnInputs };
}

function shapeOf({ outputs, inputs, rows, columns, groups, groupsOnInputs }: Order): WeightTensor['shape'] {
  const shape = groupsOnInputs ? [outputs.size * groups, inputs.size / groups] : [outputs.size, inputs.size];
  return [shape[0]!, shape[1]!, rows.length, columns.size];
}

function copy(order: Order, stored: Float32Array, data: Float32Array, way: 'from-stored' | 'to-stored'): void {
  const { outputs, inputs, rows, columns, groupsOnInputs } = order;
  const [total, inputsPerGroup] = shapeOf(order);
  const back = way === 'to-stored';
  let next = 0;
  for (let m = 0; m < total; m += 1) {
    const group = groupsOnInputs ? Math.floor(m / outputs.size) : 0;
    const base = (groupsOnInputs ? m % outputs.size : m) * outputs.stride + group * inputsPerGroup * inputs.stride;
    for (let c = 0; c < inputsPerGroup; c += 1) {
      for (const row of rows) {
        const from = base + c * inputs.stride + row;
        for (let s = 0; s < columns.size; s += 1, next += 1) {
          if (back) stored[from + s * columns.stride] = data[next]!;
          else data[next] = stored[from + s * columns.stride]!;
        }
      }
    }
  }
}

/** Where each combination of the axes stands, the last axis fastest. */
function offsets(axes: readonly Axis[]): number[] {
  return axes.reduce(
    (before, { size, stride }) =>
      before.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i * stride)),
    [0],
  );
}
