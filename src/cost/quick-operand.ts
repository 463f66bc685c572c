import type { NestOperand } from '../dataflow/nest.ts';

/** What the quick estimate needs to know of an operand's indices, in flat arrays. */
export interface QuickOperand {
  /** 1: alone in its rank, with coefficient 1, so that any move brings an entirely new tile. */
  readonly pure: Uint8Array;
  /** The same as bits. */
  readonly pureMask: number;
  /** Window (a rank of several dimensions, or with a stride) a dimension stands in; −1: none. */
  readonly windowOf: Int32Array;
  /** |coefficient| of a dimension in its window. */
  readonly stride: Float64Array;
  /** Sign of that coefficient. */
  readonly sign: Float64Array;
  readonly windowCount: number;
  /** Dimensions of each window. */
  readonly windows: readonly Int32Array[];
  readonly pureDimensions: Int32Array;
}

export function quickOperand(operand: NestOperand, dimensions: number): QuickOperand {
  const windows = operand.ranks.filter((rank) => rank.length > 1 || (rank[0]?.coefficient ?? 1) !== 1);
  const single = operand.ranks.filter((rank) => !windows.includes(rank)).flat();
  const quick = {
    pure: new Uint8Array(dimensions),
    pureMask: single.reduce((mask, term) => mask | (1 << term.dimension), 0),
    windowOf: new Int32Array(dimensions).fill(-1),
    stride: new Float64Array(dimensions),
    sign: new Float64Array(dimensions).fill(1),
    windowCount: windows.length,
    windows: windows.map((rank) => Int32Array.from(rank.map((term) => term.dimension))),
    pureDimensions: Int32Array.from(single.map((term) => term.dimension)),
  };
  for (const { dimension } of single) {
    quick.pure[dimension] = 1;
  }
  windows.forEach((rank, window) => {
    for (const { dimension, coefficient } of rank) {
      quick.windowOf[dimension] = window;
      quick.stride[dimension] = Math.abs(coefficient);
      quick.sign[dimension] = Math.sign(coefficient);
    }
  });
  return quick;
}
