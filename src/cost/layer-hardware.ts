import type { HardwareSpec } from '../hardware/hardware.ts';
import { glob } from '../shared/glob.ts';
import type { Layer } from '../workload/workload.ts';

/**
 * The part of an accelerator that runs a layer: the whole of it for multiply-accumulates; for pooling, additions and the
 * like the levels down to the vector unit, with the unit in the array's place and no decoder. Null when the spec has no vector
 * unit. Of the constraints those that are meant for the layer; they are of the array, so the vector unit has none of them.
 */
export function layerHardware(layer: Layer, hardware: HardwareSpec): HardwareSpec | null {
  if (layer.operation === 'mac') return withRulesOf(layer, hardware);
  const { vector } = hardware;
  if (vector === undefined) return null;
  const last = hardware.levels.findIndex((level) => level.name === vector.level);
  const levels = hardware.levels.slice(0, last + 1).map((level, index) =>
    index < last
      ? level
      : {
          ...level,
          fanout: { x: 1, y: 1 },
          network: { multicast: { W: true, I: true, O: true }, reduction: true },
        },
  );
  const { decoder: _, ...others } = hardware;
  const { spatial } = hardware.constraints;
  return {
    ...others,
    constraints: { spatial },
    levels,
    mac: { ...hardware.mac, name: vector.name, macsPerCycle: vector.lanes },
  };
}

function withRulesOf({ name }: Layer, hardware: HardwareSpec): HardwareSpec {
  const { constraints } = hardware;
  const { rules = [] } = constraints;
  if (rules.every(({ layers }) => layers === undefined)) return hardware;
  const own = rules.filter(({ layers }) => layers?.some((pattern) => glob(pattern).test(name)) ?? true);
  return { ...hardware, constraints: { ...constraints, rules: own } };
}

/** True when the layer is applied to outputs on their way out: operations, but no traffic of its own. */
export function isFused(layer: Layer, hardware: HardwareSpec): boolean {
  return hardware.vector?.fused.includes(layer.operation) ?? false;
}

/** Units that can work in one cycle: MACs × what each finishes, or the lanes of the vector unit. */
export function peakPerCycle(hardware: HardwareSpec): number {
  return hardware.levels.reduce(
    (product, level) => product * level.fanout.x * level.fanout.y,
    hardware.mac.macsPerCycle,
  );
}
