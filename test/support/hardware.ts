import type { HardwareSpec, MemoryLevel } from '../../src/hardware/hardware.ts';
import type { OperandRole } from '../../src/workload/problem.ts';

interface LevelSketch {
  readonly name: string;
  readonly roles?: readonly OperandRole[];
  readonly words?: number;
  readonly x?: number;
  readonly y?: number;
  readonly multicast?: boolean;
  readonly reduction?: boolean;
  readonly block?: number;
  readonly bitsPerCycle?: number;
  readonly energyPj?: Readonly<Record<string, number>>;
}

/** A small accelerator in a line per level; 16-bit words, prices in place. */
export function sketchHardware(levels: readonly LevelSketch[], macPj = 1): HardwareSpec {
  return {
    name: 'sketch',
    description: 'for tests',
    source: 'test',
    nodeNm: 45,
    voltageV: 1,
    clockMhz: 1000,
    clockPowerMw: 0,
    dataflow: 'weight-stationary',
    constraints: { spatial: [] },
    levels: levels.map(sketchLevel),
    mac: {
      name: 'MAC',
      bits: { W: 16, I: 16, O: 16 },
      style: 'mac',
      zeroWeights: 'compute',
      macsPerCycle: 1,
      component: { energyPj: { mac: macPj }, source: 'test' },
    },
  };
}

function sketchLevel(level: LevelSketch): MemoryLevel {
  const roles = level.roles ?? ['W', 'I', 'O'];
  const multicast = level.multicast ?? true;
  return {
    name: level.name,
    memories:
      roles.length === 0
        ? []
        : [
            {
              name: level.name,
              roles,
              capacityBits: (level.words ?? Number.POSITIVE_INFINITY) * 16,
              wordBits: 16,
              blockBits: 16 * (level.block ?? 1),
              readBitsPerCycle: level.bitsPerCycle ?? Number.POSITIVE_INFINITY,
              writeBitsPerCycle: level.bitsPerCycle ?? Number.POSITIVE_INFINITY,
              sharedPort: false,
              doubleBuffered: false,
              component: { energyPj: level.energyPj ?? { read: 1, write: 1, update: 1 }, source: 'test' },
            },
          ],
    fanout: { x: level.x ?? 1, y: level.y ?? 1 },
    network: { multicast: { W: multicast, I: multicast, O: multicast }, reduction: level.reduction ?? true },
  };
}
