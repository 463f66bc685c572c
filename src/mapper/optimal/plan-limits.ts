import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { constraintRules, type MapspaceLimits, mapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';

/** All constraints of an accelerator, for the dimensions and operands of a plan. `own`: the layer's sizes where those of the plan are rounded up. */
export function planLimits({ nest }: QuickPlan, hardware: HardwareSpec, own = nest.sizes): MapspaceLimits {
  const dimensions = nest.dimensionNames.map((name, d) => ({ name, size: own[d]! }));
  const operands = nest.operands.map(({ operand }) => operand);
  return mapspaceLimits({ dimensions, operands }, hardware, constraintRules(hardware));
}
