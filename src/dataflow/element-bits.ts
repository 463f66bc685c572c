import type { HardwareSpec } from '../hardware/hardware.ts';
import type { OperandRole } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';

/** Bits of one element: weights, inputs, partial sums, and outputs once final. */
export interface ElementBits {
  readonly W: number;
  readonly I: number;
  /** Partial sums, as wide as the accumulator. */
  readonly partial: number;
  /** Outputs once final, stored as the next layer's inputs (assumption A5). */
  readonly final: number;
}

/** A layer's own widths where its model fixes them, else the operand widths of the MAC array. */
export function elementBits(layer: Layer, hardware: HardwareSpec): ElementBits {
  const widths = { ...hardware.mac.bits, ...layer.bits };
  return { W: widths.W, I: widths.I, partial: widths.O, final: layer.bits?.O ?? hardware.mac.bits.I };
}

/** Bits an element takes while it is kept: outputs count as partial sums. */
export function partialBits(bits: ElementBits, role: OperandRole): number {
  return role === 'O' ? bits.partial : bits[role];
}
