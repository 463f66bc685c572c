import { create } from '@bufbuild/protobuf';
import { renamedNode } from './functions.ts';
import { AttributeProtoSchema, type GraphProto, type NodeProto, NodeProtoSchema } from './onnx_pb.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** By AttributeProto.AttributeType. */
const [tensorType, sparseType] = [4, 11];

/**
 * The nodes with every If whose condition is known replaced by the nodes of its branch; undefined when there is none. What
 * conditions stand before is known only once the nodes have been walked: call it again until there is none.
 */
export function inlineBranches(
  nodes: readonly NodeProto[],
  facts: ReadonlyMap<string, TensorFacts | undefined>,
): readonly NodeProto[] | undefined {
  let found = 0;
  const result = nodes.flatMap((node) => {
    const branch = settledBranch(node, facts);
    if (branch === undefined) return [node];
    found += 1;
    return branchNodes(node, branch);
  });
  return found === 0 ? undefined : result;
}

function settledBranch(node: NodeProto, facts: ReadonlyMap<string, TensorFacts | undefined>): GraphProto | undefined {
  if (node.opType !== 'If' || (node.domain !== '' && node.domain !== 'ai.onnx')) return undefined;
  const condition = facts.get(node.input[0] ?? '')?.values;
  if (condition?.length !== 1) return undefined;
  const wanted = condition[0] ? 'then_branch' : 'else_branch';
  return node.attribute.find(({ name }) => name === wanted)?.g;
}

/** Its own tensors under the name of the If; those of the graph around it, and its outputs, as they are called there. */
function branchNodes(node: NodeProto, branch: GraphProto): readonly NodeProto[] {
  // outputs are unique, names need not be
  const prefix = node.output.find((name) => name !== '') ?? 'If';
  const written = new Set(branch.node.flatMap(({ output }) => output).filter((name) => name !== ''));
  const own = new Set([...written, ...branch.initializer.map(({ name }) => name)]);
  for (const { values } of branch.sparseInitializer) if (values !== undefined) own.add(values.name);
  const outer = new Map<string, string>();
  const passed: NodeProto[] = [];
  const rename = (name: string): string => outer.get(name) ?? (own.has(name) ? `${prefix}/${name}` : name);
  branch.output.forEach(({ name }, index) => {
    const output = node.output[index] ?? '';
    if (output !== '' && written.has(name) && !outer.has(name)) outer.set(name, output);
    else if (output !== '')
      passed.push(create(NodeProtoSchema, { opType: 'Identity', input: [name], output: [output] }));
  });
  const constants = [
    ...branch.initializer.map((t) => constant(rename(t.name), { name: 'value', type: tensorType, t })),
    ...branch.sparseInitializer.map((sparseTensor) =>
      constant(rename(sparseTensor.values?.name ?? ''), { name: 'sparse_value', type: sparseType, sparseTensor }),
    ),
  ];
  const inner = branch.node.map((each) => renamedNode(each, prefix, rename, new Map()));
  const identities = passed.map((each) => create(NodeProtoSchema, { ...each, input: each.input.map(rename) }));
  return [...constants, ...inner, ...identities];
}

function constant(output: string, attribute: Parameters<typeof create<typeof AttributeProtoSchema>>[1]): NodeProto {
  return create(NodeProtoSchema, {
    opType: 'Constant',
    output: [output],
    attribute: [create(AttributeProtoSchema, attribute)],
  });
}
