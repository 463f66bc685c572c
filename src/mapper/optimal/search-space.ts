import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { fits } from './capacity.ts';
import { type IndexSpace, indexSpace } from './index-space.ts';
import { LevelWalk } from './level-walk.ts';
import { planLimits } from './plan-limits.ts';
import { type SlidingTable, slidingTables } from './sliding-table.ts';
import { listSpreads, type Spread, type SpreadLimits, spreadLimits } from './spreads.ts';
import { alone, type Team, type TeamMemory } from './team.ts';
import { type UnitWords, unitWords } from './unit-words.ts';

/** The mappings a search looks at, whatever it makes small: tiles that fit, ways to lay them out, and loops constraints allow. */
export interface SearchSpace extends IndexSpace {
  readonly units: readonly UnitWords[];
  readonly limits: MapspaceLimits;
  /** Per level. */
  readonly levels: readonly SpaceLevel[];
  /** Who works on it; what they share begins with what the space itself holds. */
  readonly team: Team;
  readonly memory: TeamMemory;
  readonly memoryMark: number;
}

export interface SpaceLevel {
  readonly limits: SpreadLimits;
  readonly spreads: readonly Spread[];
  readonly walk: LevelWalk;
  /** Per node: 1 where the tile fits. */
  readonly fitting: Uint8Array;
  /** By operand: of those that slide and are kept right below the level. */
  readonly sliding: readonly (SlidingTable | null)[];
}

interface SpaceOptions {
  readonly team?: Team;
  readonly memory?: TeamMemory;
}

export function searchSpace(plan: QuickPlan, hardware: HardwareSpec, options: SpaceOptions = {}): SearchSpace {
  const { team = alone, memory = team.open() } = options;
  const space = indexSpace(plan);
  const { lattice, sizes, own } = space;
  const limits = planLimits(plan, hardware, own);
  const levels = hardware.levels.map(({ fanout }, level) => {
    const allowed = limits.levels[level]!;
    const spread = spreadLimits(fanout, allowed);
    return {
      limits: spread,
      spreads: listSpreads(lattice, sizes, spread),
      walk: new LevelWalk(lattice, sizes, allowed),
      fitting: fits(plan, lattice, level),
    };
  });
  const units = space.operands.map((operand, index) => {
    const isSpread = spreadFurtherOut(plan, index, levels);
    return unitWords(space, operand, isSpread);
  });
  return {
    ...space,
    units,
    limits,
    levels: withSliding(levels, { plan, units, team, memory }),
    team,
    memory,
    memoryMark: memory.mark(),
  };
}

/** By dimension: may it be laid out further out than a level that opens an operand? */
function spreadFurtherOut(
  { nest, boundaries }: QuickPlan,
  operand: number,
  levels: readonly Pick<SpaceLevel, 'spreads'>[],
): boolean[] {
  const children = boundaries.filter((each) => each.operand === nest.operands[operand] && each.child < levels.length);
  const outside = levels.slice(0, Math.max(0, ...children.map(({ child }) => child - 1)));
  return nest.sizes.map((_, d) => outside.some(({ spreads }) => spreads.some(({ both }) => both[d]! > 1)));
}

/** All members of a team do so at once. */
function withSliding(
  levels: readonly Omit<SpaceLevel, 'sliding'>[],
  { plan, units, team, memory }: Pick<SearchSpace, 'units' | 'team' | 'memory'> & { readonly plan: QuickPlan },
): SpaceLevel[] {
  const kept = plan.boundaries.flatMap(({ operand, child }) => {
    return child < levels.length ? [{ level: child - 1, operand: plan.nest.operands.indexOf(operand) }] : [];
  });
  const inputs = kept.map(({ level, operand }) => {
    return { unit: units[operand]!, spreads: levels[level]!.spreads, operands: units.length };
  });
  const tables = slidingTables(inputs, { team, memory });
  return levels.map((each, level) => {
    const of = (operand: number): number => kept.findIndex((keep) => keep.level === level && keep.operand === operand);
    return { ...each, sliding: units.map((_, operand) => tables[of(operand)] ?? null) };
  });
}
