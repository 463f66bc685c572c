import type { HardwareSpec } from '../hardware/hardware.ts';
import { peakPerCycle } from './layer-hardware.ts';

/** What no layer can be faster than: the array, and each port of each memory, all instances together. */
export interface Roofs {
  readonly macsPerCycle: number;
  readonly ports: readonly PortRoof[];
}

/** A port whose rate is limited. */
export interface PortRoof {
  /** As among the causes of stalls: `DRAM port`, `GLB read`. */
  readonly name: string;
  readonly memory: string;
  /** Actions that go through it. */
  readonly actions: readonly ('read' | 'write' | 'update')[];
  readonly bitsPerCycle: number;
}

/** The roofs of an accelerator, outermost memory first. */
export function roofsOf(hardware: HardwareSpec): Roofs {
  let instances = 1;
  const ports: PortRoof[] = [];
  for (const { memories, fanout } of hardware.levels) {
    for (const { name: memory, readBitsPerCycle, writeBitsPerCycle, sharedPort } of memories) {
      const port = (kind: string, actions: PortRoof['actions'], each: number): void => {
        if (Number.isFinite(each))
          ports.push({ name: `${memory} ${kind}`, memory, actions, bitsPerCycle: each * instances });
      };
      if (sharedPort) port('port', ['read', 'write', 'update'], readBitsPerCycle);
      else {
        port('read', ['read'], readBitsPerCycle);
        port('write', ['write', 'update'], writeBitsPerCycle);
      }
    }
    instances *= fanout.x * fanout.y;
  }
  return { macsPerCycle: peakPerCycle(hardware), ports };
}
