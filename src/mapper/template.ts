import type { Dataflow } from '../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { dataflowShapes } from '../mapping/constraints/dataflow-shapes.ts';
import type { Problem } from '../workload/problem.ts';
import type { LimitCheck } from './limit-check.ts';

/** Where each dimension may go under a dataflow, and in which orders loops may stand: what a template searches. */
export interface Template {
  readonly dataflow: Dataflow;
  /** Per level, operands it keeps. */
  readonly keep: readonly (readonly string[])[];
  /** Slots a dimension's factors may stand in: `level·3 + (0 time, 1 X, 2 Y)`. */
  readonly slots: readonly (readonly number[])[];
  /** Factors pinned before the search: [dimension, slot, factor]. */
  readonly pinned: readonly (readonly [number, number, number])[];
  /** Per level, the loop orders to try; each lists dimensions outermost first. */
  readonly orders: readonly (readonly (readonly number[])[])[];
  /** Under constraints: factors that keep to them, with the first order of each level, and what every step is held to. */
  readonly limited?: { readonly start: Int32Array; readonly check: Pick<LimitCheck, 'allows'> };
}

/** A template for one problem on one accelerator; `relaxed` drops what makes it strict, so that something always fits. */
export function buildTemplate(
  problem: Problem,
  hardware: HardwareSpec,
  dataflow: Dataflow,
  relaxed: boolean,
): Template {
  const shape = dataflowShapes[dataflow];
  const names = problem.dimensions.map((dimension) => dimension.name);
  const last = hardware.levels.length - 1;
  const slots = names.map((name) =>
    hardware.levels.flatMap((level, index) => {
      const inside = index === last && last > 0;
      const time = relaxed || !inside || !shape.notInside.includes(name) ? [index * 3] : [];
      const allowed = hardware.constraints.spatial.find((each) => each.level === level.name);
      const either = shape.x.includes(name) || shape.y.includes(name);
      // Where the spec says what an axis carries, its word holds; the template only says what may be spatial.
      const may = (axis: 'x' | 'y'): boolean => {
        const given = allowed?.[axis];
        return (
          level.fanout[axis] > 1 && (given === undefined ? shape[axis].includes(name) : either && given.includes(name))
        );
      };
      return [...time, ...(may('x') ? [index * 3 + 1] : []), ...(may('y') ? [index * 3 + 2] : [])];
    }),
  );
  return {
    dataflow,
    keep: keepers(problem, hardware, dataflow),
    slots,
    pinned: dataflow === 'row-stationary' && !relaxed ? rowPins(problem, hardware, slots) : [],
    orders: hardware.levels.map((_, index) => levelOrders(problem, names, index === last - 1 ? shape.inner : [])),
  };
}

function keepers(problem: Problem, hardware: HardwareSpec, dataflow: Dataflow): string[][] {
  return hardware.levels.map((level, index) => {
    const local = index === hardware.levels.length - 1 && index > 0 && hardware.levels.length > 2;
    if (dataflow === 'no-local-reuse' && local) return [];
    const roles = level.memories.flatMap((memory) => memory.roles);
    return problem.operands.filter((operand) => roles.includes(operand.role)).map((operand) => operand.name);
  });
}

/** Row stationary: a filter row lives in one PE (all of S), filter rows stand on the rows of the array. */
function rowPins(problem: Problem, hardware: HardwareSpec, slots: Template['slots']): [number, number, number][] {
  const pins: [number, number, number][] = [];
  const index = (name: string): number => problem.dimensions.findIndex((dimension) => dimension.name === name);
  const size = (dimension: number): number => problem.dimensions[dimension]?.size ?? 1;
  const [r, s] = [index('R'), index('S')];
  if (s >= 0) pins.push([s, (hardware.levels.length - 1) * 3, size(s)]);
  const row = r < 0 ? undefined : slots[r]?.find((slot) => slot % 3 === 2);
  const rows = row === undefined ? 0 : (hardware.levels[Math.floor(row / 3)]?.fanout.y ?? 0);
  if (row !== undefined && size(r) <= rows) pins.push([r, row, size(r)]);
  return pins;
}

/** Orders that keep one operand still the longest each; `inner` fixes what stands innermost. */
function levelOrders(problem: Problem, names: readonly string[], inner: readonly string[]): number[][] {
  const all = names.map((_, dimension) => dimension);
  const pinned = all.filter((dimension) => inner.includes(names[dimension] as string));
  const rest = all.filter((dimension) => !pinned.includes(dimension));
  const orders = problem.operands.map((operand) => {
    const used = new Set(operand.ranks.flat().map((term) => term.dimension));
    const still = rest.filter((dimension) => !used.has(names[dimension] as string));
    return [...rest.filter((dimension) => !still.includes(dimension)), ...still, ...pinned];
  });
  const distinct = new Map(orders.map((order) => [order.join(), order]));
  return [...distinct.values()];
}
