import type { NestOperand } from '../dataflow/nest.ts';

/** Coefficient per dimension of the address Σ stride · index. */
export function addressForm(ranks: NestOperand['ranks'], strides: Int32Array, dimensions: number): Int32Array {
  const form = new Int32Array(dimensions);
  for (const [r, rank] of ranks.entries()) {
    for (const { dimension, coefficient } of rank) form[dimension]! += coefficient * strides[r]!;
  }
  return form;
}

/** Σ form · point, from position `from` of the points. */
export function evaluate(form: Int32Array, points: Int32Array, from: number): number {
  let sum = 0;
  for (let d = 0; d < form.length; d += 1) sum += form[d]! * points[from + d]!;
  return sum;
}
