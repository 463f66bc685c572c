import type { GraphBuilder, GraphTensor } from './graph-builder.ts';
import type { Settings } from './settings.ts';

/** A layer being written: its settings, its inputs, and the graph it goes into. */
export interface LayerCall {
  readonly graph: GraphBuilder;
  readonly settings: Settings;
  readonly inputs: readonly GraphTensor[];
  /** Of the call: unique. */
  readonly name: string;
}

/** Writes the nodes of a layer; its outputs. */
export type LayerWriter = (call: LayerCall) => GraphTensor | readonly GraphTensor[];

/** ONNX's names of Keras' activation functions; `linear` does nothing. */
const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Clip',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
  log_softmax: 'LogSoftmax',
  elu: 'Elu',
  selu: 'Selu',
  celu: 'Celu',
  softplus: 'Softplus',
  softsign: 'Softsign',
  swish: 'Swish',
  silu: 'Swish',
  gelu: 'Gelu',
  mish: 'Mish',
  hard_sigmoid: 'HardSigmoid',
  hard_silu: 'HardSwish',
  hard_swish: 'HardSwish',
  leaky_relu: 'LeakyRelu',
  exponential: 'Exp',
};

/** A function of one tensor, whatever the order of its axes; functions defined by code are listed, not costed. */
export function activated(graph: GraphBuilder, name: string, activation: string, input: GraphTensor): GraphTensor {
  if (activation === 'linear') return input;
  const known = activations[activation.toLowerCase()];
  return unary(input, (tensor) =>
    known === undefined
      ? graph.node(activation, `${name}/${activation}`, [tensor], {}, 'keras')
      : graph.node(known, `${name}/${activation}`, [tensor]),
  );
}

/** The same shape in the order the input is at hand in. */
export function unary(input: GraphTensor, write: (tensor: string) => string): GraphTensor {
  return input.first === undefined
    ? { own: write(input.own!), rank: input.rank }
    : { first: write(input.first), rank: input.rank };
}

/** Inputs that are at hand with channels in front stay so; else all are as Keras orders them. */
export function together(
  { graph, inputs }: LayerCall,
  write: (tensors: readonly string[], isFirst: boolean) => string,
): GraphTensor {
  const rank = inputs.reduce<number | undefined>(
    (most, input) => (most === undefined || input.rank === undefined ? undefined : Math.max(most, input.rank)),
    0,
  );
  if (inputs.every((input) => input.first !== undefined && input.rank === rank)) {
    return {
      first: write(
        inputs.map((input) => input.first!),
        true,
      ),
      rank,
    };
  }
  return {
    own: write(
      inputs.map((input) => graph.own(input)),
      false,
    ),
    rank,
  };
}

/** What a class without cost model gives: nothing is known of it. */
export function listedLayer({ graph, settings, inputs, name }: LayerCall): GraphTensor {
  const own = graph.node(
    settings.layer.className,
    name,
    inputs.map((input) => graph.own(input)),
    {},
    'keras',
  );
  return { own, rank: undefined };
}
