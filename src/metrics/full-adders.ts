/** Fixed-point bits of the operands of a multiplication. */
export interface Precision {
  readonly weightBits: number;
  readonly activationBits: number;
}

/** The 1-bit full adders of one dot product: those of its D multiplications, and those of one of its D − 1 additions. */
export interface AdderCost {
  readonly multiplications: number;
  readonly perAddition: number;
}

/**
 * Wu et al. 2018, eq. 5 (after Sakr et al. 2017): D·Bw·Bx for Baugh-Wooley multipliers, Bx + Bw + ⌈log2 D⌉ − 1 for each
 * ripple-carry addition.
 */
export function adderCost(length: number, { weightBits, activationBits }: Precision): AdderCost {
  return {
    multiplications: length * weightBits * activationBits,
    perAddition: activationBits + weightBits + Math.ceil(Math.log2(length)) - 1,
  };
}

/** Eq. 5 as a whole: full adders of one dot product of length D. */
export function dotProductAdders(length: number, precision: Precision): number {
  const { multiplications, perAddition } = adderCost(length, precision);
  return multiplications + (length - 1) * perAddition;
}
