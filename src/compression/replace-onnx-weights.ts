import { InputError, type Issue } from '../shared/issue.ts';
import type { TensorProto } from '../workload/import/onnx/onnx_pb.ts';
import type { OnnxImport } from '../workload/import/onnx/read-onnx.ts';
import { replaceTensors } from '../workload/import/onnx/replace-tensors.ts';
import type { OnnxTensor } from '../workload/import/onnx/weights.ts';
import type { Layer } from '../workload/workload.ts';
import { decodeElements } from './decode-elements.ts';
import { encodeElements } from './encode-elements.ts';
import type { WeightTensor } from './engine.ts';
import { toStored } from './stored-order.ts';

interface Change {
  readonly layer: string;
  readonly elements: Uint8Array;
}

/**
 * An ONNX file with the weights and biases of these layers in place of its own, in its own order and element type; nothing else
 * changes. `bytes` is the file `imported` was read from. Throws an InputError with every layer whose weights cannot go back:
 * not in the model, not stored there, of another shape, not to be held by the element type, or shared with other uses.
 */
export function replaceOnnxWeights(
  bytes: Uint8Array,
  imported: OnnxImport,
  weights: ReadonlyMap<string, WeightTensor>,
): Uint8Array {
  const issues: Issue[] = [];
  const changes = new Map<TensorProto, Change>();
  for (const [name, given] of weights) {
    const layer = imported.workload.layers.find((each) => each.name === name);
    const stored = imported.weights.get(name);
    const fault = (code: string, message: string) => void issues.push({ code, severity: 'error', message, path: name });
    if (layer === undefined || stored === undefined) {
      fault('no-such-layer', `the model has no layer "${name}" with stored weights`);
      continue;
    }
    const put = (tensor: OnnxTensor, elements: Uint8Array) => add({ tensor, elements, layer: name, changes, fault });
    putWeight({ layer, tensor: stored.weight, given, put, fault });
    if (given.bias !== undefined) putBias({ layer, tensor: stored.bias, given, put, fault });
  }
  refuseOtherReaders(imported, changes, issues);
  if (issues.length > 0) throw new InputError(issues);
  const elements = new Map([...changes].map(([proto, change]) => [proto, change.elements]));
  const replaced = replaceTensors(bytes, imported.model, elements);
  if (replaced === undefined) throw new Error('a stored tensor was not found in its own file');
  return replaced;
}

interface Putting {
  readonly layer: Layer;
  readonly given: WeightTensor;
  readonly put: (tensor: OnnxTensor, elements: Uint8Array) => void;
  readonly fault: (code: string, message: string) => void;
}

function putWeight({ layer, tensor, given, put, fault }: Putting & { readonly tensor: OnnxTensor }): void {
  const { name } = layer;
  const { axes, dims, dataType, proto } = tensor;
  if (proto === undefined || axes === undefined) {
    const reason =
      proto === undefined ? (tensor.absent ?? 'not stored') : 'its axes are laid out in an order that is not known';
    fault('weights-not-replaceable', `the weights of "${name}" cannot be put back: ${reason}`);
    return;
  }
  const values = toStored(layer, { dims, axes }, given);
  if (values === undefined) {
    fault('weights-shape', `the weights of "${name}" have another shape in the model: [${dims.join(', ')}]`);
    return;
  }
  const elements = encodeElements(values, dataType);
  if (elements === undefined) fault('weights-not-replaceable', inexact(`weights of "${name}"`, dataType));
  else put(tensor, elements);
}

function putBias({ layer, tensor, given, put, fault }: Putting & { readonly tensor: OnnxTensor | undefined }): void {
  const bias = given.bias!;
  const { name } = layer;
  if (tensor?.proto === undefined) {
    if (bias.some((value) => value !== 0)) fault('weights-not-replaceable', `the model stores no bias for "${name}"`);
    return;
  }
  const bytes = tensor.bytes();
  const count = tensor.dims.reduce((product, size) => product * size, 1);
  const before = bytes && decodeElements(bytes, tensor.dataType, count);
  // as it was, whatever its element type
  if (before?.length === bias.length && before.every((value, at) => value === bias[at])) return;
  const elements = count === bias.length ? encodeElements(bias, tensor.dataType) : undefined;
  if (elements === undefined) fault('weights-not-replaceable', inexact(`biases of "${name}"`, tensor.dataType));
  else put(tensor, elements);
}

function inexact(what: string, dataType: string): string {
  return `the ${what} cannot be put back: elements of type ${dataType} do not hold them exactly`;
}

interface Addition {
  readonly tensor: OnnxTensor;
  readonly elements: Uint8Array;
  readonly layer: string;
  readonly changes: Map<TensorProto, Change>;
  readonly fault: Putting['fault'];
}

/** Two layers may share a tensor as long as they agree on it. */
function add({ tensor, elements, layer, changes, fault }: Addition): void {
  const other = changes.get(tensor.proto!);
  if (other !== undefined && !sameBytes(other.elements, elements)) {
    fault('weights-shared', `"${layer}" and "${other.layer}" share the tensor "${tensor.name}" and differ now`);
    return;
  }
  changes.set(tensor.proto!, { layer, elements });
}

/** A tensor that changes must not be read by nodes that are none of the layers. What stays as it was is dropped. */
function refuseOtherReaders({ model, weights }: OnnxImport, changes: Map<TensorProto, Change>, issues: Issue[]): void {
  const uses = [...weights.values()].flatMap(({ weight, bias }) => (bias ? [weight, bias] : [weight]));
  const nodes = model.graph?.node ?? [];
  for (const [proto, { layer, elements }] of changes) {
    const own = uses.filter((tensor) => tensor.proto === proto);
    const before = own[0]?.bytes();
    if (before !== undefined && sameBytes(before, elements)) {
      changes.delete(proto);
      continue;
    }
    const readers = proto.name === '' ? 0 : nodes.filter((node) => node.input.includes(proto.name)).length;
    if (readers <= own.length) continue;
    const message = `the tensor "${proto.name}" of "${layer}" is read by other nodes as well`;
    issues.push({ code: 'weights-shared', severity: 'error', message, path: layer });
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
