import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { fits, tileElements } from './capacity.ts';
import { exposedCycles } from './exposed-cycles.ts';
import { type IndexSpace, indexSpace } from './index-space.ts';
import { LevelWalk } from './level-walk.ts';
import { planLimits } from './plan-limits.ts';
import { type SlidingTable, slidingTables } from './sliding-table.ts';
import { listSpreads, type Spread, type SpreadLimits, spreadLimits } from './spreads.ts';
import { bytes, ownWorkshop } from './team.ts';
import { type Stages, type UnitWords, unitWords } from './unit-words.ts';

/** The mappings a search looks at, whatever it makes small: tiles that fit, ways to lay them out, and loops constraints allow. */
export interface SearchSpace extends IndexSpace {
  readonly units: readonly UnitWords[];
  readonly limits: MapspaceLimits;
  /** Per level and node: of tiles laid out below it (`exposedCycles`). */
  readonly exposed: readonly (Float64Array | null)[];
  /** Per level. */
  readonly levels: readonly SpaceLevel[];
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

/** All members of a team do so. */
export function searchSpace(plan: QuickPlan, hardware: HardwareSpec, { work, memory } = ownWorkshop()): SearchSpace {
  const space = indexSpace(plan, memory.floats);
  const { lattice, sizes, own } = space;
  work.share(sizes.length, (dimension) => lattice.putValues(dimension));
  const limits = planLimits(plan, hardware, own);
  const stages: Stages = [[], [], []];
  const tables = space.operands.map((_, operand) => {
    const into = memory.floats(lattice.nodes);
    stages[0].push(() => tileElements(plan, lattice, { operand, into }));
    return into;
  });
  const elements = (operand: number): Float64Array => tables[operand]!;
  const exposed = exposedCycles(plan, { elements, nodes: lattice.nodes, memory, jobs: stages[1] });
  const rooms = new Map<number, Uint8Array>();
  const roomOf = (dimension: number, factor: number): Uint8Array => {
    const key = factor * sizes.length + dimension;
    const known = rooms.get(key);
    if (known !== undefined) return known;
    const room = bytes(memory, lattice.nodes);
    stages[0].push(() => lattice.findRoom(dimension, factor, room));
    rooms.set(key, room);
    return room;
  };
  const levels = hardware.levels.map(({ fanout }, level) => {
    const allowed = limits.levels[level]!;
    const spread = spreadLimits(fanout, allowed);
    const fitting = bytes(memory, lattice.nodes);
    stages[1].push(() => fits(plan, level, { elements, fitting }));
    return {
      limits: spread,
      spreads: listSpreads(space, spread, roomOf),
      walk: new LevelWalk(lattice, sizes, allowed),
      fitting,
    };
  });
  const units = unitWords(space, (operand) => spreadFurtherOut(plan, operand, levels), { memory, stages });
  const { points, edges, operands } = space;
  const all = withSliding(levels, plan, units);
  const whole = { lattice, sizes, own, points, edges, operands, units, limits, exposed, levels: all };
  for (const jobs of stages) work.share(jobs.length, (job) => jobs[job]!());
  return whole;
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

function withSliding(
  levels: readonly Omit<SpaceLevel, 'sliding'>[],
  plan: QuickPlan,
  units: readonly UnitWords[],
): SpaceLevel[] {
  const kept = plan.boundaries.flatMap(({ operand, child }) => {
    return child < levels.length ? [{ level: child - 1, operand: plan.nest.operands.indexOf(operand) }] : [];
  });
  const inputs = kept.map(({ level, operand }) => {
    return { unit: units[operand]!, spreads: levels[level]!.spreads };
  });
  const tables = slidingTables(inputs);
  return levels.map(({ limits, spreads, walk, fitting }, level) => {
    const of = (operand: number): number => kept.findIndex((keep) => keep.level === level && keep.operand === operand);
    return { limits, spreads, walk, fitting, sliding: units.map((_, operand) => tables[of(operand)] ?? null) };
  });
}
