import type { Issue } from '../shared/issue.ts';
import type { ConstraintRule, WrittenName } from './constraint-rule.ts';

/** Orders of loops that name a dimension twice, or want its loops inside all others of a level and outside them. */
export function checkOrders(rules: readonly ConstraintRule[]): readonly Issue[] {
  const orders = rules.flatMap((rule) => (rule.limit.kind === 'order' ? [{ ...rule, ...rule.limit }] : []));
  const twice = orders.flatMap(({ side, dimensionsAt = [] }) =>
    dimensionsAt
      .filter(({ name }, index) => dimensionsAt.findIndex((each) => each.name === name) < index)
      .map((named) => fault('duplicate-name', `${side} names "${named.name}" twice`, named)),
  );
  const outer = orders.filter(({ side }) => side === 'outermost');
  const both = orders.flatMap(({ side, level, layers, dimensionsAt = [] }) => {
    if (side === 'outermost') return [];
    const outside = outer.filter((each) => each.level === level && areOfOneLayer(each.layers, layers));
    const names = new Set(outside.flatMap((each) => each.dimensionsAt ?? []).map(({ name }) => name));
    return dimensionsAt
      .filter(({ name }) => names.has(name))
      .map((named) => {
        const message = `loops over ${named.name} cannot stand inside all others in ${level} and outside them`;
        return fault('conflicting-keys', message, named);
      });
  });
  return [...twice, ...both];
}

/** Whether two limits hold for one layer, as far as their patterns say it without its name. */
function areOfOneLayer(some: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  return some === undefined || others === undefined || some.some((each) => others.includes(each));
}

function fault(code: string, message: string, { name, writtenAt }: WrittenName): Issue {
  return { code, severity: 'error', message, found: name, accepted: 'each dimension once', ...writtenAt };
}
