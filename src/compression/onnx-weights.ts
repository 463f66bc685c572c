import type { OnnxImport } from '../workload/import/onnx/read-onnx.ts';
import type { OnnxTensor } from '../workload/import/onnx/weights.ts';
import type { Layer } from '../workload/workload.ts';
import { decodeElements } from './decode-elements.ts';
import type { WeightTensor } from './engine.ts';
import { fromStored } from './stored-order.ts';

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
  return fromStored(layer, { values, dims, axes });
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
