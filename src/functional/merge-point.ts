import type { NestLoop, NestOperand } from '../dataflow/nest.ts';
import { classesOf, type Instances } from './instances.ts';

/** A place on the way between two keepers: what one group of instances below it asks for at once counts once there. */
export interface MergePoint {
  readonly groupOf: Int32Array;
  readonly groups: number;
  /** Instances in the order of their groups. */
  readonly order: Int32Array;
  /** Every instance is a group of its own. */
  readonly single: boolean;
}

/**
 * Places from the parent's port (the first) through the network below each level to the children (the last). Copies are
 * merged over a loop in space by the network of its level, if that merges.
 */
export function mergePoints(
  instances: Instances,
  boundary: { readonly operand: NestOperand; readonly parent: number; readonly child: number },
): MergePoint[] {
  const { operand, parent, child } = boundary;
  const indexed = new Set(operand.ranks.flat().map((term) => term.dimension));
  // Instances with tiles of different outputs have nothing to add up.
  const apart = (loop: NestLoop): boolean => operand.isOutput && indexed.has(loop.dimension);
  const points: MergePoint[] = [];
  for (let above = parent - 1; above < child; above += 1) {
    const merged = (level: number): boolean => level > above && operand.merges[level]!;
    const { of, count } = classesOf(instances, (loop) => apart(loop) || !merged(loop.level));
    const order = Int32Array.from(of, (_, instance) => instance).sort((a, b) => of[a]! - of[b]! || a - b);
    points.push({ groupOf: of, groups: count, order, single: count === instances.count });
  }
  return points;
}
