import Type, { type Static } from 'typebox';
import { InputError } from '../../shared/issue.ts';
import { checkPatterns } from '../check-patterns.ts';
import { checkWeights } from '../check-weights.ts';
import { codebookFields } from '../codebook-options.ts';
import { compressLayers, type ReadyLayer } from '../compress-layers.ts';
import type { CompressedTensor, CompressionEngine } from '../engine.ts';
import { entriesFields, entriesOf } from '../entries-of.ts';
import { fitsGlob } from '../glob.ts';
import { nearestMeanToMean, smallestNormToZero } from '../pin.ts';
import { readOptions } from '../read-options.ts';
import { shareWeights } from '../share-weights.ts';
import { uncompressed } from '../uncompressed.ts';

const sparsity = Type.Optional(
  Type.Number({ minimum: 0, maximum: 1, description: 'Share p of the vectors that get one entry of their own' }),
);
const strict = { additionalProperties: false } as const;
const entries = Type.Object(entriesFields, { ...strict, title: 'a map with k or clusterRate' });

const options = Type.Object(
  {
    ...codebookFields,
    sparsity,
    sparsityForm: Type.Optional(
      Type.Enum(['smallest-norm-to-zero', 'nearest-mean-to-mean'], {
        description: 'Which vectors those are: the paper’s (default) or those of its released code',
      }),
    ),
    firstLayer: Type.Optional(
      Type.Union([Type.Enum(['unshared', 'same']), entries], {
        title: 'unshared, same, or a map with k or clusterRate',
        description: 'The first layer: left as it is (default), like the others, or with entries of its own',
      }),
    ),
    layers: Type.Optional(
      Type.Record(Type.String(), Type.Object({ ...entriesFields, sparsity }, strict), {
        description: 'Entries and sparsity by layer name or pattern; the last that fits counts',
      }),
    ),
  },
  strict,
);

type Options = Static<typeof options>;

/**
 * Rows of filters as vectors of length S, one table per layer (Wu et al. 2018). Of the method this is the sharing step;
 * re-training comes before it. 1×1 kernels and fully connected layers have rows of one weight.
 */
export const deepKMeans: CompressionEngine = {
  name: 'deep-k-means',
  description: 'rows of filters shared through a table per layer (Wu et al. 2018)',
  options,
  compress: async (input, given) => {
    const read = readOptions(options, given);
    checkForms(read);
    checkPatterns(read, checkWeights(input));
    const compress = (layer: ReadyLayer) => compressLayer(layer, read);
    return compressLayers({ engine: 'deep-k-means', input, options: read, compress });
  },
};

/** Zeros cannot stay zero when the pinned entry is a mean. */
function checkForms({ keepZeros, sparsityForm }: Options): void {
  if (!keepZeros || sparsityForm !== 'nearest-mean-to-mean') return;
  throw new InputError([
    {
      code: 'conflicting-keys',
      severity: 'error',
      message: 'keepZeros needs an entry that is zero; nearest-mean-to-mean makes it a mean',
      path: 'keepZeros',
      accepted: 'keepZeros with sparsityForm: smallest-norm-to-zero',
    },
  ]);
}

function compressLayer(layer: ReadyLayer, options: Options): CompressedTensor {
  const own = overridesOf(layer.layer.name, options);
  const first = layer.index === 0 && own === undefined ? (options.firstLayer ?? 'unshared') : 'same';
  if (first === 'unshared') return uncompressed(layer, ['left as it is: the first layer is not shared (firstLayer)']);
  const vectorLength = layer.tensor.shape[3];
  const given = own?.k !== undefined || own?.clusterRate !== undefined ? own : first === 'same' ? options : first;
  const share = own?.sparsity ?? options.sparsity ?? 0;
  const released = options.sparsityForm === 'nearest-mean-to-mean';
  const rule = released ? nearestMeanToMean : smallestNormToZero;
  // checks that exactly one of k and clusterRate is given, then passes on only that one
  entriesOf(given, 1);
  const { k: _k, clusterRate: _rate, ...rest } = options;
  const { k, clusterRate } = given;
  return shareWeights(layer, {
    vectorLength,
    vectorAxis: vectorLength === 1 ? 'scalar' : 'row',
    options: { ...rest, ...(k !== undefined && { k }), ...(clusterRate !== undefined && { clusterRate }) },
    pin: share > 0 ? rule(share) : undefined,
    // the released code clusters 1×1 kernels into K besides the pinned entry
    pinIsExtra: released && share > 0 && vectorLength === 1,
  });
}

function overridesOf(name: string, { layers = {} }: Options) {
  return Object.entries(layers).findLast(([pattern]) => fitsGlob(name, pattern))?.[1];
}
