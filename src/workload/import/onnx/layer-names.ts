import type { NodeProto } from './onnx_pb.ts';

/**
 * A unique name per node: its own when no other node has it, else its first output's, else its operator's; a number is
 * added when that name is taken.
 */
export function layerNames(nodes: readonly NodeProto[]): ReadonlyMap<NodeProto, string> {
  const uses = new Map<string, number>();
  for (const { name } of nodes) uses.set(name, (uses.get(name) ?? 0) + 1);
  const preferred = (node: NodeProto): string =>
    node.name !== '' && uses.get(node.name) === 1
      ? node.name
      : (node.output.find((name) => name !== '') ?? node.opType);
  const taken = new Set(nodes.map(({ name }) => name).filter((name) => uses.get(name) === 1));
  const next = new Map<string, number>();
  const names = new Map<NodeProto, string>();
  for (const node of nodes) {
    const base = preferred(node);
    let name = base;
    if (base !== node.name || uses.get(base) !== 1) {
      for (let number = next.get(base) ?? 2; taken.has(name); number += 1) {
        name = `${base}_${number}`;
        next.set(base, number + 1);
      }
      taken.add(name);
    }
    names.set(node, name);
  }
  return names;
}
