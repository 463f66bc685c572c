import Type, { type Static } from 'typebox';
import { fitMixture, type GaussianMixture, logDensity } from '../clustering/gaussian-mixture.ts';
import { codebookFields } from '../codebook-options.ts';
import { codebookTensor } from '../codebook-tensor.ts';
import { compressLayers, type ReadyLayer } from '../compress-layers.ts';
import type { CompressedTensor, CompressionEngine } from '../engine.ts';
import { readOptions } from '../read-options.ts';
import { roundCodebook } from '../round-codebook.ts';
import { selectionFields } from '../selection.ts';

const options = Type.Object(
  {
    k: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1024, description: 'Components, the one at zero included; default 17' }),
    ),
    zeroShare: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'Prior share of the zero component; default 0.9',
      }),
    ),
    iterations: Type.Optional(Type.Integer({ minimum: 0, maximum: 10000, description: 'Updates; default 50' })),
    codebookBits: codebookFields.codebookBits,
    coding: codebookFields.coding,
    ...selectionFields,
  },
  { additionalProperties: false },
);

type Options = Static<typeof options>;

/**
 * The quantisation step of soft weight-sharing (Ullrich et al. 2017): a mixture of Gaussians with one component at zero is
 * fitted to the weights, then each takes the mean of its likeliest component. The re-training of the paper comes before.
 */
export const softWeightSharing: CompressionEngine = {
  name: 'soft-weight-sharing',
  description: 'weights take the mean of their likeliest Gaussian, one of them at zero (Ullrich et al. 2017)',
  options,
  compress: async (input, given) => {
    const read = { fc: true, ...readOptions(options, given) };
    const compress = (layer: ReadyLayer) => share(layer, read);
    return compressLayers({ engine: 'soft-weight-sharing', input, options: read, compress });
  },
};

function share(layer: ReadyLayer, options: Options): CompressedTensor {
  const { k = 17, zeroShare = 0.9, iterations = 50, codebookBits = 32, coding = 'huffman' } = options;
  const values = layer.tensor.data;
  const mixture = fitMixture({ values, components: k, zeroShare, iterations });
  const likeliest = values.map((value) => likeliestComponent(value, mixture));
  const used = [...new Set(likeliest)].sort((a, b) => a - b);
  const entryOf = new Map(used.map((component, entry) => [component, entry]));
  const means = Float32Array.from(used, (component) => mixture.means[component]!);
  const rounded = roundCodebook(means, codebookBits, 1);
  const clamped = `K lowered from ${k} to ${used.length}: the other components won no weight`;
  return codebookTensor(layer, {
    ...rounded,
    indices: Uint32Array.from(likeliest, (component) => entryOf.get(component)!),
    entries: used.length,
    tables: 1,
    vectorLength: 1,
    vectorAxis: 'scalar',
    entryBits: codebookBits,
    coding,
    warnings: [...(used.length < k ? [clamped] : []), ...rounded.warnings],
  });
}

function likeliestComponent(value: number, mixture: GaussianMixture): number {
  // the zero component narrows to a point when many weights are zero, and then may not win them
  if (value === 0) return 0;
  let [best, found] = [Number.NEGATIVE_INFINITY, 0];
  for (let component = 0; component < mixture.means.length; component += 1) {
    const density = logDensity(value, component, mixture);
    if (density > best) [best, found] = [density, component];
  }
  return found;
}
