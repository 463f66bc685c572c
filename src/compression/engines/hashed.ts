import Type, { type Static } from 'typebox';
import { codebookFields } from '../codebook-options.ts';
import { codebookTensor } from '../codebook-tensor.ts';
import { compressLayers, type ReadyLayer } from '../compress-layers.ts';
import type { CompressedTensor, CompressionEngine } from '../engine.ts';
import { entriesFields, entriesOf } from '../entries-of.ts';
import { hashIndices } from '../hash-indices.ts';
import { readOptions } from '../read-options.ts';
import { roundCodebook } from '../round-codebook.ts';
import { selectionFields } from '../selection.ts';

const options = Type.Object(
  { ...entriesFields, codebookBits: codebookFields.codebookBits, ...selectionFields },
  { additionalProperties: false },
);

type Options = Static<typeof options>;

/**
 * HashedNets (Chen et al. 2015): a hash of the position picks the table entry, so no index is stored. Without
 * re-training the best an entry can be is the mean of its weights. The sign hash of the paper is left out.
 */
export const hashed: CompressionEngine = {
  name: 'hashed',
  description: 'weights share a value by a hash of their position (HashedNets, Chen et al. 2015)',
  options,
  compress: async (input, given) => {
    const read = { fc: true, ...readOptions(options, given) };
    return compressLayers({ engine: 'hashed', input, options: read, compress: (layer) => share(layer, read) });
  },
};

function share(layer: ReadyLayer, options: Options): CompressedTensor {
  const { data } = layer.tensor;
  const wanted = entriesOf(options, data.length);
  const entries = Math.min(wanted, data.length);
  const indices = hashIndices(layer.seed, data.length, entries);
  const sums = new Float64Array(entries);
  const counts = new Uint32Array(entries);
  for (let at = 0; at < data.length; at += 1) {
    sums[indices[at]!]! += data[at]!;
    counts[indices[at]!]! += 1;
  }
  const means = Float32Array.from(sums, (sum, entry) => (counts[entry] === 0 ? 0 : sum / counts[entry]!));
  const entryBits = options.codebookBits ?? 32;
  const rounded = roundCodebook(means, entryBits, 1);
  const clamped = `K lowered from ${wanted} to ${entries}: there are only ${entries} weights`;
  return codebookTensor(layer, {
    ...rounded,
    indices,
    entries,
    tables: 1,
    vectorLength: 1,
    vectorAxis: 'scalar',
    entryBits,
    coding: 'computed',
    hashSeed: layer.seed,
    warnings: [...(entries < wanted ? [clamped] : []), ...rounded.warnings],
  });
}
