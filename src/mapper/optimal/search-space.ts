import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { fits } from './capacity.ts';
import { type IndexSpace, indexSpace } from './index-space.ts';
import { LevelWalk } from './level-walk.ts';
import { planLimits } from './plan-limits.ts';
import { listSpreads, type Spread, type SpreadLimits, spreadLimits } from './spreads.ts';
import { type UnitWords, unitWords } from './unit-words.ts';

/** The mappings a search looks at, whatever it makes small: tiles that fit, ways to lay them out, and loops constraints allow. */
export interface SearchSpace extends IndexSpace {
  readonly units: readonly UnitWords[];
  readonly limits: MapspaceLimits;
  /** Per level. */
  readonly levels: readonly SpaceLevel[];
}

export interface SpaceLevel {
  readonly limits: SpreadLimits;
  readonly spreads: readonly Spread[];
  readonly walk: LevelWalk;
  /** Per node: 1 where the tile fits. */
  readonly fitting: Uint8Array;
}

/** `own`: the layer's sizes, which constraints speak of, where those of the plan are rounded up. */
export function searchSpace(plan: QuickPlan, hardware: HardwareSpec, own = plan.nest.sizes): SearchSpace {
  const space = indexSpace(plan);
  const { lattice, sizes } = space;
  const limits = planLimits(plan, hardware, own);
  const levels = hardware.levels.map(({ fanout }, level): SpaceLevel => {
    const allowed = limits.levels[level]!;
    const spread = spreadLimits(fanout, allowed);
    return {
      limits: spread,
      spreads: listSpreads(lattice, sizes, spread),
      walk: new LevelWalk(lattice, sizes, allowed),
      fitting: fits(plan, lattice, level),
    };
  });
  return { ...space, units: space.operands.map((operand) => unitWords(space, operand)), limits, levels };
}
