import type { PriceTable } from '../components/price.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';
import { onGrid } from './energy.ts';
import type { PricedAction } from './estimate.ts';
import type { ComponentClass, CostRow } from './result.ts';

/** Tidy rows of what a layer does, one per component × action × operand × width. */
export function layerRows(layer: Layer, hardware: HardwareSpec, actions: readonly PricedAction[]): CostRow[] {
  return actions.map((action) => ({
    layer: layer.name,
    kind: layer.kind,
    component: action.component,
    componentClass: componentClass(hardware, action.component),
    action: action.action,
    operand: action.operand,
    count: action.count,
    bitsPerAction: action.bitsPerAction,
    energyPj: action.energyPj,
  }));
}

/** Power that flows whatever is done: leakage per component and the clock network, over the layer's cycles. */
export function staticRows(layer: Layer, hardware: HardwareSpec, prices: PriceTable, cycles: number): CostRow[] {
  // An operation fused into the layer before takes no time of its own.
  if (cycles === 0) return [];
  const nanoseconds = (cycles / hardware.clockMhz) * 1000;
  const row = (component: string, action: string, powerMw: number): CostRow => ({
    layer: layer.name,
    kind: layer.kind,
    component,
    componentClass: 'static',
    action,
    operand: '-',
    count: cycles,
    bitsPerAction: 0,
    energyPj: onGrid(powerMw * nanoseconds),
  });
  const leaking = [...prices.values()]
    .filter((price) => price.leakageMw > 0)
    .map((price) => row(price.component, 'leakage', price.leakageMw * price.instances));
  return hardware.clockPowerMw > 0 ? [...leaking, row('clock network', 'clock', hardware.clockPowerMw)] : leaking;
}

/** What charts group a component by. The outermost memory without limit is the DRAM. */
export function componentClass(hardware: HardwareSpec, component: string): ComponentClass {
  const memory = hardware.levels.flatMap((level) => level.memories).find((each) => each.name === component);
  if (memory !== undefined) return Number.isFinite(memory.capacityBits) ? 'memory' : 'dram';
  return hardware.levels.some((level) => `${level.name} network` === component) ? 'network' : 'compute';
}
