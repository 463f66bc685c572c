import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import type { Problem } from '../workload/problem.ts';

/**
 * What each level keeps: all it can first, and with `bypass` every smaller choice but at the outermost level. What constraints
 * want kept is, what they want passed on is not.
 */
export function keepChoices(
  problem: Problem,
  { levels }: HardwareSpec,
  { bypass, limits }: { readonly bypass: boolean; readonly limits: MapspaceLimits },
): string[][][] {
  return levels.reduce<string[][][]>(
    (choices, { memories }, level) => {
      const roles = memories.flatMap((memory) => memory.roles);
      const kept = problem.operands.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
      const allowed = kept.filter((name) => !limits.levels[level]!.bypass.has(name));
      const wanted = [...limits.levels[level]!.keep];
      const own = (bypass && level > 0 ? subsets(allowed) : [allowed]).filter((names) =>
        wanted.every((name) => names.includes(name)),
      );
      return choices.flatMap((outer) => own.map((inner) => [...outer, inner]));
    },
    [[]],
  );
}

/** The whole first. */
function subsets(names: readonly string[]): string[][] {
  return Array.from({ length: 2 ** names.length }, (_, left) => names.filter((_name, i) => ((left >> i) & 1) === 0));
}
