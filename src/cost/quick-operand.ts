import type { Nest, NestOperand, NestRank } from '../dataflow/nest.ts';

/** What the quick estimate needs to know of an operand's indices. */
export interface QuickOperand {
  /** Among the nest's operands. */
  readonly index: number;
  /** Ranks of several dimensions, or with a stride. */
  readonly windows: readonly NestRank[];
  /** Dimensions alone in their rank, with coefficient 1, so that any move brings an entirely new tile. */
  readonly pure: readonly number[];
  /** Per `level·D + dimension`, the same for every level: 1 where it is pure. */
  readonly isPure: Uint8Array;
  /** The window it stands in; −1: none. */
  readonly windowOf: Int32Array;
  /** Its coefficient there. */
  readonly coefficient: Float64Array;
}

export function quickOperand(operand: NestOperand, index: number, nest: Nest): QuickOperand {
  const dimensions = nest.sizes.length;
  const windows = operand.ranks.filter((rank) => rank.length > 1 || (rank[0]?.coefficient ?? 1) !== 1);
  const single = operand.ranks.filter((rank) => !windows.includes(rank));
  const pure = single.flat().map((term) => term.dimension);
  const term = (row: number) => windows.flat().find(({ dimension }) => dimension === row % dimensions);
  const rows = [...Array(nest.levelCount * dimensions).keys()];
  return {
    index,
    windows,
    pure,
    isPure: Uint8Array.from(rows, (row) => Number(pure.includes(row % dimensions))),
    windowOf: Int32Array.from(rows, (row) => windows.findIndex((window) => window.some((each) => each === term(row)))),
    coefficient: Float64Array.from(rows, (row) => term(row)?.coefficient ?? 0),
  };
}
