import type { MapTraffic, RunResult } from '../cost/result.ts';

/** What coding maps saved in a whole run. */
export interface CodedMaps {
  /** Layers whose zeros are known. */
  readonly layers: number;
  /** Memories that code maps. */
  readonly memories: readonly string[];
  /** Maps in and out of them: as coded, and in plain words. */
  readonly bits: number;
  readonly plainBits: number;
}

/** Sums over all layers and memories; null where no zeros are known of. */
export function codedMaps({ layers }: Pick<RunResult, 'layers'>): CodedMaps | null {
  const known = layers.flatMap(({ activity }) => activity ?? []);
  if (known.length === 0) return null;
  const traffic = known.flatMap((activity) => activity.traffic);
  const sum = (value: (each: MapTraffic) => number) => traffic.reduce((total, each) => total + value(each), 0);
  return {
    layers: known.length,
    memories: [...new Set(traffic.map(({ memory }) => memory))],
    bits: sum(({ bits }) => bits),
    plainBits: sum(({ plainBits }) => plainBits),
  };
}
