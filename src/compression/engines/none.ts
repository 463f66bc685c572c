import Type from 'typebox';
import { checkWeights } from '../check-weights.ts';
import type { CompressionEngine } from '../engine.ts';
import { readOptions } from '../read-options.ts';
import { uncompressed } from '../uncompressed.ts';

const options = Type.Object({}, { additionalProperties: false });

/** The baseline: weights as they are. Works for shape-only networks too. */
export const none: CompressionEngine = {
  name: 'none',
  description: 'no compression, 32-bit weights',
  options,
  compress: async (input, given) => {
    readOptions(options, given);
    const layers = checkWeights(input).map((each) => uncompressed(each));
    return { engine: 'none', options: {}, seed: input.seed, layers };
  },
};
