import { ownDomain } from '../onnx/operators/layout.ts';
import { attention } from './attention.ts';
import { field } from './inbound.ts';
import { activated, type LayerCall, type LayerWriter, listedLayer, together, unary } from './layer-writer.ts';
import type { Settings } from './settings.ts';

/** Does nothing when the network is used. */
const passed: LayerWriter = ({ inputs }) => inputs[0]!;

const activation =
  (name: string): LayerWriter =>
  ({ graph, inputs, name: own }) =>
    unary(inputs[0]!, (tensor) => graph.node(name, own, [tensor]));

/** An activation that costs what ReLU does, or two comparisons where it has an upper end. */
const rectified: LayerWriter = ({ graph, settings, inputs, name }) => {
  const leaks = Number(settings.raw('negative_slope') ?? 0) !== 0;
  const op = settings.raw('max_value') != null ? 'Clip' : leaks ? 'LeakyRelu' : 'Relu';
  return unary(inputs[0]!, (tensor) => graph.node(op, name, [tensor]));
};

const named: LayerWriter = ({ graph, settings, inputs, name }) =>
  activated(graph, name, settings.activation(), inputs[0]!);

/** A slope for every value, but along the axes that share one. */
const slopes: LayerWriter = (call) => {
  const { graph, settings, inputs, name } = call;
  const { rank } = inputs[0]!;
  const input = graph.own(inputs[0]!);
  const shared = settings.integers('shared_axes', []);
  if (shared.length > 0 && shared.length !== (rank ?? 0) - 2) return listedLayer(call);
  const slope = graph.node(
    'Weights',
    `${name}/alpha`,
    [input],
    shared.length > 0 ? { dims: [-1], axis: -1 } : {},
    ownDomain,
  );
  return { own: graph.node('PRelu', name, [input, slope]), rank };
};

const merged =
  (opType: string, join = false): LayerWriter =>
  (call) => {
    const { graph, settings, name } = call;
    return together(call, (tensors, isFirst) => {
      if (!join) return graph.node(opType, name, tensors);
      const [axis = -1] = settings.integers('axis', [-1]);
      return graph.node(opType, name, tensors, { axis: isFirst ? movedAxis(axis, call) : axis });
    });
  };

/** The axis in a tensor whose channels stand in front. */
function movedAxis(axis: number, { inputs }: LayerCall): number {
  const rank = inputs[0]?.rank ?? 0;
  const own = axis < 0 ? axis + rank : axis;
  return own === rank - 1 ? 1 : own === 0 ? 0 : own + 1;
}

/** A scale and a shift per channel; folded into a convolution before it. */
const batchNormalisation: LayerWriter = (call) => {
  const { graph, settings, inputs, name } = call;
  const input = inputs[0]!;
  const axis = settings.integers('axis', [-1])[0] ?? -1;
  const last = axis === -1 || axis === (input.rank ?? 0) - 1;
  const tensor = graph.first(input, !last);
  const at = input.rank === 2 || !last ? axis : 1;
  const part = (key: string) => graph.weights(settings.layer, key, tensor, { dims: [-1], axis: at });
  const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(part);
  const output = graph.node('BatchNormalization', name, [tensor, ...parts]);
  return input.rank === 2 || !last ? { own: output, rank: input.rank } : { first: output, rank: input.rank };
};

const normalisation: LayerWriter = ({ graph, settings, inputs, name }) => {
  const input = graph.own(inputs[0]!);
  const part = (key: string) => graph.weights(settings.layer, key, input, { dims: [-1], axis: -1 });
  return {
    own: graph.node('LayerNormalization', name, [input, part('gamma'), part('beta')], { axis: -1 }),
    rank: inputs[0]!.rank,
  };
};

const flattened: LayerWriter = ({ graph, inputs, name }) => ({
  own: graph.node('Flatten', name, [graph.own(inputs[0]!)], { axis: 1 }),
  rank: 2,
});

const reshaped: LayerWriter = ({ graph, settings, inputs, name }) => {
  const target = settings.integers('target_shape', [-1]);
  const shape = graph.integers(`${name}/shape`, [0, ...target]);
  return { own: graph.node('Reshape', name, [graph.own(inputs[0]!), shape]), rank: target.length + 1 };
};

/** Axes count from 1: the batch stays. */
const permuted: LayerWriter = ({ graph, settings, inputs, name }) => {
  const dims = settings.integers('dims', []);
  return { own: graph.node('Transpose', name, [graph.own(inputs[0]!)], { perm: [0, ...dims] }), rank: dims.length + 1 };
};

/** Rows of a stored table. */
const embedded: LayerWriter = ({ graph, settings, inputs, name }) => {
  const input = graph.own(inputs[0]!);
  const dims = [settings.integer('input_dim'), settings.integer('output_dim')];
  const table = graph.weights(settings.layer, 'embeddings', input, { dims, axis: 0 });
  const { rank } = inputs[0]!;
  return { own: graph.node('Gather', name, [table, input]), rank: rank === undefined ? undefined : rank + 1 };
};

/** One operation with a stored number per value. */
const scaled: LayerWriter = ({ graph, settings, inputs, name }) => {
  const number = (key: string) => graph.floats(`${name}/${key}`, [Number(settings.raw(key)) || 0]);
  const times = unary(inputs[0]!, (tensor) => graph.node('Mul', name, [tensor, number('scale')]));
  if (Number(settings.raw('offset') ?? 0) === 0) return times;
  return unary(times, (tensor) => graph.node('Add', `${name}/offset`, [tensor, number('offset')]));
};

/** Less the mean, over the spread. */
const standardised: LayerWriter = ({ graph, settings, inputs, name }) => {
  const input = graph.own(inputs[0]!);
  const part = (key: string) => graph.weights(settings.layer, key, input, { dims: [-1], axis: -1 });
  const centred = graph.node('Sub', name, [input, part('mean')]);
  return { own: graph.node('Div', `${name}/scale`, [centred, part('variance')]), rank: inputs[0]!.rank };
};

/** The settings of the layer inside a wrapper. */
const wrapped = (settings: Settings): unknown => field(settings.raw('layer'), 'config');

/** Listed, not costed; the shape of what it gives is known all the same. */
const recurrent =
  (opType: string, config = (settings: Settings): unknown => settings.layer.config, directions = 1): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const own = config(settings);
    const hidden = field(own, 'units');
    if (!Number.isSafeInteger(hidden) || (hidden as number) < 1) return listedLayer(call);
    const attributes = {
      hidden_size: hidden as number,
      layout: 1,
      direction: directions === 2 ? 'bidirectional' : 'forward',
    };
    const [all, last] = graph.many(opType, name, [graph.own(inputs[0]!)], { attributes, outputs: 3 });
    const every = field(own, 'return_sequences') === true;
    const shape = graph.integers(`${name}/shape`, every ? [0, 0, -1] : [0, -1]);
    return { own: graph.node('Reshape', `${name}/states`, [every ? all! : last!, shape]), rank: every ? 3 : 2 };
  };

/** Both directions of a recurrent layer, joined. */
const bidirectional: LayerWriter = (call) => {
  const op = { LSTM: 'LSTM', GRU: 'GRU', SimpleRNN: 'RNN' }[String(field(call.settings.raw('layer'), 'class_name'))];
  return op === undefined ? listedLayer(call) : recurrent(op, wrapped, 2)(call);
};

/** Layers without weights of their own to multiply by, normalisations, and those that are listed. */
export const plainWriters: Readonly<Record<string, LayerWriter>> = {
  ...Object.fromEntries(
    `Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout GaussianNoise
    ActivityRegularization Masking RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness
    RandomCrop RandomHeight RandomWidth`
      .split(/\s+/)
      .map((name) => [name, passed]),
  ),
  Activation: named,
  ReLU: rectified,
  LeakyReLU: activation('LeakyRelu'),
  ThresholdedReLU: activation('ThresholdedRelu'),
  ELU: activation('Elu'),
  Softmax: activation('Softmax'),
  PReLU: slopes,
  Add: merged('Sum'),
  Subtract: merged('Sub'),
  Multiply: merged('Mul'),
  Average: merged('Mean'),
  Maximum: merged('Max'),
  Minimum: merged('Min'),
  Concatenate: merged('Concat', true),
  BatchNormalization: batchNormalisation,
  BatchNormalizationV1: batchNormalisation,
  LayerNormalization: normalisation,
  Flatten: flattened,
  Reshape: reshaped,
  Permute: permuted,
  Embedding: embedded,
  Rescaling: scaled,
  Normalization: standardised,
  MultiHeadAttention: attention,
  LSTM: recurrent('LSTM'),
  GRU: recurrent('GRU'),
  SimpleRNN: recurrent('RNN'),
  CuDNNLSTM: recurrent('LSTM'),
  CuDNNGRU: recurrent('GRU'),
  Bidirectional: bidirectional,
};
