import type { HardwareSpec } from '../hardware/hardware.ts';

export interface QuickPort {
  readonly level: number;
  readonly memory: string;
  readonly actions: readonly string[];
  /** Bits per cycle, per instance; of a decoder: look-ups or symbols. */
  readonly rate: number;
  /** Instances of the level that share one. */
  readonly sharedBy: number;
}

/** Ports that can limit; unlimited ones are left out. */
export function listPorts(hardware: HardwareSpec): QuickPort[] {
  const { decoder } = hardware;
  const level = hardware.levels.findIndex((each) => each.name === decoder?.level);
  const own = decoder && { level, memory: decoder.name, sharedBy: decoder.sharedBy };
  const decoding: QuickPort[] =
    own === undefined
      ? []
      : [
          { ...own, actions: ['lookup'], rate: decoder!.lookupsPerCycle },
          { ...own, actions: ['unpack'], rate: decoder!.symbolsPerCycle },
        ];
  const memories = hardware.levels.flatMap((level, index) =>
    level.memories.flatMap((memory): QuickPort[] => {
      const port = { level: index, memory: memory.name, sharedBy: 1 };
      if (memory.sharedPort) return [{ ...port, actions: ['read', 'write', 'update'], rate: memory.readBitsPerCycle }];
      return [
        { ...port, actions: ['read'], rate: memory.readBitsPerCycle },
        { ...port, actions: ['write', 'update'], rate: memory.writeBitsPerCycle },
      ];
    }),
  );
  return [...memories, ...decoding].filter((port) => Number.isFinite(port.rate));
}
