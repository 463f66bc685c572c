import Type, { type Static } from 'typebox';
import { compressLayers, type ReadyLayer } from '../compress-layers.ts';
import type { CompressionEngine } from '../engine.ts';
import { readOptions } from '../read-options.ts';
import { selectionFields } from '../selection.ts';
import { smallestMask } from '../smallest-mask.ts';
import { sparseTensor } from '../sparse-tensor.ts';

const options = Type.Object(
  {
    share: Type.Number({ minimum: 0, maximum: 1, description: 'Share of weights, or of filters, that is removed' }),
    structure: Type.Optional(
      Type.Enum(['weights', 'filters'], { description: 'Single weights (default) or whole filters (output channels)' }),
    ),
    norm: Type.Optional(Type.Enum(['l1', 'l2'], { description: 'Size of a filter; default l1' })),
    scope: Type.Optional(
      Type.Enum(['layer', 'network'], {
        description: 'Where the smallest are sought: in each layer (default), or in all',
      }),
    ),
    positions: Type.Optional(
      Type.Enum(['bitmap', 'runs'], { description: 'How the places of single weights are stored; default bitmap' }),
    ),
    runBits: Type.Optional(Type.Integer({ minimum: 1, maximum: 16, description: 'Bits of a run of zeros; default 4' })),
    ...selectionFields,
  },
  { additionalProperties: false },
);

type Options = Static<typeof options>;

/** Removes the smallest weights (Han et al. 2015), or the smallest filters as structured pruning (CAR and others) does. */
export const prune: CompressionEngine = {
  name: 'prune',
  description: 'removes the smallest weights or the smallest filters',
  options,
  compress: async (input, given) => {
    const read = { fc: true, ...readOptions(options, given) };
    const masks = new Map<number, Uint8Array>();
    return compressLayers({
      engine: 'prune',
      input,
      options: read,
      prepare: (layers) => chooseSmallest(layers, read, masks),
      compress: (layer) =>
        sparseTensor(layer, {
          removed: perWeight(masks.get(layer.index)!, layer.tensor.data.length),
          positions: read.structure === 'filters' ? 'filters' : (read.positions ?? 'bitmap'),
          runBits: read.runBits ?? 4,
        }),
    });
  },
};

/** A mask per layer, over its weights or its filters. */
function chooseSmallest(layers: readonly ReadyLayer[], options: Options, masks: Map<number, Uint8Array>): void {
  const sizes = layers.map((layer) => sizesOf(layer, options));
  if (options.scope !== 'network') {
    layers.forEach(({ index }, at) => {
      masks.set(index, removedOf(sizes[at]!, options.share));
    });
    return;
  }
  const all = new Float64Array(sizes.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const each of sizes) {
    all.set(each, to);
    to += each.length;
  }
  const removed = removedOf(all, options.share);
  to = 0;
  layers.forEach(({ index }, at) => {
    masks.set(index, removed.subarray(to, to + sizes[at]!.length));
    to += sizes[at]!.length;
  });
}

function removedOf(sizes: Float64Array, share: number): Uint8Array {
  return smallestMask(sizes, Math.floor(share * sizes.length)) ?? new Uint8Array(sizes.length);
}

/** Magnitudes of weights, or norms of filters per weight, so that filters of different layers compare. */
function sizesOf({ tensor }: ReadyLayer, { structure, norm = 'l1' }: Options): Float64Array {
  const { data, shape } = tensor;
  if (structure !== 'filters') return magnitudes(data);
  const perFilter = data.length / shape[0];
  const sizes = new Float64Array(shape[0]);
  for (let at = 0; at < data.length; at += 1) {
    sizes[Math.floor(at / perFilter)]! += (norm === 'l1' ? Math.abs(data[at]!) : data[at]! ** 2) / perFilter;
  }
  return norm === 'l1' ? sizes : sizes.map(Math.sqrt);
}

function magnitudes(data: Float32Array): Float64Array {
  const sizes = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += 1) sizes[at] = Math.abs(data[at]!);
  return sizes;
}

function perWeight(mask: Uint8Array, weights: number): Uint8Array {
  if (mask.length === weights) return mask;
  const each = weights / mask.length;
  return Uint8Array.from({ length: weights }, (_, at) => mask[Math.floor(at / each)]!);
}
