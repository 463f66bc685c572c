import type { ConstraintRule, LoopPlace, MapspaceLimit } from '../../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../../src/hardware/hardware.ts';
import { dataflowLimits } from '../../../src/mapping/constraints/dataflow-limits.ts';
import type { Random } from '../../../src/shared/random.ts';
import type { Problem } from '../../../src/workload/problem.ts';

/** Rules of all kinds, but for what levels keep: that is chosen before the search. */
export function randomRules(
  random: Random,
  hardware: HardwareSpec,
  { dimensions }: Problem,
  count = 1 + random.below(4),
): ConstraintRule[] {
  const pick = <T>(choices: readonly T[]): T => choices[random.below(choices.length)]!;
  const names = dimensions.map(({ name }) => name);
  const some = (): string[] => names.filter(() => random.below(2) === 0);
  const draw = (): MapspaceLimit => {
    const level = pick(hardware.levels).name;
    const place = pick<LoopPlace>(['time', 'time', 'x', 'y']);
    const factor = pick([1, 1, 2, 2, 3, 'all' as const]);
    const kinds: (() => MapspaceLimit)[] = [
      () => ({
        kind: 'factor',
        level,
        place,
        dimension: pick([...names, 'N']),
        relation: pick(['=', '<=', '>=']),
        factor,
      }),
      () => ({ kind: 'only', level, place, dimensions: some() }),
      () => ({
        kind: 'order',
        level,
        side: pick(['innermost', 'outermost']),
        groups: pick([[some()], some().map((d) => [d])]),
      }),
      () => ({ kind: 'instances', level, axis: pick(['x', 'y']), most: pick([1, 2, 3]) }),
      () => ({ kind: 'utilisation', ...pick([{ level }, {}]), share: pick([0.2, 0.5, 1]) }),
      () => ({ kind: 'shared', level, role: pick(['W', 'I', 'O']), most: pick([1, 2]) }),
      () => ({
        kind: 'dataflow',
        dataflow: pick(['row-stationary', 'weight-stationary', 'output-stationary', 'no-local-reuse']),
      }),
    ];
    return pick(kinds)();
  };
  return Array.from({ length: count }, (_, i) => ({ text: `rule ${i}`, limit: draw() }));
}

const places: readonly LoopPlace[] = ['time', 'x', 'y'];

/** Does a mapping keep to all rules? Written from what the rules say, one by one, not from how the mapper joins them. */
export function obeys(
  rules: readonly ConstraintRule[],
  { hardware, problem }: { hardware: HardwareSpec; problem: Problem },
  { factors, order }: { factors: Int32Array; order: Int32Array },
): boolean {
  const { dimensions, operands } = problem;
  const count = dimensions.length;
  const at = (level: number, place: LoopPlace, d: number): number =>
    factors[(level * 3 + places.indexOf(place)) * count + d]!;
  const used = (level: number, place: LoopPlace): number =>
    dimensions.reduce((all, _, d) => all * at(level, place, d), 1);
  const keepsTo = (limit: MapspaceLimit): boolean => {
    if (limit.kind === 'dataflow') return dataflowLimits(limit.dataflow, problem, hardware).every(keepsTo);
    if (limit.kind === 'every') return limit.limits.every(keepsTo);
    if (limit.kind === 'utilisation') {
      const wanted = hardware.levels.map(({ name }) => limit.level === undefined || name === limit.level);
      const share = hardware.levels.reduce((all, { fanout }, l) => {
        return wanted[l] ? (all * used(l, 'x') * used(l, 'y')) / (fanout.x * fanout.y) : all;
      }, 1);
      return share >= limit.share - 1e-9;
    }
    const level = hardware.levels.findIndex(({ name }) => name === limit.level);
    if (limit.kind === 'factor') {
      const d = dimensions.findIndex(({ name }) => name === limit.dimension);
      if (d < 0) return true;
      const factor = at(level, limit.place, d);
      const given = limit.factor === 'all' ? dimensions[d]!.size : Math.min(limit.factor, dimensions[d]!.size);
      return limit.relation === '=' ? factor === given : limit.relation === '<=' ? factor <= given : factor >= given;
    }
    if (limit.kind === 'only') {
      return dimensions.every(({ name }, d) => at(level, limit.place, d) === 1 || limit.dimensions.includes(name));
    }
    if (limit.kind === 'instances') return used(level, limit.axis) <= limit.most;
    if (limit.kind === 'shared') {
      return operands
        .filter(({ role }) => role === limit.role)
        .every(({ ranks }) => {
          const still = dimensions.map(({ name }) => !ranks.flat().some(({ dimension }) => dimension === name));
          const sharing = still.reduce((all, is, d) => (is ? all * at(level, 'x', d) * at(level, 'y', d) : all), 1);
          return sharing <= limit.most;
        });
    }
    if (limit.kind !== 'order') return true;
    const walked = [...order.subarray(level * count, (level + 1) * count)]
      .filter((d) => at(level, 'time', d) > 1)
      .map((d) => dimensions[d]!.name);
    const outwards = limit.side === 'outermost' ? walked : walked.reverse();
    const groups = limit.side === 'outermost' ? limit.groups : [...limit.groups].reverse();
    const expected = groups.flatMap((group) => {
      const own = outwards.filter((name) => group.includes(name));
      return own;
    });
    return expected.every((name, i) => outwards[i] === name);
  };
  return rules.every(({ limit }) => keepsTo(limit));
}
