import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { type Operand, outputOperand, type Problem } from '../workload/problem.ts';

/** A mapping applied to a problem: every loop in one list, outermost first, with what analysis needs to know. */
export interface Nest {
  readonly problem: Problem;
  readonly dimensionNames: readonly string[];
  readonly sizes: readonly number[];
  readonly loops: readonly NestLoop[];
  readonly operands: readonly NestOperand[];
  readonly levelCount: number;
}

export interface NestLoop {
  /** Index into `sizes`. */
  readonly dimension: number;
  readonly factor: number;
  /** Points of the dimension that one iteration covers: the product of the inner factors. */
  readonly step: number;
  readonly level: number;
  readonly spatial: boolean;
}

export interface NestOperand {
  readonly operand: Operand;
  readonly isOutput: boolean;
  readonly ranks: readonly NestRank[];
  /** Levels that keep it, outermost first. */
  readonly keepers: readonly number[];
  /** Per level: does the network below it merge copies for this operand (multicast inputs, reduce outputs)? A single child has no copies. */
  readonly merges: readonly boolean[];
}

export type NestRank = readonly { readonly dimension: number; readonly coefficient: number }[];

/** Flattens a valid mapping (see mapping/validate.ts) over a problem and an accelerator. */
export function buildNest(problem: Problem, hardware: HardwareSpec, mapping: Mapping): Nest {
  const dimensionNames = problem.dimensions.map((dimension) => dimension.name);
  const loops = flattenLoops(dimensionNames, mapping);
  outputOperand(problem);
  return {
    problem,
    dimensionNames,
    sizes: problem.dimensions.map((dimension) => dimension.size),
    loops,
    operands: problem.operands.map((operand) => ({
      operand,
      isOutput: operand.role === 'O',
      ranks: operand.ranks.map((rank) =>
        rank.map((term) => ({ dimension: dimensionNames.indexOf(term.dimension), coefficient: term.coefficient })),
      ),
      keepers: mapping.levels.flatMap((level, index) => (level.keep.includes(operand.name) ? [index] : [])),
      merges: hardware.levels.map(
        ({ fanout, network }) =>
          fanout.x * fanout.y === 1 || (operand.role === 'O' ? network.reduction : network.multicast[operand.role]),
      ),
    })),
    levelCount: mapping.levels.length,
  };
}

function flattenLoops(dimensionNames: readonly string[], mapping: Mapping): NestLoop[] {
  const flat = mapping.levels.flatMap((level, index) => [
    ...level.temporal.map((loop) => ({ ...loop, level: index, spatial: false })),
    ...level.x.map((loop) => ({ ...loop, level: index, spatial: true })),
    ...level.y.map((loop) => ({ ...loop, level: index, spatial: true })),
  ]);
  const covered = new Map<string, number>();
  const loops: NestLoop[] = [];
  for (const loop of flat.filter((each) => each.factor > 1).reverse()) {
    const step = covered.get(loop.dimension) ?? 1;
    covered.set(loop.dimension, step * loop.factor);
    const { factor, level, spatial } = loop;
    loops.push({ dimension: dimensionNames.indexOf(loop.dimension), factor, step, level, spatial });
  }
  return loops.reverse();
}

/** Largest tile of each dimension that one instance of `level` holds: its own loops and everything below. */
export function tileSizes(nest: Nest, level: number): number[] {
  const tiles = nest.sizes.map(() => 1);
  for (const loop of nest.loops) {
    if (loop.level >= level) tiles[loop.dimension] = (tiles[loop.dimension] as number) * loop.factor;
  }
  return tiles.map((tile, dimension) => Math.min(tile, nest.sizes[dimension] as number));
}

/** Elements of an operand in the box one instance of `level` holds. */
export function tileElements(nest: Nest, operand: NestOperand, level: number): number {
  const tiles = tileSizes(nest, level);
  return operand.ranks.reduce(
    (product, rank) =>
      product *
      rank.reduce((extent, term) => extent + Math.abs(term.coefficient) * ((tiles[term.dimension] as number) - 1), 1),
    1,
  );
}

/** Instances of `level` that a mapping uses: the product of all spatial loops above it. */
export function usedInstances(nest: Nest, level: number): number {
  return nest.loops.reduce(
    (product, loop) => (loop.spatial && loop.level < level ? product * loop.factor : product),
    1,
  );
}

/** Steps the array takes in lockstep; tiles that lie wholly outside the problem are not visited. */
export function temporalSteps(nest: Nest): number {
  return nest.sizes.reduce((product, size, dimension) => {
    const loops = nest.loops.filter((loop) => loop.dimension === dimension && !loop.spatial);
    return product * validSteps(loops, size);
  }, 1);
}

/** Valid positions of a dimension's temporal loops, for the instance at the origin. */
export function validSteps(loops: readonly NestLoop[], size: number): number {
  const count = (index: number, start: number): number => {
    const loop = loops[index];
    if (loop === undefined) return 1;
    let total = 0;
    for (let i = 0; i < loop.factor && start + i * loop.step < size; i += 1) {
      // Whole tiles below all have the same number of steps.
      const whole = start + (i + 1) * loop.step <= size;
      const inner = count(index + 1, start + i * loop.step);
      if (whole) {
        const wholeTiles = Math.min(loop.factor - i, Math.floor((size - start) / loop.step) - i);
        total += inner * wholeTiles;
        i += wholeTiles - 1;
      } else total += inner;
    }
    return total;
  };
  return count(0, 0);
}
