import { elementwiseLayer, matrixMultiplyLayer } from '../../../layers.ts';
import type { Layer } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { printShape, type Shape } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { matrixLayer } from './matrix-layer.ts';

/** What one node attends over. */
interface Heads {
  readonly batch: number;
  readonly queryHeads: number;
  /** Fewer than query heads where several share one. */
  readonly keyHeads: number;
  readonly queries: number;
  /** Those of earlier steps included. */
  readonly keys: number;
  readonly keySize: number;
  readonly valueSize: number;
  /** A mask or a bias is added to the scores. */
  readonly masked: boolean;
}

/** Heads, positions and head size of one operand. */
type Split = readonly [heads: number, positions: number, size: number];

/** [batch, positions, heads·size] or [batch, heads, positions, size]. */
function splitHeads(node: OnnxNode, input: number, heads: number): Split {
  const shape = node.shape(input);
  const [, first = 0, second = 0, third = 0] = shape;
  if (shape.length === 4) return [first, second, third];
  if (shape.length === 3 && heads >= 1 && second % heads === 0) return [heads, first, second / heads];
  throw misfit(node, `input ${input} is ${printShape(shape)} for ${heads} heads`);
}

function misfit(node: OnnxNode, found: string) {
  return fault('onnx-shape-mismatch', `inputs and heads of ${node.origin} do not fit`, {
    found,
    accepted: '[batch, positions, heads × size] or [batch, heads, positions, size]',
  });
}

/** Positions kept from earlier steps, [batch, heads, positions, size]. */
function past(node: OnnxNode, input: number): number {
  return node.has(input) ? (node.shape(input).at(-2) ?? 0) : 0;
}

function checked(node: OnnxNode, heads: Heads): Heads {
  const { queryHeads, keyHeads } = heads;
  if (keyHeads >= 1 && queryHeads % keyHeads === 0) return heads;
  throw misfit(node, `${queryHeads} query heads share ${keyHeads} key heads`);
}

/** Query, key and value as three inputs. */
function separate(node: OnnxNode, names: { readonly heads: string; readonly keyHeads: string; readonly past: number }) {
  const query = node.int(names.heads, 0);
  const shared = node.int(names.keyHeads, query);
  const [queryHeads, queries, size] = splitHeads(node, 0, query);
  const [keyHeads, keys, keySize] = splitHeads(node, 1, shared);
  const [valueHeads, values, valueSize] = splitHeads(node, 2, shared);
  if (size !== keySize || valueHeads !== keyHeads || values !== keys) {
    throw misfit(node, [0, 1, 2].map((input) => printShape(node.shape(input))).join(', '));
  }
  const batch = node.shape(0)[0]!;
  return { batch, queryHeads, keyHeads, queries, keys: keys + past(node, names.past), keySize, valueSize };
}

const standard = (node: OnnxNode): Heads =>
  checked(node, {
    ...separate(node, { heads: 'q_num_heads', keyHeads: 'kv_num_heads', past: 4 }),
    masked: node.has(3) || node.int('is_causal', 0) !== 0,
  });

const grouped = (node: OnnxNode): Heads =>
  checked(node, { ...separate(node, { heads: 'num_heads', keyHeads: 'kv_num_heads', past: 3 }), masked: true });

/** Keys and values may be packed with the queries: [batch, positions, heads, 3, size]. */
function multiHead(node: OnnxNode): Heads {
  const masked = node.has(4) || node.has(5) || node.int('unidirectional', 0) !== 0;
  if (node.has(1)) {
    return checked(node, {
      ...separate(node, { heads: 'num_heads', keyHeads: 'num_heads', past: 6 }),
      masked,
    });
  }
  const [batch = 0, queries = 0, heads = 0, three, size = 0] = node.shape(0);
  if (three !== 3) throw misfit(node, `packed input ${printShape(node.shape(0))}`);
  const sizes = { keySize: size, valueSize: size };
  return checked(node, { batch, queryHeads: heads, keyHeads: heads, queries, keys: queries, ...sizes, masked });
}

/** The inputs are multiplied by the weights of queries, keys and values first. */
function projected(node: OnnxNode): Heads {
  const [batch = 0, queries = 0] = node.shape(0);
  const columns = node.shape(1).at(-1) ?? 0;
  const heads = node.int('num_heads', 0);
  const [query = 0, key = 0, value = 0] = node.ints('qkv_hidden_sizes') ?? [columns / 3, columns / 3, columns / 3];
  const sizes = [query / heads, value / heads];
  if (query + key + value !== columns || query !== key || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw misfit(node, `weights ${printShape(node.shape(1))} for ${heads} heads`);
  }
  const masked = node.has(3) || node.has(5) || node.int('unidirectional', 0) !== 0;
  const keys = queries + past(node, 4);
  const [keySize = 0, valueSize = 0] = sizes;
  return { batch, queryHeads: heads, keyHeads: heads, queries, keys, keySize, valueSize, masked };
}

/** Shape [batch, positions, heads × size], or as the queries came. */
function outputShape(node: OnnxNode, { batch, queries, queryHeads, valueSize }: Heads): Shape {
  return node.shape(0).length === 4
    ? [batch, queryHeads, queries, valueSize]
    : [batch, queries, queryHeads * valueSize];
}

function outputs(node: OnnxNode, heads: Heads): readonly OutputFacts[] {
  const { batch, keyHeads, keys, keySize, valueSize } = heads;
  const shapes = [
    outputShape(node, heads),
    [batch, keyHeads, keys, keySize],
    [batch, keyHeads, keys, valueSize],
    [batch, heads.queryHeads, heads.queries, keys],
  ];
  return node.proto.output.map((_, index) => ({ shape: shapes[index] ?? shapes[0]! }));
}

/** Query heads that share keys are rows of one product with them. */
function layers(node: OnnxNode, heads: Heads): readonly Layer[] {
  const { origin } = node;
  const { queryHeads, keyHeads, queries, keys, keySize, valueSize, masked } = heads;
  const shared = { batch: heads.batch * keyHeads, rows: (queryHeads / keyHeads) * queries, origin };
  return [
    matrixMultiplyLayer({ name: `${node.name}/scores`, ...shared, inner: keySize, columns: keys }),
    elementwiseLayer({
      name: `${node.name}/softmax`,
      kind: 'activation',
      operation: 'activation',
      elements: heads.batch * queryHeads * queries * keys,
      // scale; mask; maximum, subtract and exponential, sum, divide
      operationsPerPoint: 5 + (masked ? 1 : 0),
      origin,
    }),
    matrixMultiplyLayer({ name: `${node.name}/values`, ...shared, inner: keys, columns: valueSize }),
  ];
}

const parts = (node: OnnxNode, heads: Heads): readonly CostedLayer[] => layers(node, heads).map((layer) => ({ layer }));

const how =
  'matmul of queries and keys, activation (scale, mask, softmax: 6 operations per score; 5 unmasked), matmul with the values';

function attention(name: string, read: (node: OnnxNode) => Heads, note: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer: (node) => outputs(node, read(node)),
    layer: (node) => parts(node, read(node)),
  };
}

/** Kept keys and values are one tensor, [2, batch, heads, positions, size]. */
function projectedOutputs(node: OnnxNode): readonly OutputFacts[] {
  const heads = projected(node);
  const kept = [2, heads.batch, heads.keyHeads, heads.keys, heads.keySize];
  return node.proto.output.map((_, index) => ({ shape: index === 1 ? kept : outputShape(node, heads) }));
}

const factors = { left: 0, right: 1, bias: 2 };

/** Fused attention: the products it is made of, all keys scored whether masked or not. */
export const attentionOperators: readonly OnnxOperator[] = [
  attention('Attention', standard, how),
  {
    name: 'com.microsoft.Attention',
    treatment: 'costed',
    note: 'matmul with the weights of queries, keys and values, then as Attention',
    infer: projectedOutputs,
    layer: (node) => {
      const projection = matrixLayer(node, factors);
      const named = { ...projection.layer, name: `${node.name}/projection` };
      return [{ ...projection, layer: named }, ...parts(node, projected(node))];
    },
  },
  attention('com.microsoft.MultiHeadAttention', multiHead, 'as Attention'),
  attention('com.microsoft.GroupQueryAttention', grouped, 'as Attention; rotary embedding is not counted'),
];
