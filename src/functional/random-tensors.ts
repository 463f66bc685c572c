import type { WeightTensor } from '../compression/engine.ts';
import { type WeightedLayer, weightedLayers } from '../compression/weighted-layers.ts';
import { Random } from '../shared/random.ts';
import type { Workload } from '../workload/workload.ts';
import { layerGeometry } from './layer-geometry.ts';

/** Weights for every layer of a network: those given, random ones for the others. */
export interface CompletedWeights {
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** Layers whose weights were made up. */
  readonly random: ReadonlySet<string>;
}

/** Makes up weights for the layers that have none; the same seed gives the same. */
export function completeWeights(
  workload: Workload,
  given: ReadonlyMap<string, WeightTensor>,
  seed: number,
): CompletedWeights {
  const random = new Random(seed);
  const missing = weightedLayers(workload).filter(({ layer }) => !given.has(layer.name));
  const made = missing.map((each) => [each.layer.name, randomWeights(each, random)] as const);
  return { weights: new Map([...given, ...made]), random: new Set(made.map(([name]) => name)) };
}

/** Sums of uniform numbers, near a bell curve, as wide as suits the number of inputs. */
function randomWeights({ layer, weights, groups }: WeightedLayer, random: Random): WeightTensor {
  const geometry = layerGeometry(layer);
  const [inputs, rows, columns] =
    geometry === undefined ? [1, 1, weights / groups] : [geometry.inputChannels, ...geometry.kernel];
  const fanIn = inputs * rows * columns;
  const shape = [weights / fanIn, inputs, rows, columns] as const;
  const data = new Float32Array(weights);
  for (let at = 0; at < data.length; at += 1) {
    data[at] = (random.next() + random.next() + random.next() + random.next() - 2) * Math.sqrt(3 / fanIn);
  }
  return { shape, data };
}

/** Two's complement integers of `bits` bits, all equally likely; without a sign on demand, as pixels are. */
export function randomActivations(
  count: number,
  { bits, signed }: { readonly bits: number; readonly signed: boolean },
  random: Random,
): Int32Array {
  const half = 2 ** (bits - 1);
  const activations = new Int32Array(count);
  for (let at = 0; at < count; at += 1) activations[at] = random.below(signed ? 2 * half : half) - (signed ? half : 0);
  return activations;
}
