import { plain } from '../dataflow/arithmetic.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { styleOf } from '../dataflow/mac-style.ts';
import type { OperandRole } from '../workload/problem.ts';
import type { QuickPlanInput } from './quick-plan.ts';

/** Why what stands beside arithmetic in another style than `mac` is not as `QuickStyle` has it; null: it is, or the style is `mac`. */
export function styleFault(input: Omit<QuickPlanInput, 'prices' | 'convention'>): string | null {
  const { layer, hardware, compressed, keep } = input;
  const { style } = styleOf(layer, hardware, compressed);
  if (style === 'mac') return null;
  const networks = (role: OperandRole): number => {
    const names = layer.problem.operands.filter((each) => each.role === role).map(({ name }) => name);
    const last = keep.findLastIndex((kept) => names.some((name) => kept.includes(name)));
    return hardware.levels.slice(last).filter(({ fanout: { x, y } }) => x * y > 1).length;
  };
  const { zeroInputs } = plain({ layer, hardware, compressed, bits: elementBits(layer, hardware, compressed) });
  const sparesWeights = zeroInputs?.spares.includes('W') === true && style !== 'factorised';
  if (sparesWeights && style === 'row-reuse') {
    return 'zero inputs spare weights only where a mapping does not reuse rows';
  }
  if (sparesWeights && networks('W') > 0) return 'zeros spare weights that several units share';
  return networks('O') > 1 ? 'several networks in a row stand between the arithmetic and its sums' : null;
}
