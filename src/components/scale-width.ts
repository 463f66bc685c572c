import type { OperandRole } from '../workload/problem.ts';

type OperandBits = Readonly<Record<OperandRole, number>>;

/** Memories, networks, adders: every bit does the same work. */
export function linearInBits(fromBits: number, toBits: number): number {
  return toBits / fromBits;
}

/** A multiplier has one cell for every pair of operand bits (Yang et al., Asilomar 2017: linear in each width). */
export function bilinearInBits(from: OperandBits, to: OperandBits): number {
  return (to.W * to.I) / (from.W * from.I);
}
