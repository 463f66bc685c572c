import type { ConstraintRule } from '../hardware/constraint-rule.ts';
import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import { namedRule } from '../mapping/constraints/broken-rules.ts';
import { dataflowLimits } from '../mapping/constraints/dataflow-limits.ts';
import { constraintRules } from '../mapping/constraints/mapspace-limits.ts';
import type { Issue } from '../shared/issue.ts';
import { allowedMapping, judgedSizes, type Mapspace } from './allowed-mapping.ts';
import type { MappingProblem } from './mapper.ts';
import { withNeededDimensions } from './needed-dimensions.ts';
import { divisors } from './optimal/spreads.ts';

/** Either a rule, or the capacity of a memory. */
export type Demand = { readonly rule: ConstraintRule } | { readonly memory: Memory };

/** What a dataflow asks of an axis hangs on what the spec says of it: not to change when that is left out. */
function spelledOut(rule: ConstraintRule, { layer, hardware }: MappingProblem): ConstraintRule {
  if (rule.limit.kind !== 'dataflow') return rule;
  return { ...rule, limit: { kind: 'every', limits: dataflowLimits(rule.limit.dataflow, layer.problem, hardware) } };
}

/** At most so many sets are looked at for one that is smaller: fewer of a layer with many tiles, of which each takes longer. */
function mostSets(problem: MappingProblem, { factors }: Mapspace): number {
  const tiles = judgedSizes(problem, factors).reduce((all, sizes) => {
    return all + sizes.reduce((product, size) => product * divisors(size).length, 1);
  }, 0);
  return Math.min(400, Math.max(60, Math.floor(2e6 / tiles)));
}

export interface Conflict {
  readonly demands: readonly Demand[];
  /** No set of fewer conflicts; false: only that none of these is needless is known. */
  readonly isSmallest: boolean;
}

/** Why constraints leave no mapping of a layer. Null where there is one, or where memories alone are too small. */
export function constraintConflict(problem: MappingProblem, mapspace: Mapspace): Issue | null {
  const conflict = smallestConflict(problem, mapspace);
  return conflict && conflictIssue(problem, mapspace, conflict);
}

/** The smallest set of constraints that cannot be kept together, capacities of memories among them. Null: see `constraintConflict`. */
export function smallestConflict(problem: MappingProblem, mapspace: Mapspace): Conflict | null {
  const demands: Demand[] = [
    ...constraintRules(problem.hardware).map((rule) => ({ rule: spelledOut(rule, problem) })),
    ...problem.hardware.levels
      .flatMap(({ memories }) => memories)
      .filter(({ capacityBits }) => Number.isFinite(capacityBits))
      .map((memory) => ({ memory })),
  ];
  const isEmpty = (kept: readonly Demand[]): boolean =>
    allowedMapping(withNeededDimensions({ ...problem, hardware: withDemands(problem.hardware, kept) }), mapspace) ===
    null;
  if (!isEmpty(demands) || isEmpty(demands.filter((each) => 'memory' in each))) return null;
  const minimal = withoutNeedless(demands, isEmpty);
  const smaller = smallerSet(demands, { size: minimal.length - 1, sets: mostSets(problem, mapspace) }, isEmpty);
  if (smaller === 'too many') return { demands: minimal, isSmallest: false };
  return { demands: smaller ?? minimal, isSmallest: true };
}

/** Every one is needed: without it there is a mapping. */
function withoutNeedless(demands: readonly Demand[], isEmpty: (kept: readonly Demand[]) => boolean): readonly Demand[] {
  let kept = demands;
  // Capacities are the first to go where something else explains as much.
  for (const each of [...demands].reverse()) {
    const without = kept.filter((other) => other !== each);
    if (isEmpty(without)) kept = without;
  }
  return kept;
}

/** The first set of so many or fewer that leaves nothing, fewest first; null: there is none. Looks at so many sets at most. */
function smallerSet(
  demands: readonly Demand[],
  most: { readonly size: number; readonly sets: number },
  isEmpty: (kept: readonly Demand[]) => boolean,
): readonly Demand[] | null | 'too many' {
  let looked = 0;
  for (let size = 1; size <= most.size; size += 1) {
    for (const set of subsetsOf(demands, size)) {
      looked += 1;
      if (looked > most.sets) return 'too many';
      if (isEmpty(set)) return set;
    }
  }
  return null;
}

function* subsetsOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = 0; first + size <= items.length; first += 1) {
    for (const rest of subsetsOf(items.slice(first + 1), size - 1)) yield [items[first]!, ...rest];
  }
}

/** The accelerator with these constraints only; the capacities of other memories have no end. */
function withDemands(hardware: HardwareSpec, demands: readonly Demand[]): HardwareSpec {
  const rules = demands.flatMap((each) => ('rule' in each ? [each.rule] : []));
  const limited = new Set(demands.flatMap((each) => ('memory' in each ? [each.memory.name] : [])));
  const levels = hardware.levels.map((level) => ({
    ...level,
    memories: level.memories.map((memory) =>
      limited.has(memory.name) ? memory : { ...memory, capacityBits: Number.POSITIVE_INFINITY },
    ),
  }));
  return { ...hardware, levels, constraints: { spatial: [], rules } };
}

const spaces: Readonly<Record<Mapspace['factors'], string>> = {
  perfect: 'no mapping with factors that divide keeps',
  imperfect: 'no mapping with factors that divide a size looked at keeps',
  any: 'no mapping, factors that need not divide among them, keeps',
};

function conflictIssue(problem: MappingProblem, mapspace: Mapspace, { demands, isSmallest }: Conflict): Issue {
  const { layer, hardware } = problem;
  const named = demands.map((each) => ('rule' in each ? namedRule(each.rule) : namedRule(capacityRule(each.memory))));
  const [first] = demands;
  const place = first && ('rule' in first ? first.rule.writtenAt : first.memory.writtenAt);
  const list = named.length === 1 ? named[0]! : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const fanouts = hardware.levels
    .filter(({ fanout: { x, y } }) => x * y > 1)
    .map(({ name, fanout: { x, y } }) => `${name} ${x} x ${y}`);
  const hint = [
    demands.length === 1
      ? 'loosen it'
      : `loosen one: ${isSmallest ? 'no smaller set conflicts' : 'none of them is needless'}`,
    ...waysOut(problem, mapspace),
    ...(fanouts.length === 0 ? [] : [`fan-outs are taken as given: ${fanouts.join(', ')}`]),
    mapspace.factors === 'imperfect'
      ? `sizes looked at: ${sizesLookedAt(problem)}`
      : `sizes of the layer: ${sizesOf(layer.problem.dimensions)}${mapspace.factors === 'perfect' ? '' : ', or longer'}`,
  ];
  return {
    code: 'constraints-conflict',
    severity: 'error',
    ...place,
    message: `${layer.name}: ${spaces[mapspace.factors]}${named.length === 1 ? '' : ' at once'} to ${list}`,
    hint: hint.join('; '),
    path: layer.name,
  };
}

/** Larger spaces that have such a mapping. */
function waysOut(problem: MappingProblem, { bypass, factors }: Mapspace): string[] {
  const isAllowed = (wider: Mapspace['factors']) =>
    allowedMapping(withNeededDimensions(problem), { bypass, factors: wider }) !== null;
  if (factors === 'perfect' && isAllowed('imperfect')) return ['factors that need not divide (imperfect) keep to all'];
  if (factors === 'any' || !isAllowed('any')) return [];
  return ['cut as longer, as fixed factors want it, the layer keeps to all: strategy templates looks at that'];
}

function capacityRule({ name, capacityBits, writtenAt }: Memory) {
  const text = `capacity of ${name}: ${capacityBits} bit`;
  return { text, ...(writtenAt && { writtenAt }) };
}

/** By dimension. */
function sizesLookedAt(problem: MappingProblem): string {
  const all = judgedSizes(problem, 'imperfect');
  const texts = problem.layer.problem.dimensions.map(({ name }, d) => {
    const own = [...new Set(all.map((sizes) => sizes[d]!))].sort((a, b) => a - b);
    return `${name} ${own.join(' or ')}`;
  });
  return texts.join(', ');
}

function sizesOf(dimensions: MappingProblem['layer']['problem']['dimensions']): string {
  return dimensions.map(({ name, size }) => `${name} ${size}`).join(', ');
}
