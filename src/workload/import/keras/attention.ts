import { ownDomain } from '../onnx/operators/layout.ts';
import { type LayerWriter, listedLayer } from './layer-writer.ts';

/** Projections of query, key and value, attention, and the projection of what it gives. */
export const attention: LayerWriter = (call) => {
  const { graph, settings, inputs, name } = call;
  const { layer } = settings;
  const [query, value, key = value] = inputs;
  if (query === undefined || value === undefined || key === undefined || settings.raw('output_shape') != null) {
    return listedLayer(call);
  }
  const heads = settings.integer('num_heads');
  const keySize = settings.integer('key_dim');
  const valueSize = settings.raw('value_dim') == null ? keySize : settings.integer('value_dim');
  const bias = settings.flag('use_bias', true);
  const project = (part: string, input: string, sizes: { dims: readonly number[]; axis: number }, like = input) => {
    const weights = graph.weights(layer, undefined, like, sizes);
    const biases = bias ? [graph.weights(layer, undefined, like, { ...sizes, dims: sizes.dims.slice(-1) })] : [];
    return graph.node('Dense', `${name}/${part}`, [input, weights, ...biases], {}, ownDomain);
  };
  const into = (part: string, input: string, size: number) =>
    project(part, input, { dims: [-1, heads * size], axis: -1 });
  const projected = [
    into('query', graph.own(query), keySize),
    into('key', graph.own(key), keySize),
    into('value', graph.own(value), valueSize),
  ];
  const attended = graph.node('Attention', name, projected, { q_num_heads: heads, kv_num_heads: heads });
  // as wide as the query
  const output = project('output', attended, { dims: [heads * valueSize, -1], axis: -1 }, graph.own(query));
  return { own: output, rank: 3 };
};
