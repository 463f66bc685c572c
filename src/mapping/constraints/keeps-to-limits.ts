import type { Problem } from '../../workload/problem.ts';
import type { LevelMapping, Loop, Mapping } from '../mapping.ts';
import type { LevelLimits, MapspaceLimits } from './mapspace-limits.ts';

/** True when a mapping of a layer is within all limits. */
export function keepsToLimits(mapping: Mapping, problem: Problem, limits: MapspaceLimits): boolean {
  const names = problem.dimensions.map(({ name }) => name);
  const used = mapping.levels.reduce((all, { x, y }) => all * product(x) * product(y), 1);
  if (used < limits.leastInstances) return false;
  return mapping.levels.every((level, index) => levelKeepsTo(level, names, limits.levels[index]!));
}

function levelKeepsTo(level: LevelMapping, names: readonly string[], limits: LevelLimits): boolean {
  const { least, most, mostInstances, leastInstances, shared } = limits;
  const factors = [level.temporal, level.x, level.y].map((loops) =>
    names.map((name) => product(loops.filter(({ dimension }) => dimension === name))),
  );
  const inRange = factors.every((own, place) =>
    own.every((factor, d) => factor >= least[place]![d]! && factor <= most[place]![d]!),
  );
  const [x, y] = [product(level.x), product(level.y)];
  const spread = names.map((_, d) => factors[1]![d]! * factors[2]![d]!);
  return (
    inRange &&
    x <= mostInstances.x &&
    y <= mostInstances.y &&
    x * y >= leastInstances &&
    shared.every(({ dimensions, most }) => dimensions.reduce((all, d) => all * spread[d]!, 1) <= most) &&
    isInOrder(level.temporal, names, limits) &&
    [...limits.keep].every((operand) => level.keep.includes(operand)) &&
    level.keep.every((operand) => !limits.bypass.has(operand))
  );
}

function isInOrder(loops: readonly Loop[], names: readonly string[], { ranks }: LevelLimits): boolean {
  const walked = loops.filter(({ factor }) => factor > 1).map(({ dimension }) => names.indexOf(dimension));
  return ranks.every((rank) => walked.every((d, i) => i === 0 || rank[walked[i - 1]!]! <= rank[d]!));
}

function product(loops: readonly Loop[]): number {
  return loops.reduce((all, { factor }) => all * factor, 1);
}
