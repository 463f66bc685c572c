import type { NestOperand, NestRank } from '../dataflow/nest.ts';

/** What the quick estimate needs to know of an operand's indices. */
export interface QuickOperand {
  /** Among the nest's operands. */
  readonly index: number;
  /** Ranks of several dimensions, or with a stride. */
  readonly windows: readonly NestRank[];
  /** Dimensions alone in their rank, with coefficient 1, so that any move brings an entirely new tile. */
  readonly pure: readonly number[];
  /** The same as bits. */
  readonly pureMask: number;
  /** Window a dimension stands in; −1: none. */
  readonly windowOf: Int32Array;
  /** Coefficient of a dimension in its window. */
  readonly coefficient: Float64Array;
}

export function quickOperand(operand: NestOperand, index: number, dimensions: number): QuickOperand {
  const windows = operand.ranks.filter((rank) => rank.length > 1 || (rank[0]?.coefficient ?? 1) !== 1);
  const single = operand.ranks.filter((rank) => !windows.includes(rank));
  const pure = single.flat().map((term) => term.dimension);
  const quick = {
    index,
    windows,
    pure,
    pureMask: pure.reduce((mask, dimension) => mask | (1 << dimension), 0),
    windowOf: new Int32Array(dimensions).fill(-1),
    coefficient: new Float64Array(dimensions),
  };
  windows.forEach((rank, window) => {
    for (const { dimension, coefficient } of rank) {
      quick.windowOf[dimension] = window;
      quick.coefficient[dimension] = coefficient;
    }
  });
  return quick;
}
