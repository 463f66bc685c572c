import type { PriceTable } from '../components/price.ts';
import type { HardwareSpec, VectorUnit } from '../hardware/hardware.ts';
import { iterationCount } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { onGrid } from './energy.ts';
import type { LayerEstimate } from './estimate.ts';

/** An operation applied to outputs on their way out: its operations cost energy, its traffic and time are the layer's before. */
export function estimateFused(
  layer: Layer,
  hardware: HardwareSpec,
  prices: PriceTable,
): Omit<LayerEstimate, 'nest' | 'transfers' | 'energyPj'> {
  const unit = hardware.vector as VectorUnit;
  const price = prices.get(unit.name)?.actions[layer.operation];
  if (price === undefined) throw new Error(`no price for ${unit.name} ${layer.operation}`);
  const count = iterationCount(layer.problem) * layer.operationsPerPoint * layer.repeat;
  return {
    actions: [
      {
        component: unit.name,
        action: layer.operation,
        operand: '-',
        count,
        bitsPerAction: price.bits,
        energyPj: onGrid(count * price.energyPj),
      },
    ],
    cycles: 0,
    stalls: [],
    utilisation: 0,
    arithmetic: { style: 'mac' },
    traffic: [],
  };
}
