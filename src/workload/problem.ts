/**
 * The core's view of a layer: loop dimensions and operands whose indices are affine in them (an einsum with strides and
 * windows). Convolution, matrix multiply, pooling and element-wise layers are all instances.
 */

/** One loop dimension and its bound. */
export interface Dimension {
  readonly name: string;
  readonly size: number;
}

/** One axis of an operand: index = Σ coefficient · dimension. `P·stride + R·dilation` has two terms. */
export type Rank = readonly RankTerm[];

export interface RankTerm {
  readonly dimension: string;
  readonly coefficient: number;
}

/** What an operand is to the hardware: memories hold weights (W), inputs (I) or outputs (O). */
export type OperandRole = 'W' | 'I' | 'O';

export interface Operand {
  /** Name used in mappings and results: `W`, `I`, `O`, or `I2` for the second input of an addition. */
  readonly name: string;
  readonly role: OperandRole;
  readonly ranks: readonly Rank[];
}

/** Exactly one operand has role `O`. */
export interface Problem {
  readonly dimensions: readonly Dimension[];
  readonly operands: readonly Operand[];
}

/** Points of the iteration space: the product of all dimension sizes. For a convolution, its multiply-accumulates. */
export function iterationCount(problem: Problem): number {
  return problem.dimensions.reduce((product, dimension) => product * dimension.size, 1);
}

/** The operand that is written. */
export function outputOperand(problem: Problem): Operand {
  const output = problem.operands.find((operand) => operand.role === 'O');
  if (output === undefined) throw new Error('a problem has an output operand');
  return output;
}

/** Extent of one rank over the whole problem: the smallest box that holds every index (assumption A1). */
export function rankExtent(problem: Problem, rank: Rank): number {
  let extent = 1;
  for (const { dimension, coefficient } of rank) {
    const size = problem.dimensions.find((each) => each.name === dimension)?.size ?? 1;
    extent += (size - 1) * Math.abs(coefficient);
  }
  return extent;
}

/** Elements of an operand: the box over all its ranks (padding of a convolution's input included, A2). */
export function operandElements(problem: Problem, operand: Operand): number {
  return operand.ranks.reduce((product, rank) => product * rankExtent(problem, rank), 1);
}
