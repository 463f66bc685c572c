import type { HardwareSpec } from '../hardware/hardware.ts';
import type { LevelMapping, Loop, Mapping } from '../mapping/mapping.ts';
import type { Problem } from '../workload/problem.ts';

/** A mapping as `QuickEstimate` takes it. */
interface FoundFactors {
  readonly factors: Int32Array;
  readonly order: Int32Array;
}

/** What the factors are of. */
interface MappingFrame {
  /** Per level, the operands it keeps. */
  readonly keep: readonly (readonly string[])[];
  readonly problem: Problem;
  readonly hardware: HardwareSpec;
}

/** Loops of more than one tile; a dimension rounded up gets the imperfect factors it needs. */
export function toMapping(candidate: FoundFactors, { keep, problem, hardware }: MappingFrame): Mapping {
  const dimensions = problem.dimensions.length;
  const factors = candidate.factors.slice();
  problem.dimensions.forEach(({ size }, d) => {
    let inner = 1;
    for (let slot = hardware.levels.length * 3 - 1; slot >= 0; slot -= 1) {
      const at = slot * dimensions + d;
      factors[at] = Math.min(factors[at] as number, Math.ceil(size / inner));
      inner *= factors[at] as number;
    }
  });
  const loops = (slot: number, order: readonly number[]): Loop[] =>
    order
      .map((d) => ({
        dimension: problem.dimensions[d]?.name as string,
        factor: factors[slot * dimensions + d] as number,
      }))
      .filter((loop) => loop.factor > 1);
  const all = problem.dimensions.map((_, d) => d);
  return {
    levels: hardware.levels.map((level, index): LevelMapping => {
      const order = [...candidate.order.subarray(index * dimensions, (index + 1) * dimensions)];
      return {
        level: level.name,
        keep: keep[index] as string[],
        temporal: loops(index * 3, order),
        x: loops(index * 3 + 1, all),
        y: loops(index * 3 + 2, all),
      };
    }),
  };
}
