import type { Dataflow } from '../hardware/constraint-rule.ts';
import { constraintRules, type LevelLimits, mapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import type { Problem } from '../workload/problem.ts';
import { allowedMapping } from './allowed-mapping.ts';
import { LimitCheck } from './limit-check.ts';
import type { MappingProblem } from './mapper.ts';
import type { Witness } from './optimal/mapspace-witness.ts';
import type { Template } from './template.ts';

/**
 * A template under constraints: a mapping that keeps to them to start from, and what may be changed. Null: no such mapping is
 * known. Of the template itself the start keeps to as much as the constraints leave.
 */
export function limitTemplate(problem: MappingProblem, template: Template, relaxed: boolean): Template | null {
  const start = startOf(problem, template.dataflow, relaxed);
  return start && templateFrom(start, problem, template);
}

/** The same from a mapping that is known to keep to them. */
export function templateFrom(start: Witness, { layer, hardware }: MappingProblem, template: Template): Template {
  const { dimensions } = layer.problem;
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const factorAt = (slot: number, d: number): number => start.factors[slot * dimensions.length + d]!;
  const slots = dimensions.map((_, d) => {
    const used = hardware.levels.flatMap((_level, index) =>
      [0, 1, 2].map((place) => index * 3 + place).filter((slot) => factorAt(slot, d) > 1),
    );
    const all = [...new Set([...template.slots[d]!, ...used])].sort((a, b) => a - b);
    return all.filter((slot) => !isFixed(limits.levels[Math.floor(slot / 3)]!, slot % 3, d));
  });
  const orders = template.orders.map((own, level) => {
    const { ranks } = limits.levels[level]!;
    const first = [...start.order.subarray(level * dimensions.length, (level + 1) * dimensions.length)];
    return [first, ...own.map((order) => inOrder(order, ranks))];
  });
  return {
    ...template,
    slots,
    orders,
    keep: template.keep.map((names, level) => keptAt(names, limits.levels[level]!, layer.problem)),
    pinned: [],
    limited: { start: start.factors, check: new LimitCheck(limits, dimensions.length) },
  };
}

/** Within the strict template if there is anything; factors that divide first, then those that do not. */
function startOf(problem: MappingProblem, dataflow: Dataflow, relaxed: boolean) {
  const { hardware } = problem;
  const { constraints } = hardware;
  const strict = { text: dataflow, limit: { kind: 'dataflow', dataflow } } as const;
  const rules = [...(constraints.rules ?? []), ...(relaxed ? [] : [strict])];
  const within = { ...problem, hardware: { ...hardware, constraints: { ...constraints, rules } } };
  return allowedMapping(within, { bypass: false, factors: relaxed ? 'any' : 'perfect' });
}

function isFixed({ least, most }: LevelLimits, place: number, d: number): boolean {
  return least[place]![d]! >= most[place]![d]!;
}

/** The order nearest to one given that constraints allow: from the innermost loop outwards, the last that may stand there. */
function inOrder(order: readonly number[], ranks: readonly Int32Array[]): number[] {
  let left = [...order];
  const inner: number[] = [];
  while (left.length > 0) {
    const may = left.filter((d) => ranks.every((rank) => left.every((other) => rank[other]! <= rank[d]!)));
    const next = may.at(-1) ?? left.at(-1)!;
    inner.unshift(next);
    left = left.filter((d) => d !== next);
  }
  return inner;
}

function keptAt(names: readonly string[], { keep, bypass }: LevelLimits, { operands }: Problem): string[] {
  return operands
    .map(({ name }) => name)
    .filter((name) => (names.includes(name) || keep.has(name)) && !bypass.has(name));
}
