import type { PriceTable } from '../components/price.ts';
import type { ActionCount } from '../dataflow/action-count.ts';

/** Energies are kept on a grid of 1/1024 pJ, so that every breakdown sums to its total exactly (assumption A7). */
const gridPerPj = 1024;

export function onGrid(energyPj: number): number {
  return Math.round(energyPj * gridPerPj) / gridPerPj;
}

/**
 * Energy of one action, pJ. Memories, networks and adders cost in proportion to their bits, multipliers in proportion to the
 * bits of each operand (assumption A21).
 */
export function actionEnergyPj(prices: PriceTable, action: ActionCount): number {
  const price = prices.get(action.component)?.actions[action.action];
  if (price === undefined) throw new Error(`no price for ${action.component} ${action.action}`);
  const { energyPj, bits, multiplier } = price;
  if (multiplier === undefined || action.otherBits === undefined) return (energyPj * action.bitsPerAction) / bits;
  const { adderPj, otherBits } = multiplier;
  return adderPj + (energyPj - adderPj) * (action.bitsPerAction / bits) * (action.otherBits / otherBits);
}
