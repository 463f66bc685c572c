import type { CompressedWorkload, WeightTensor } from './engine.ts';

/** Dense weights by layer, in the form engines take; layers that were only assumed have none. */
export function decodedWeights({ layers }: CompressedWorkload): ReadonlyMap<string, WeightTensor> {
  return new Map(
    layers.flatMap(({ layer, shape, decoded, bias }) =>
      decoded === undefined ? [] : [[layer, { shape, data: decoded, ...(bias && { bias }) }]],
    ),
  );
}
