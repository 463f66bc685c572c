import type { Mapping } from '../mapping/mapping.ts';
import type { Problem } from '../workload/problem.ts';

/**
 * The mapping, and the same with the loops of its innermost level ordered so that one operand stays longest before the
 * arithmetic: what a style that shares products depends on, and a search that multiplies weight by weight does not see.
 */
export function innerOrders(mapping: Mapping, problem: Problem): Mapping[] {
  const last = mapping.levels.at(-1)!;
  const reordered = problem.operands.map((operand): Mapping => {
    const indexed = new Set(operand.ranks.flatMap((rank) => rank.map(({ dimension }) => dimension)));
    const outside = last.temporal.filter(({ dimension }) => indexed.has(dimension));
    const inside = last.temporal.filter(({ dimension }) => !indexed.has(dimension));
    return { levels: [...mapping.levels.slice(0, -1), { ...last, temporal: [...outside, ...inside] }] };
  });
  return [mapping, ...reordered];
}
