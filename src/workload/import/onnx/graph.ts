import { fault } from './fault.ts';
import type { GraphProto, NodeProto, ValueInfoProto } from './onnx_pb.ts';
import { type StoredTensor, storedSparseTensor, storedTensor } from './stored-tensor.ts';

/** A checked graph: every tensor has one origin, and nodes come after the tensors they read. */
export interface Graph {
  readonly nodes: readonly NodeProto[];
  readonly initialisers: ReadonlyMap<string, StoredTensor>;
  /** Inputs the user feeds: initialisers that are also listed as inputs are left out. */
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: ReadonlySet<string>;
  /** Shapes the file declares, by tensor. */
  readonly declared: ReadonlyMap<string, ValueInfoProto>;
  readonly producers: ReadonlyMap<string, NodeProto>;
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;
}

/** Builds and checks the graph; throws `onnx-duplicate-name`, `onnx-missing-tensor`, `onnx-cycle` or `onnx-invalid`. */
export function buildGraph(graph: GraphProto, nodes: readonly NodeProto[]): Graph {
  const initialisers = readInitialisers(graph);
  const inputs = graph.input.filter((input) => !initialisers.has(input.name));
  unique(
    graph.input.map((input) => input.name),
    'graph input',
  );
  const given = new Set([...initialisers.keys(), ...inputs.map((input) => input.name)]);
  const producers = readProducers(nodes, given);
  checkReads(graph, nodes, new Set([...given, ...producers.keys()]));
  return {
    nodes: sorted(nodes, producers),
    initialisers,
    inputs,
    outputs: new Set(graph.output.map((output) => output.name)),
    declared: new Map([...graph.output, ...graph.valueInfo].map((value) => [value.name, value])),
    producers,
    consumers: readConsumers(nodes),
  };
}

/** Everything a node reads, tensors its sub-graphs take from outside included. */
export function tensorsRead(node: NodeProto): readonly string[] {
  const own = node.input.filter((name) => name !== '');
  const inner = node.attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
  return inner.length === 0 ? own : [...own, ...inner.flatMap(tensorsTaken)];
}

/** Tensors a sub-graph takes from the graph around it. */
function tensorsTaken(graph: GraphProto): readonly string[] {
  const own = new Set([...graph.input, ...graph.initializer].map((value) => value.name));
  for (const node of graph.node) for (const output of node.output) own.add(output);
  const read = [...graph.node.flatMap(tensorsRead), ...graph.output.map((output) => output.name)];
  return read.filter((name) => !own.has(name));
}

/** A node as issues name it. */
export function printNode(node: NodeProto): string {
  return `${node.opType} node "${node.name || node.output[0] || ''}"`;
}

function unique(names: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw fault('onnx-duplicate-name', `two ${what}s are called "${name}"`, { path: name });
    seen.add(name);
  }
}

function readInitialisers(graph: GraphProto): Map<string, StoredTensor> {
  const tensors = [...graph.initializer.map(storedTensor), ...graph.sparseInitializer.map(storedSparseTensor)];
  unique(
    tensors.map((tensor) => tensor.name),
    'initialiser',
  );
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

function readProducers(nodes: readonly NodeProto[], taken: ReadonlySet<string>): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) {
    if (node.opType === '') throw fault('onnx-invalid', 'a node names no operator', { path: printNode(node) });
    for (const output of node.output) {
      if (output === '') continue;
      if (producers.has(output) || taken.has(output)) {
        throw fault('onnx-duplicate-name', `tensor "${output}" is written twice, here by ${printNode(node)}`, {
          path: printNode(node),
        });
      }
      producers.set(output, node);
    }
  }
  return producers;
}

function readConsumers(nodes: readonly NodeProto[]): Map<string, NodeProto[]> {
  const consumers = new Map<string, NodeProto[]>();
  for (const node of nodes) {
    for (const name of new Set(tensorsRead(node))) {
      const list = consumers.get(name);
      if (list === undefined) consumers.set(name, [node]);
      else list.push(node);
    }
  }
  return consumers;
}

function checkReads(graph: GraphProto, nodes: readonly NodeProto[], known: ReadonlySet<string>): void {
  for (const node of nodes) {
    const missing = tensorsRead(node).find((name) => !known.has(name));
    if (missing !== undefined) {
      throw fault('onnx-missing-tensor', `${printNode(node)} reads tensor "${missing}", which nothing writes`, {
        path: printNode(node),
        found: missing,
      });
    }
  }
  const missing = graph.output.find((output) => !known.has(output.name));
  if (missing !== undefined) {
    throw fault('onnx-missing-tensor', `graph output "${missing.name}" is written by nothing`, { path: missing.name });
  }
}

/** File order when it is already valid, as the format demands; else a topological order. */
function sorted(nodes: readonly NodeProto[], producers: ReadonlyMap<string, NodeProto>): readonly NodeProto[] {
  const done = new Set<NodeProto>();
  const order: NodeProto[] = [];
  const waiting = new Map<NodeProto, NodeProto[]>();
  const visit = (first: NodeProto): void => {
    const stack = [first];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (done.has(node)) continue;
      const blocker = firstBlocker(node, producers, done);
      if (blocker !== undefined) {
        const list = waiting.get(blocker);
        if (list === undefined) waiting.set(blocker, [node]);
        else list.push(node);
        continue;
      }
      done.add(node);
      order.push(node);
      for (const next of (waiting.get(node) ?? []).reverse()) stack.push(next);
    }
  };
  for (const node of nodes) visit(node);
  const stuck = nodes.find((node) => !done.has(node));
  if (stuck !== undefined) {
    throw fault('onnx-cycle', `${printNode(stuck)} depends on its own output`, { path: printNode(stuck) });
  }
  return order;
}

function firstBlocker(
  node: NodeProto,
  producers: ReadonlyMap<string, NodeProto>,
  done: ReadonlySet<NodeProto>,
): NodeProto | undefined {
  for (const name of tensorsRead(node)) {
    const producer = producers.get(name);
    if (producer !== undefined && !done.has(producer)) return producer;
  }
  return undefined;
}
