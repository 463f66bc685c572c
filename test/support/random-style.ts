import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import type { HardwareSpec, MacArray } from '../../src/hardware/hardware.ts';
import type { Random } from '../../src/shared/random.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { weightDecoder } from './weight-decoder.ts';

/** An accelerator whose array multiplies in another style than `mac`, and a layer's weights stored so that it can, as a rule. */
export function randomStyle(
  random: Random,
  layer: Layer,
  hardware: HardwareSpec,
): { readonly hardware: HardwareSpec; readonly compressed: CompressedLayer } {
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const size = (name: string): number => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  const weights = ['G', 'M', 'C', 'R', 'S'].reduce((product, name) => product * size(name), 1);
  const style = pick(['accumulate-then-multiply', 'factorised', 'row-reuse'] as const);
  const vectorLength = style === 'row-reuse' ? size('S') : pick([1, 1, size('S')]);
  const entries = pick([2, 3, 4, 16]);
  const mac: MacArray = {
    ...hardware.mac,
    style,
    component: { energyPj: { mac: pick([1, 30, 300]) }, source: 'test' },
    zeroWeights: pick(['compute', 'compute', 'gate', 'skip']),
    adder: { name: 'adder', component: { energyPj: { add: 0.4 }, source: 'test' } },
    bins: {
      name: 'bins',
      entries: pick([2, 4, 64]),
      wordBits: 24,
      component: { energyPj: { read: 0.3, write: pick([0.5, 8]) }, source: 'test' },
    },
    indirection: { channels: pick([1, 2, 64]), filters: 2 },
  };
  const decoder = weightDecoder({
    level: hardware.levels.at(-1)!.name,
    vectorLength: 4,
    entries: pick([4, 16]),
    splitting: 'allowed',
    sharedBy: pick([1, 1, 2]),
    lookupsPerCycle: pick([0.1, 1, 4]),
    symbolsPerCycle: pick([Number.POSITIVE_INFINITY, 0.5]),
  });
  // Rows are reused where each MAC has a memory of its own.
  const alone = { ...hardware.levels.at(-1)!, fanout: { x: 1, y: 1 } };
  const levels = style === 'row-reuse' ? [...hardware.levels.slice(0, -1), alone] : hardware.levels;
  return {
    hardware: { ...hardware, levels, mac, ...(style === 'factorised' ? {} : { decoder }) },
    compressed: {
      layer: layer.name,
      assumed: true,
      weights,
      biases: 0,
      encoding: {
        kind: 'codebook',
        entries,
        vectorLength,
        vectorAxis: vectorLength === 1 && style !== 'row-reuse' ? 'scalar' : 'row',
        entryBits: 16,
        tables: 1,
        vectors: weights / vectorLength,
        coding: 'plain',
        indexBits: Math.ceil((weights / vectorLength) * Math.log2(entries)),
      },
      zeroShare: pick([0, 0, 0.4]),
      bitsBefore: 32 * weights,
      bitsAfter: 4 * weights,
      warnings: [],
    },
  };
}
