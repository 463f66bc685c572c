import { constraintRules, type LevelLimits, mapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import type { MappingProblem } from './mapper.ts';
import { withoutUnits } from './without-units.ts';

/**
 * A problem with as few dimensions as decide whether anything keeps to the constraints. One that nothing wants laid out or walked
 * further in has all of its loops in the outermost level if it may: tiles are smallest then, and every limit from above is kept.
 */
export function withNeededDimensions(problem: MappingProblem): MappingProblem {
  const { layer, hardware } = problem;
  const { levels, leastInstances } = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const [outermost] = levels;
  const isBounded = hardware.levels[0]!.memories.some(({ capacityBits }) => Number.isFinite(capacityBits));
  if (outermost === undefined || isBounded || outermost.ranks.length > 1) return problem;
  const mustFill = leastInstances > 1 || levels.some((level) => level.leastInstances > 1);
  const isNeeded = (size: number, d: number): boolean =>
    outermost.most[0]![d]! < size ||
    levels.some(
      (level, index) => isWanted(level, d) || (mustFill && mayFill(level, hardware.levels[index]!.fanout, d)),
    );
  const dimensions = layer.problem.dimensions.map(({ name, size }, d) => ({
    name,
    size: isNeeded(size, d) ? size : 1,
  }));
  return { ...problem, layer: { ...layer, problem: withoutUnits({ ...layer.problem, dimensions }) } };
}

function isWanted({ least }: LevelLimits, d: number): boolean {
  return least.some((factors) => factors[d]! > 1);
}

function mayFill({ most }: LevelLimits, fanout: { readonly x: number; readonly y: number }, d: number): boolean {
  return (fanout.x > 1 && most[1]![d]! > 1) || (fanout.y > 1 && most[2]![d]! > 1);
}
