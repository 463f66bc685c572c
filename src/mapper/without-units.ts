import type { Problem } from '../workload/problem.ts';

/** Dimensions of size 1 take no part in the search. */
export function withoutUnits(problem: Problem): Problem {
  const dimensions = problem.dimensions.filter((dimension) => dimension.size > 1);
  const kept = new Set(dimensions.map((dimension) => dimension.name));
  return {
    dimensions,
    operands: problem.operands.map((operand) => ({
      ...operand,
      ranks: operand.ranks
        .map((rank) => rank.filter((term) => kept.has(term.dimension)))
        .filter((rank) => rank.length > 0),
    })),
  };
}
