import { formatGrouped } from '../../report/number-format.ts';

/** Said beside figures of a layer that stands in the network more than once. */
export function repeatRemark(figures: string, repeat: number): readonly string[] {
  return repeat === 1 ? [] : [`${figures} are of ${formatGrouped(repeat)} times the layer: the network repeats it.`];
}
