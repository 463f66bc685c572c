import type { WeightDecoder } from './hardware.ts';
import { readComponent } from './read-component.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

/** The weight decoder with its defaults filled. */
export function readDecoder(reader: SpecReader, file: NonNullable<HardwareFile['decoder']>): WeightDecoder {
  const vectorLength = reader.positiveWhole(['decoder', 'vectorLength'], 'count', file.vectorLength ?? 1);
  const entryBits = reader.positiveWhole(['decoder', 'entry'], 'bits', file.entry);
  const place = { path: ['decoder', 'component'], kind: 'memory', actionBits: vectorLength * entryBits } as const;
  return {
    name: file.name ?? 'weight decoder',
    level: file.level,
    entries: reader.positiveWhole(['decoder', 'entries'], 'count', file.entries),
    vectorLength,
    entryBits,
    lookupsPerCycle: reader.positive(['decoder', 'lookupsPerCycle'], 'count', file.lookupsPerCycle ?? 1),
    coding: file.coding ?? 'plain',
    component: readComponent(reader, file.component, place),
    ...(file.unpack !== undefined && {
      unpack: {
        energyPj: reader.quantity(['decoder', 'unpack', 'energy'], 'pj', file.unpack.energy),
        source: file.unpack.source,
      },
    }),
  };
}
