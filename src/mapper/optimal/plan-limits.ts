import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { constraintRules, type MapspaceLimits, mapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';

/** All constraints of an accelerator, for the dimensions and operands of a plan. */
export function planLimits({ nest }: QuickPlan, hardware: HardwareSpec): MapspaceLimits {
  const dimensions = nest.dimensionNames.map((name, d) => ({ name, size: nest.sizes[d]! }));
  const operands = nest.operands.map(({ operand }) => operand);
  return mapspaceLimits({ dimensions, operands }, hardware, constraintRules(hardware));
}
