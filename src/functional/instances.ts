import type { Nest, NestLoop } from '../dataflow/nest.ts';

/** The instances of one level that a mapping uses, in the order of its loops in space, outermost slowest. */
export interface Instances {
  readonly count: number;
  /** Loops in space above the level, outermost first. */
  readonly loops: readonly NestLoop[];
  /** Where each instance stands, `count` × dimensions. */
  readonly offsets: Int32Array;
  /** Turn of each loop for each instance, `count` × loops. */
  readonly turns: Int32Array;
}

/** Instances of `level`; the number of levels stands for the MAC units. */
export function instancesOf(nest: Nest, level: number): Instances {
  const loops = nest.loops.filter((loop) => loop.spatial && loop.level < level);
  const count = loops.reduce((product, loop) => product * loop.factor, 1);
  const dimensions = nest.sizes.length;
  const offsets = new Int32Array(count * dimensions);
  const turns = new Int32Array(count * loops.length);
  for (let instance = 0; instance < count; instance += 1) {
    let rest = instance;
    for (let index = loops.length - 1; index >= 0; index -= 1) {
      const { dimension, factor, step } = loops[index]!;
      const turn = rest % factor;
      rest = (rest - turn) / factor;
      turns[instance * loops.length + index] = turn;
      offsets[instance * dimensions + dimension]! += turn * step;
    }
  }
  return { count, loops, offsets, turns };
}

/** A number per instance, the same where all the loops that `counts` picks stand at the same turn; from 0 without gaps. */
export function classesOf(
  instances: Instances,
  counts: (loop: NestLoop) => boolean,
): { of: Int32Array; count: number } {
  const { loops, turns } = instances;
  const of = new Int32Array(instances.count);
  let count = 1;
  for (const [index, loop] of loops.entries()) {
    if (!counts(loop)) continue;
    count *= loop.factor;
    for (let instance = 0; instance < of.length; instance += 1) {
      of[instance] = of[instance]! * loop.factor + turns[instance * loops.length + index]!;
    }
  }
  return { of, count };
}
