import type { HardwareSpec, Memory, WeightDecoder } from '../hardware/hardware.ts';
import { memoryPrice } from './memory-price.ts';
import type { ComponentPrice } from './price.ts';
import type { PricingContext } from './resolve-component.ts';

/** One table below each instance of the decoder's level (or shared by some), priced as a memory that reads an entry per access. */
export function decoderPrice(
  context: PricingContext,
  { decoder, levels }: HardwareSpec,
  instances: readonly number[],
): ComponentPrice | undefined {
  if (!decoder) return undefined;
  const index = levels.findIndex((level) => level.name === decoder.level);
  const place = { path: ['decoder', 'component'], instances: Math.ceil((instances[index] ?? 1) / decoder.sharedBy) };
  const price = memoryPrice(context, decoderTable(decoder), place);
  if (price === undefined) return undefined;
  const { energyPj, energyPerBitPj, source } = decoder.unpack ?? {
    energyPj: 0,
    energyPerBitPj: 0,
    source: 'not priced in the spec',
  };
  const { read, write } = price.actions;
  const unpack = { energyPj, bits: 1, source };
  return {
    ...price,
    actions: { lookup: read!, load: write!, unpack, decode: { ...unpack, energyPj: energyPerBitPj } },
  };
}

/** The decoder's table as a memory. */
function decoderTable(decoder: WeightDecoder): Memory {
  const entry = decoder.vectorLength * decoder.entryBits;
  return {
    name: decoder.name,
    roles: ['W'],
    capacityBits: decoder.entries * entry,
    wordBits: decoder.entryBits,
    blockBits: entry,
    readBitsPerCycle: decoder.lookupsPerCycle * entry,
    writeBitsPerCycle: entry,
    sharedPort: false,
    doubleBuffered: false,
    component: decoder.component,
  };
}
