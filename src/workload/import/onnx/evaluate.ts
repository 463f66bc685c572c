import type { Issue } from '../../../shared/issue.ts';
import { iterationCount } from '../../problem.ts';
import type { Layer } from '../../workload.ts';
import { uniqueName } from '../unique-name.ts';
import { integerBits } from './element-type.ts';
import type { ExternalData } from './external-data.ts';
import { attempt, fault, UnknownShape } from './fault.ts';
import { foldInto } from './folding.ts';
import type { Graph } from './graph.ts';
import type { ResolvedInputs } from './graph-inputs.ts';
import { layerNames } from './layer-names.ts';
import type { AttributeProto, NodeProto } from './onnx_pb.ts';
import { OnnxNode } from './onnx-node.ts';
import type { CostedLayer, OnnxOperator } from './onnx-operator.ts';
import { onnxOperators, operatorKey } from './operators/operators.ts';
import type { Evaluation, Progress } from './progress.ts';
import { elementCount, printShape } from './shapes.ts';
import { storedFacts } from './stored-facts.ts';
import { type StoredTensor, storedSparseTensor, storedTensor } from './stored-tensor.ts';
import type { OutputFacts, TensorFacts } from './tensor-facts.ts';
import { layerWeights } from './weights.ts';

export interface CheckedModel {
  readonly graph: Graph;
  readonly inputs: ResolvedInputs;
  /** Version of each operator set. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly external: ExternalData;
}

/**
 * Walks the graph once: shapes, then a layer, a free view or a reason for every node. After a node with a fault the shapes
 * the file declares hold; without one, what depends on it stays unknown and makes no faults of its own.
 */
export function evaluate({ graph, inputs, opsets, external }: CheckedModel, issues: Issue[]): Evaluation {
  const names = layerNames(graph.nodes);
  const progress = start(graph, inputs, new Set(names.values()));
  for (const proto of graph.nodes) {
    const node = new OnnxNode(proto, {
      name: names.get(proto)!,
      opset: opsets.get(proto.domain) ?? opsets.get('') ?? 1,
      batch: inputs.batch,
      facts: (tensor) => progress.facts.get(tensor),
      stored: (attribute) => attributeTensor(attribute, external),
    });
    const before = issues.length;
    attempt(issues, () => evaluateNode(progress, node, inputs), node.origin);
    if (issues.length > before) {
      for (const name of proto.output)
        progress.facts.set(
          name,
          attempt([], () => declaredFacts(progress, inputs, name)),
        );
    }
  }
  return progress;
}

function start(graph: Graph, inputs: ResolvedInputs, names: Set<string>): Progress {
  const facts = new Map(inputs.facts);
  for (const [name, tensor] of graph.initialisers) facts.set(name, tensor && storedFacts(tensor));
  return { graph, facts, layers: [], costed: new Map(), uncosted: [], folded: [], weights: new Map(), names };
}

function attributeTensor(attribute: AttributeProto, external: ExternalData): StoredTensor | undefined {
  if (attribute.t !== undefined) return storedTensor(attribute.t, external);
  return attribute.sparseTensor === undefined ? undefined : storedSparseTensor(attribute.sparseTensor);
}

function evaluateNode(progress: Progress, node: OnnxNode, inputs: ResolvedInputs): void {
  const { proto } = node;
  const operator = onnxOperators.get(operatorKey(proto.domain, proto.opType));
  const inferred = operator === undefined ? 'unknown operator' : inferOutputs(operator, node);
  const known = typeof inferred === 'string' ? [] : inferred;
  const outputs = proto.output.map((name, index) => known[index] ?? declaredFacts(progress, inputs, name));
  proto.output.forEach((name, index) => {
    if (name !== '') progress.facts.set(name, outputs[index]);
  });
  const reason = reasonNotCosted(proto, operator, inferred, outputs[0]);
  if (reason !== undefined) list(progress, node, reason);
  else if (operator?.treatment === 'costed' && !outputs[0]?.constant && !foldInto(progress, node, operator)) {
    const present = outputs.filter((output) => output !== undefined);
    cost(progress, node, operator, present);
  }
}

/** Undefined for nodes that have a cost or are free. */
function reasonNotCosted(
  proto: NodeProto,
  operator: OnnxOperator | undefined,
  inferred: readonly TensorFacts[] | string,
  output: TensorFacts | undefined,
): string | undefined {
  if (operator === undefined) return unknownReason(proto);
  if (operator.treatment === 'listed') return operator.note;
  if (operator.treatment !== 'costed' || output !== undefined) return undefined;
  return typeof inferred === 'string' ? inferred : 'output shape unknown';
}

function list(progress: Progress, node: OnnxNode, reason: string): void {
  const operator = operatorKey(node.proto.domain, node.proto.opType);
  progress.uncosted.push({ operator, node: node.name, reason });
}

function unknownReason(proto: NodeProto): string {
  return proto.domain === '' ? 'unknown operator' : `unknown operator of domain ${proto.domain}`;
}

/** Completed facts of the outputs, or the reason why they are not known. */
function inferOutputs(operator: OnnxOperator, node: OnnxNode): readonly TensorFacts[] | string {
  try {
    return operator.infer(node).map((output) => completed(node, operator, output));
  } catch (error) {
    if (error instanceof UnknownShape) return error.message;
    throw error;
  }
}

function completed(node: OnnxNode, operator: OnnxOperator, output: OutputFacts): TensorFacts {
  if (!output.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw fault('onnx-shape-mismatch', `${node.origin} has an impossible output shape`, {
      found: printShape(output.shape),
    });
  }
  if (!Number.isSafeInteger(elementCount(output.shape))) {
    throw fault('onnx-invalid', `the output of ${node.origin} is larger than any memory`, {
      found: printShape(output.shape),
    });
  }
  const inputs = operator.treatment === 'listed' ? [] : node.all();
  const first = inputs[0]?.elementType ?? 0;
  const every = (test: (facts: TensorFacts) => boolean) => inputs.length > 0 && inputs.every(test);
  const values = output.values?.length === elementCount(output.shape) ? output.values : undefined;
  const { values: _, ...rest } = output;
  return {
    ...rest,
    elementType: output.elementType ?? first,
    constant: every((facts) => facts.constant) || (operator.treatment === 'constant' && output.constant === true),
    literal:
      operator.treatment === 'constant' && output.literal !== undefined
        ? output.literal
        : every((facts) => facts.literal),
    ...(values === undefined ? {} : { values }),
  };
}

/** What the file itself says of a tensor whose shape could not be worked out. */
function declaredFacts(progress: Progress, inputs: ResolvedInputs, name: string): TensorFacts | undefined {
  const value = progress.graph.declared.get(name);
  return value === undefined ? undefined : inputs.declared(value);
}

function cost(progress: Progress, node: OnnxNode, operator: OnnxOperator, outputs: readonly TensorFacts[]): void {
  try {
    for (const made of [operator.layer?.(node, outputs) ?? []].flat()) {
      if (iterationCount(made.layer.problem) === 0) continue;
      const layer = withBits(node, made, outputs);
      checkSize(node, layer);
      const name = layer.name === node.name ? layer.name : uniqueName(layer.name, progress.names);
      progress.costed.set(node.proto, { slot: progress.layers.length, operator });
      progress.layers.push({ ...layer, name });
      const weights = made.weight === undefined ? undefined : layerWeights(node, made.weight);
      if (weights !== undefined) progress.weights.set(name, weights);
    }
  } catch (error) {
    if (!(error instanceof UnknownShape)) throw error;
    list(progress, node, error.message);
  }
}

function checkSize(node: OnnxNode, layer: Layer): void {
  if (Number.isSafeInteger(iterationCount(layer.problem))) return;
  throw fault('onnx-invalid', `${node.origin} does more work than can be counted`);
}

/** Widths that quantised operands fix. */
function withBits(node: OnnxNode, { layer, weight }: CostedLayer, outputs: readonly TensorFacts[]): Layer {
  const data = weight?.data ?? 0;
  const read = node.has(data) ? node.facts(data) : undefined;
  const stored = weight === undefined ? undefined : node.facts(weight.input);
  const width = (facts: TensorFacts | undefined) =>
    facts === undefined ? undefined : (facts.storedBits ?? integerBits(facts.elementType));
  const [I, W, O] = [width(read), width(stored), width(outputs[0])];
  const bits = {
    ...(I === undefined ? {} : { I }),
    ...(W === undefined ? {} : { W }),
    ...(O === undefined ? {} : { O }),
  };
  return Object.keys(bits).length === 0 ? layer : { ...layer, bits: { ...bits, ...layer.bits } };
}
