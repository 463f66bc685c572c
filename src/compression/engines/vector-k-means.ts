import Type, { type Static } from 'typebox';
import { InputError } from '../../shared/issue.ts';
import { codebookFields } from '../codebook-options.ts';
import { compressLayers, type ReadyLayer } from '../compress-layers.ts';
import type { CompressionEngine } from '../engine.ts';
import { smallestNormToZero } from '../pin.ts';
import { readOptions } from '../read-options.ts';
import { shareWeights } from '../share-weights.ts';

const options = Type.Object(
  {
    ...codebookFields,
    channels: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('all')], {
        title: 'a whole number ≥ 1, or all',
        description: 'Input channels whose filters form one vector: 1 (default, s² weights), more, or all (s²·c)',
      }),
    ),
    sparsity: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Share of vectors, those of smallest norm, that become zero',
      }),
    ),
  },
  { additionalProperties: false },
);

type Options = Static<typeof options>;

/** Whole filters, or those of several input channels, as vectors: the alternatives of Wu et al. 2018, sec. 2. */
export const vectorKMeans: CompressionEngine = {
  name: 'vector-k-means',
  description: 'whole filters, or those of several channels, shared through a table per layer',
  options,
  compress: async (input, given) => {
    const read = readOptions(options, given);
    const pin = read.sparsity ? smallestNormToZero(read.sparsity) : undefined;
    return compressLayers({
      engine: 'vector-k-means',
      input,
      options: read,
      compress: (layer) => {
        const channels = channelsOf(layer, read);
        const vectorLength = channels * layer.tensor.shape[2] * layer.tensor.shape[3];
        const vectorAxis = vectorLength === 1 ? 'scalar' : channels === 1 ? 'filter' : 'channels';
        return shareWeights(layer, { vectorLength, vectorAxis, options: read, pin });
      },
    });
  },
};

function channelsOf({ tensor, layer }: ReadyLayer, { channels = 1 }: Options): number {
  const inputs = tensor.shape[1];
  if (channels === 'all') return inputs;
  if (inputs % channels === 0) return channels;
  throw new InputError([
    {
      code: 'group-size',
      severity: 'error',
      message: `groups of ${channels} do not divide the ${inputs} input channels of "${layer.name}"`,
      path: 'channels',
      found: String(channels),
      accepted: `a divisor of ${inputs}`,
      hint: 'leave the layer out with `exclude`',
    },
  ]);
}
