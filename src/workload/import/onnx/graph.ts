import type { Issue } from '../../../shared/issue.ts';
import type { ExternalData } from './external-data.ts';
import { attempt } from './fault.ts';
import type { GraphProto, NodeProto, ValueInfoProto } from './onnx_pb.ts';
import { type StoredTensor, storedSparseTensor, storedTensor } from './stored-tensor.ts';

/** A checked graph: every tensor has one origin, and nodes come after the tensors they read. */
export interface Graph {
  /** Those that can be judged: without the second writers of a tensor, and what depends on itself. */
  readonly nodes: readonly NodeProto[];
  /** Undefined for a tensor that is not what its header says. */
  readonly initialisers: ReadonlyMap<string, StoredTensor | undefined>;
  /** Inputs the user feeds: initialisers that are also listed as inputs are left out. */
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: ReadonlySet<string>;
  /** Shapes the file declares, by tensor. */
  readonly declared: ReadonlyMap<string, ValueInfoProto>;
  readonly producers: ReadonlyMap<string, NodeProto>;
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;
}

/** What a graph is built of: `nodes` stand for those of `graph`. */
export interface GraphParts {
  readonly graph: GraphProto;
  readonly nodes: readonly NodeProto[];
  readonly external: ExternalData;
}

/** Builds and checks the graph; faults are `onnx-duplicate-name`, `onnx-missing-tensor`, `onnx-cycle` or `onnx-invalid`. */
export function buildGraph({ graph, nodes, external }: GraphParts, issues: Issue[]): Graph {
  const initialisers = readInitialisers(graph, external, issues);
  const inputs = uniqueByName(graph.input, 'graph input', issues).filter((input) => !initialisers.has(input.name));
  const given = new Set([...initialisers.keys(), ...inputs.map((input) => input.name)]);
  const producers = readProducers(nodes, given, issues);
  const written = nodes.flatMap((node) => node.output);
  checkReads(graph, { nodes, known: new Set([...given, ...written]) }, issues);
  const single = nodes.filter((node) => node.output.every((name) => name === '' || producers.get(name) === node));
  return {
    nodes: sorted(single, producers, issues),
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

function uniqueByName<T extends { readonly name: string }>(all: readonly T[], what: string, issues: Issue[]): T[] {
  const seen = new Set<string>();
  return all.filter(({ name }) => {
    if (!seen.has(name)) return seen.add(name);
    report(issues, 'onnx-duplicate-name', `two ${what}s are called "${name}"`, { path: name });
    return false;
  });
}

function readInitialisers(
  graph: GraphProto,
  external: ExternalData,
  issues: Issue[],
): Map<string, StoredTensor | undefined> {
  const dense = graph.initializer.map((proto) => ({ name: proto.name, read: () => storedTensor(proto, external) }));
  const sparse = graph.sparseInitializer.map((proto) => ({
    name: proto.values?.name ?? '',
    read: () => storedSparseTensor(proto),
  }));
  const tensors = uniqueByName([...dense, ...sparse], 'initialiser', issues);
  return new Map(tensors.map(({ name, read }) => [name, attempt(issues, read)]));
}

/** The first writer of each tensor. */
function readProducers(
  nodes: readonly NodeProto[],
  taken: ReadonlySet<string>,
  issues: Issue[],
): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) {
    const path = printNode(node);
    if (node.opType === '') report(issues, 'onnx-invalid', 'a node names no operator', { path });
    for (const output of node.output) {
      if (output === '') continue;
      if (!producers.has(output) && !taken.has(output)) producers.set(output, node);
      else report(issues, 'onnx-duplicate-name', `tensor "${output}" is written twice, here by ${path}`, { path });
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

/** A tensor that nothing writes is told once, however many read it. */
function checkReads(
  graph: GraphProto,
  { nodes, known }: { readonly nodes: readonly NodeProto[]; readonly known: ReadonlySet<string> },
  issues: Issue[],
): void {
  const told = new Set(known);
  for (const node of nodes) {
    for (const found of tensorsRead(node)) {
      if (told.has(found)) continue;
      told.add(found);
      const path = printNode(node);
      report(issues, 'onnx-missing-tensor', `${path} reads tensor "${found}", which nothing writes`, { path, found });
    }
  }
  for (const { name } of graph.output) {
    if (!known.has(name))
      report(issues, 'onnx-missing-tensor', `graph output "${name}" is written by nothing`, { path: name });
  }
}

/** File order when it is already valid, as the format demands; else a topological order. Cycles are left out. */
function sorted(
  nodes: readonly NodeProto[],
  producers: ReadonlyMap<string, NodeProto>,
  issues: Issue[],
): readonly NodeProto[] {
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
  const stuck = nodes.filter((node) => !done.has(node));
  for (const node of cycles(stuck, (each) => firstBlocker(each, producers, done))) {
    report(issues, 'onnx-cycle', `${printNode(node)} depends on its own output`, { path: printNode(node) });
  }
  return order;
}

/** One node of each cycle that the nodes wait for. */
function cycles(
  stuck: readonly NodeProto[],
  blocker: (node: NodeProto) => NodeProto | undefined,
): readonly NodeProto[] {
  const walks = new Map<NodeProto, NodeProto>();
  const found: NodeProto[] = [];
  for (const first of stuck) {
    let node: NodeProto | undefined = first;
    while (node !== undefined && !walks.has(node)) {
      walks.set(node, first);
      node = blocker(node);
    }
    if (node !== undefined && walks.get(node) === first) found.push(node);
  }
  return found;
}

function report(issues: Issue[], code: string, message: string, details: Partial<Issue>): void {
  issues.push({ code, severity: 'error', message, ...details });
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
