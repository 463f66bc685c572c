import Type from 'typebox';
import { codebookFields } from '../codebook-options.ts';
import { compressLayers } from '../compress-layers.ts';
import type { CompressionEngine } from '../engine.ts';
import { smallestNormToZero } from '../pin.ts';
import { readOptions } from '../read-options.ts';
import { shareWeights } from '../share-weights.ts';

const options = Type.Object(
  {
    ...codebookFields,
    prune: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Share of weights, the smallest, set to zero first; default 0',
      }),
    ),
  },
  { additionalProperties: false },
);

/**
 * Deep Compression (Han et al. 2016): prune, share single weights through a table, code the indices. Zero is an entry
 * like any other, so the entropy coder takes the place of the run lengths there.
 */
export const scalarKMeans: CompressionEngine = {
  name: 'scalar-k-means',
  description: 'prune, share single weights, code the indices (Deep Compression, Han et al. 2016)',
  options,
  compress: async (input, given) => {
    const read = { fc: true, ...readOptions(options, given) };
    const pin = read.prune ? smallestNormToZero(read.prune) : undefined;
    return compressLayers({
      engine: 'scalar-k-means',
      input,
      options: read,
      compress: (layer) => shareWeights(layer, { vectorLength: 1, vectorAxis: 'scalar', options: read, pin }),
    });
  },
};
