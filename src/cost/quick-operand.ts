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
  const rows = nest.levelCount * dimensions;
  const isPure = new Uint8Array(rows);
  const windowOf = new Int32Array(rows).fill(-1);
  const coefficient = new Float64Array(rows);
  for (let level = 0; level < rows; level += dimensions) {
    for (const d of pure) isPure[level + d] = 1;
    for (let w = windows.length - 1; w >= 0; w -= 1) {
      for (const term of windows[w]!) {
        windowOf[level + term.dimension] = w;
        coefficient[level + term.dimension] = term.coefficient;
      }
    }
  }
  return { index, windows, pure, isPure, windowOf, coefficient };
}
