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
    symbolsPerCycle:
      file.symbolsPerCycle === undefined
        ? Number.POSITIVE_INFINITY
        : reader.positive(['decoder', 'symbolsPerCycle'], 'count', file.symbolsPerCycle),
    lookupsPerCycle: reader.positive(['decoder', 'lookupsPerCycle'], 'count', file.lookupsPerCycle ?? 1),
    coding: file.coding ?? 'plain',
    runBits: readRunBits(reader, file),
    sharedBy: reader.positiveWhole(['decoder', 'sharedBy'], 'count', file.sharedBy ?? 1),
    splitting: file.splitting ?? 'forbidden',
    component: readComponent(reader, file.component, place),
    ...(file.unpack !== undefined && {
      unpack: {
        energyPj: reader.quantity(['decoder', 'unpack', 'energy'], 'pj', file.unpack.energy),
        energyPerBitPj: reader.quantity(
          ['decoder', 'unpack', 'energyPerBit'],
          'pjPerBit',
          file.unpack.energyPerBit ?? '0 pJ/bit',
        ),
        source: file.unpack.source,
      },
    }),
  };
}

/** A run stands beside every index, with `coding: runs` and only there. */
function readRunBits(reader: SpecReader, file: NonNullable<HardwareFile['decoder']>): number {
  if (file.run !== undefined && file.coding !== 'runs') {
    const message = `"run" has no meaning with coding: ${file.coding ?? 'plain'}`;
    reader.report(['decoder', 'run'], { code: 'conflicting-keys', message, at: 'key', accepted: 'coding: runs' });
  }
  if (file.run !== undefined) return reader.positiveWhole(['decoder', 'run'], 'bits', file.run);
  if (file.coding === 'runs') {
    const message = 'coding: runs needs the bits of a run';
    reader.report(['decoder', 'run'], { code: 'missing-key', message, accepted: 'run: a size, such as 4 bit' });
  }
  return 0;
}
