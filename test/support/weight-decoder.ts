import type { WeightDecoder } from '../../src/hardware/hardware.ts';

/** A table of 16 entries of one word, priced at 1 pJ; with what a test changes. */
export function weightDecoder(change: Partial<WeightDecoder> = {}): WeightDecoder {
  return {
    name: 'decoder',
    level: 'RF',
    entries: 16,
    vectorLength: 1,
    entryBits: 16,
    lookupsPerCycle: 1,
    symbolsPerCycle: Number.POSITIVE_INFINITY,
    coding: 'plain',
    runBits: 0,
    sharedBy: 1,
    splitting: 'forbidden',
    component: { energyPj: { read: 1, write: 1 }, source: 'test' },
    ...change,
  };
}
