import { plain } from '../dataflow/arithmetic.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { styleOf } from '../dataflow/mac-style.ts';
import type { QuickPlanInput } from './quick-plan.ts';

/**
 * Why sums beside the arithmetic are not as `QuickShares` has them; null: they are. Where several networks in a row add them up,
 * what a style or zeros spare of each is not in proportion (`spared`).
 */
export function styleFault(input: Omit<QuickPlanInput, 'prices' | 'convention'>): string | null {
  const { layer, hardware, compressed, keep } = input;
  const { style } = styleOf(layer, hardware, compressed);
  const { zeroShare, zeroInputs } = plain({
    layer,
    hardware,
    compressed,
    bits: elementBits(layer, hardware, compressed),
  });
  const sparesSums = zeroShare > 0 || zeroInputs?.spares.includes('O') === true;
  if (style === 'mac' && !sparesSums) return null;
  const names = layer.problem.operands.filter(({ role }) => role === 'O').map(({ name }) => name);
  const last = keep.findLastIndex((kept) => names.some((name) => kept.includes(name)));
  if (hardware.levels.slice(last).filter(({ fanout: { x, y } }) => x * y > 1).length < 2) return null;
  const by = style === 'mac' ? 'zeros spare sums' : `the array multiplies by ${style}`;
  return `${by}, and several networks in a row stand between the arithmetic and the memory of its sums`;
}
