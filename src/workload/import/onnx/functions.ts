import { create } from '@bufbuild/protobuf';
import type { Issue } from '../../../shared/issue.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
} from './onnx_pb.ts';

type Rename = (tensor: string) => string;

const deepestNesting = 32;
/** Far above any real model; nested functions can otherwise grow without bound. */
const mostNodes = 500_000;

const functionKey = (domain: string, name: string, overload: string): string =>
  JSON.stringify([domain, name, overload]);

/**
 * Nodes with calls of model-local functions replaced by the functions' own nodes. A call without end is a fault;
 * it stays a call, as do those after it.
 */
export function inlineFunctions(model: ModelProto, nodes: readonly NodeProto[], issues: Issue[]): readonly NodeProto[] {
  if (model.functions.length === 0) return nodes;
  const functions = new Map(model.functions.map((each) => [functionKey(each.domain, each.name, each.overload), each]));
  const result: NodeProto[] = [];
  let calls = 0;
  let endless = false;
  const expand = (node: NodeProto, depth: number): void => {
    const called = functions.get(functionKey(node.domain, node.opType, node.overload));
    if (called === undefined || endless) {
      result.push(node);
      return;
    }
    calls += 1;
    if (depth > deepestNesting || result.length + calls > mostNodes) {
      endless = true;
      result.push(node);
      const path = `${node.opType} node "${node.name || node.output[0] || ''}"`;
      const message = `function ${node.opType} calls itself or nests too deep`;
      issues.push({ code: 'onnx-invalid', severity: 'error', message, path });
      return;
    }
    const prefix = `${node.name || node.output[0] || node.opType}#${calls}`;
    for (const inner of inlined(node, called, prefix)) expand(inner, depth + 1);
  };
  for (const node of nodes) expand(node, 0);
  return result;
}

function inlined(call: NodeProto, called: FunctionProto, prefix: string): readonly NodeProto[] {
  const names = new Map<string, string>();
  called.input.forEach((name, index) => void names.set(name, call.input[index] ?? ''));
  called.output.forEach((name, index) => {
    const outer = call.output[index] ?? '';
    // an output that is passed through from an input is written by a node of its own
    if (outer !== '' && !called.input.includes(name)) names.set(name, outer);
  });
  const rename: Rename = (name) => (name === '' ? '' : (names.get(name) ?? `${prefix}/${name}`));
  const attributes = new Map([...called.attributeProto, ...call.attribute].map((each) => [each.name, each]));
  const passed = called.output.flatMap((name, index) =>
    called.input.includes(name) && call.output[index]
      ? [create(NodeProtoSchema, { opType: 'Identity', input: [rename(name)], output: [call.output[index]] })]
      : [],
  );
  return [...called.node.map((node) => renamedNode(node, prefix, rename, attributes)), ...passed];
}

/** A node of a sub-graph as it stands in the graph around it; `attributes` are what it refers to by name. */
export function renamedNode(
  node: NodeProto,
  prefix: string,
  rename: Rename,
  attributes: ReadonlyMap<string, AttributeProto>,
): NodeProto {
  return create(NodeProtoSchema, {
    ...node,
    name: node.name === '' ? '' : `${prefix}/${node.name}`,
    input: node.input.map(rename),
    output: node.output.map(rename),
    attribute: node.attribute.flatMap((attribute) => {
      if (attribute.refAttrName === '') return [renamedAttribute(attribute, prefix, rename, attributes)];
      const given = attributes.get(attribute.refAttrName);
      return given === undefined ? [] : [create(AttributeProtoSchema, { ...given, name: attribute.name })];
    }),
  });
}

function renamedAttribute(
  attribute: AttributeProto,
  prefix: string,
  rename: Rename,
  attributes: ReadonlyMap<string, AttributeProto>,
): AttributeProto {
  const inner = (graph: GraphProto): GraphProto =>
    create(GraphProtoSchema, {
      ...graph,
      input: graph.input.map((value) => ({ ...value, name: rename(value.name) })),
      output: graph.output.map((value) => ({ ...value, name: rename(value.name) })),
      initializer: graph.initializer.map((tensor) => ({ ...tensor, name: rename(tensor.name) })),
      node: graph.node.map((node) => renamedNode(node, prefix, rename, attributes)),
    });
  if (attribute.g === undefined && attribute.graphs.length === 0) return attribute;
  return create(AttributeProtoSchema, {
    ...attribute,
    ...(attribute.g === undefined ? {} : { g: inner(attribute.g) }),
    graphs: attribute.graphs.map(inner),
  });
}
