import { UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { frontAxis } from '../shapes.ts';
import type { OutputFacts } from '../tensor-facts.ts';

type Infer = (node: OnnxNode) => readonly OutputFacts[];

const unknown: Infer = () => {
  throw new UnknownShape('output shape depends on run-time values');
};

function listed(name: string, note: string, infer: Infer = unknown): OnnxOperator {
  return { name, treatment: 'listed', note, infer };
}

/** LSTM, GRU, RNN: every step's states, then the last ones. */
const recurrent: Infer = (node) => {
  const [first = 1, second = 1] = node.shape(0);
  const hidden = node.int('hidden_size', 0) || (node.shape(2).at(-1) ?? 0);
  const directions = node.text('direction', 'forward') === 'bidirectional' ? 2 : 1;
  const last = [directions, second, hidden];
  const elementType = node.facts(0).elementType;
  if (node.int('layout', 0) === 1) {
    const states = [first, directions, hidden];
    return [[first, second, directions, hidden], states, states].map((shape) => ({ shape, elementType }));
  }
  return [[first, directions, second, hidden], last, last].map((shape) => ({ shape, elementType }));
};

const topK: Infer = (node) => {
  const input = node.shape(0);
  const axis = frontAxis(node.int('axis', -1), input.length);
  const k = node.hasAttribute('k') ? node.int('k', 1) : (node.values(1)[0] ?? 1);
  const shape = input.map((size, at) => (at === axis ? k : size));
  return [{ shape }, { shape, elementType: 7 }];
};

const regions: Infer = (node) => {
  const channels = node.shape(0)[1] ?? 1;
  const count = node.shape(1)[0] ?? 1;
  const pooled = node.ints('pooled_shape') ?? [node.int('output_height', 1), node.int('output_width', 1)];
  return [{ shape: [count, channels, ...pooled] }];
};

const sampledGrid: Infer = (node) => {
  const [batch = 1, channels = 1] = node.shape(0);
  return [{ shape: [batch, channels, ...node.shape(1).slice(1, -1)] }];
};

const sameAsFirst: Infer = (node) => node.proto.output.map(() => ({ shape: node.shape(0) }));

const sequence = 'works on sequences, not tensors';
const losses = 'part of training, not of the network in use';
const controlFlow = 'runs a sub-graph: how often depends on run-time values';

/** Known operators without a cost model; their reasons are reported with every result. */
export const listedOperators: readonly OnnxOperator[] = [
  listed('LSTM', 'recurrent layers have no cost model', recurrent),
  listed('GRU', 'recurrent layers have no cost model', recurrent),
  listed('RNN', 'recurrent layers have no cost model', recurrent),
  listed(
    'If',
    'runs one of two sub-graphs, chosen at run time; where the file settles which, its nodes are read instead',
  ),
  listed('Loop', controlFlow),
  listed('Scan', controlFlow),
  listed('TopK', 'sorting has no cost model', topK),
  listed('NonMaxSuppression', 'its work depends on run-time values'),
  listed('Unique', 'its work depends on run-time values'),
  listed('Compress', 'its work depends on run-time values'),
  listed('RoiAlign', 'region sampling has no cost model', regions),
  listed('MaxRoiPool', 'region sampling has no cost model', regions),
  listed('MaxUnpool', 'scattering by position has no cost model'),
  listed('GridSample', 'sampling at computed positions has no cost model', sampledGrid),
  listed('AffineGrid', 'sampling at computed positions has no cost model'),
  listed('DeformConv', 'sampling at computed positions has no cost model'),
  listed('Col2Im', 'overlapping sums have no cost model'),
  listed('com.microsoft.EmbedLayerNormalization', 'a fused embedding has no cost model: export it decomposed'),
  listed('RandomNormal', 'random numbers have no cost model'),
  listed('RandomUniform', 'random numbers have no cost model'),
  listed('RandomNormalLike', 'random numbers have no cost model', sameAsFirst),
  listed('RandomUniformLike', 'random numbers have no cost model', sameAsFirst),
  listed('Bernoulli', 'random numbers have no cost model', sameAsFirst),
  listed('Multinomial', 'random numbers have no cost model'),
  listed('Det', 'linear algebra has no cost model'),
  listed('DFT', 'Fourier transforms have no cost model'),
  listed('STFT', 'Fourier transforms have no cost model'),
  listed('NegativeLogLikelihoodLoss', losses),
  listed('SoftmaxCrossEntropyLoss', losses),
  listed('ImageDecoder', 'decoding pictures has no cost model'),
  ...['RegexFullMatch', 'StringConcat', 'StringNormalizer', 'StringSplit', 'TfIdfVectorizer'].map((name) =>
    listed(name, 'works on text, not numbers'),
  ),
  listed('SequenceMap', sequence),
  listed('SequenceConstruct', sequence),
  listed('SequenceAt', sequence),
  listed('SequenceEmpty', sequence),
  listed('SequenceInsert', sequence),
  listed('SequenceErase', sequence),
  listed('SequenceLength', sequence),
  listed('SplitToSequence', sequence),
  listed('ConcatFromSequence', sequence),
  listed('Optional', sequence),
  listed('OptionalGetElement', sequence),
  listed('OptionalHasElement', sequence),
];
