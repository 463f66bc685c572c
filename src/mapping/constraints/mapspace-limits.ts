import type { ConstraintRule, LoopPlace, MapspaceLimit } from '../../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { Problem } from '../../workload/problem.ts';
import { dataflowLimits } from './dataflow-limits.ts';

/** All limits on the mappings of one layer together, dimensions by their place in its problem. */
export interface MapspaceLimits {
  /** Outermost first. */
  readonly levels: readonly LevelLimits[];
  /** Units of the array in use at least. */
  readonly leastInstances: number;
}

/** What one level's loops may be. */
export interface LevelLimits {
  /** By place (0 time, 1 X, 2 Y) and dimension: the least factor, and the most. */
  readonly least: readonly Float64Array[];
  readonly most: readonly Float64Array[];
  /** Columns and rows in use at most; instances at least. */
  readonly mostInstances: { x: number; y: number };
  leastInstances: number;
  /** Each a rank per dimension: loops in time stand by it, the lowest outermost. */
  readonly ranks: Int32Array[];
  /** Of some dimensions, instances at most. */
  readonly shared: { readonly dimensions: readonly number[]; readonly most: number }[];
  /** Operands it must keep, and must not. */
  readonly keep: Set<string>;
  readonly bypass: Set<string>;
}

const places: readonly LoopPlace[] = ['time', 'x', 'y'];

/** Every rule of an accelerator: what its axes may carry, and its other constraints. */
export function constraintRules({ constraints }: HardwareSpec): readonly ConstraintRule[] {
  const axes = constraints.spatial.flatMap(({ level, writtenAt, ...allowed }) =>
    (['x', 'y'] as const).flatMap((axis): ConstraintRule[] => {
      const dimensions = allowed[axis];
      if (dimensions === undefined) return [];
      const text = `${level}: only ${dimensions.length === 0 ? 'nothing' : dimensions.join(', ')} on ${axis.toUpperCase()}`;
      const at = writtenAt === undefined ? {} : { writtenAt };
      return [{ text, ...at, limit: { kind: 'only', level, place: axis, dimensions } }];
    }),
  );
  return [...axes, ...(constraints.rules ?? [])];
}

/** Joins rules; levels and dimensions a rule names and the accelerator or the layer does not have are passed over. */
export function mapspaceLimits(
  problem: Problem,
  hardware: HardwareSpec,
  rules: readonly ConstraintRule[],
): MapspaceLimits {
  const builder = new Builder(problem, hardware);
  for (const { limit } of rules) builder.add(limit);
  return builder.limits;
}

class Builder {
  readonly limits: { readonly levels: LevelLimits[]; leastInstances: number };
  readonly #problem: Problem;
  readonly #hardware: HardwareSpec;

  constructor(problem: Problem, hardware: HardwareSpec) {
    this.#problem = problem;
    this.#hardware = hardware;
    this.limits = { levels: hardware.levels.map(() => anything(problem.dimensions.length)), leastInstances: 1 };
  }

  add(limit: MapspaceLimit): void {
    if (limit.kind === 'every') {
      for (const each of limit.limits) this.add(each);
      return;
    }
    if (limit.kind === 'dataflow') {
      this.add({ kind: 'every', limits: dataflowLimits(limit.dataflow, this.#problem, this.#hardware) });
      return;
    }
    const { levels } = this.#hardware;
    if (limit.kind === 'utilisation' && limit.level === undefined) {
      const units = levels.reduce((all, { fanout }) => all * fanout.x * fanout.y, 1);
      this.limits.leastInstances = Math.max(this.limits.leastInstances, wholeAbove(units * limit.share));
      return;
    }
    const index = levels.findIndex(({ name }) => name === limit.level);
    if (index >= 0) this.#addTo(this.limits.levels[index]!, limit, levels[index]!.fanout);
  }

  #addTo(level: LevelLimits, limit: LevelLimit, fanout: { readonly x: number; readonly y: number }): void {
    if (limit.kind === 'factor') this.#addFactor(level, limit);
    else if (limit.kind === 'only') this.#addOnly(level, limit);
    else if (limit.kind === 'order') level.ranks.push(this.#ranksOf(limit));
    else if (limit.kind === 'instances') {
      level.mostInstances[limit.axis] = Math.min(level.mostInstances[limit.axis], limit.most);
    } else if (limit.kind === 'utilisation') {
      level.leastInstances = Math.max(level.leastInstances, wholeAbove(fanout.x * fanout.y * limit.share));
    } else if (limit.kind === 'shared') {
      for (const operand of this.#problem.operands.filter(({ role }) => role === limit.role)) {
        const used = new Set(operand.ranks.flat().map(({ dimension }) => dimension));
        const dimensions = this.#problem.dimensions.flatMap(({ name }, d) => (used.has(name) ? [] : [d]));
        level.shared.push({ dimensions, most: limit.most });
      }
    } else {
      const meant = this.#problem.operands.filter(({ name, role }) => [name, role].includes(limit.operand));
      for (const { name } of meant) level[limit.kind].add(name);
    }
  }

  #addFactor(level: LevelLimits, { place, dimension, relation, factor }: FactorLimit): void {
    const d = this.#problem.dimensions.findIndex(({ name }) => name === dimension);
    if (d < 0) return;
    const { size } = this.#problem.dimensions[d]!;
    const value = factor === 'all' ? size : Math.min(factor, size);
    const [least, most] = [level.least[places.indexOf(place)]!, level.most[places.indexOf(place)]!];
    if (relation !== '<=') least[d] = Math.max(least[d]!, value);
    if (relation !== '>=') most[d] = Math.min(most[d]!, value);
  }

  #addOnly(level: LevelLimits, { place, dimensions }: OnlyLimit): void {
    const most = level.most[places.indexOf(place)]!;
    this.#problem.dimensions.forEach(({ name }, d) => {
      if (!dimensions.includes(name)) most[d] = 1;
    });
  }

  #ranksOf({ side, groups }: OrderLimit): Int32Array {
    return Int32Array.from(this.#problem.dimensions, ({ name }) => {
      const at = groups.findIndex((group) => group.includes(name));
      if (at < 0) return 0;
      return side === 'innermost' ? at + 1 : at - groups.length;
    });
  }
}

type LevelLimit = Exclude<MapspaceLimit, { readonly kind: 'dataflow' | 'every' }>;
type FactorLimit = Extract<MapspaceLimit, { readonly kind: 'factor' }>;
type OnlyLimit = Extract<MapspaceLimit, { readonly kind: 'only' }>;
type OrderLimit = Extract<MapspaceLimit, { readonly kind: 'order' }>;

function anything(dimensions: number): LevelLimits {
  const each = (value: number): Float64Array[] => places.map(() => new Float64Array(dimensions).fill(value));
  return {
    least: each(1),
    most: each(Number.POSITIVE_INFINITY),
    mostInstances: { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY },
    leastInstances: 1,
    ranks: [],
    shared: [],
    keep: new Set(),
    bypass: new Set(),
  };
}

/** A share of 0.7 of 10 instances is 7 of them, whatever the rounding of the product. */
function wholeAbove(instances: number): number {
  return Math.max(1, Math.ceil(instances * (1 - 1e-12)));
}
