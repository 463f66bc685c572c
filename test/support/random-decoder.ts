import type { CompressedLayer, WeightEncoding } from '../../src/compression/compressed-layer.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { Random } from '../../src/shared/random.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { weightDecoder } from './weight-decoder.ts';

/** An accelerator with a decoder somewhere in the path of its weights, arrays that gate or skip zero weights, and weights that are stored in some way. */
export function randomDecoder(
  random: Random,
  layer: Layer,
  hardware: HardwareSpec,
): { readonly hardware: HardwareSpec; readonly compressed: CompressedLayer } {
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const size = (name: string): number => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  const weights = ['G', 'M', 'C', 'R', 'S'].reduce((product, name) => product * size(name), 1);
  const vectorLength = pick([1, size('S')]);
  const vectors = weights / vectorLength;
  const entries = pick([2, 4, 16]);
  const codebook: WeightEncoding = {
    kind: 'codebook',
    entries,
    vectorLength,
    vectorAxis: vectorLength === 1 ? 'scalar' : 'row',
    entryBits: pick([8, 16]),
    tables: 1,
    vectors,
    coding: pick(['plain', 'huffman']),
    indexBits: Math.ceil(vectors * 0.8 * Math.log2(entries)),
  };
  const sparse: WeightEncoding = {
    kind: 'sparse',
    nonZeros: Math.ceil(weights / 2),
    bitsPerWeight: 8,
    positionBits: weights,
    positions: 'bitmap',
  };
  const decoder = weightDecoder({
    level: pick(hardware.levels).name,
    vectorLength: 4,
    entries: pick([4, 16]),
    splitting: 'allowed',
    coding: pick(['plain', 'entropy', 'runs']),
    runBits: 2,
    sharedBy: pick([1, 1, 2, 3]),
    lookupsPerCycle: pick([0.25, 1, 4]),
    symbolsPerCycle: pick([Number.POSITIVE_INFINITY, 0.5]),
  });
  return {
    hardware: { ...hardware, decoder, mac: { ...hardware.mac, zeroWeights: pick(['compute', 'gate', 'skip']) } },
    compressed: {
      layer: layer.name,
      assumed: true,
      weights,
      biases: 0,
      encoding: pick([codebook, codebook, sparse]),
      zeroShare: pick([0, 0.4]),
      bitsBefore: 32 * weights,
      bitsAfter: 4 * weights,
      warnings: [],
    },
  };
}
