import type { OperandRole } from '../workload/problem.ts';
import type { ComponentClass } from './component-class.ts';
import type { CapacityPoint } from './scale-capacity.ts';
import type { Technology } from './scale-node.ts';

/** A component as its source measured it: energies at one technology and geometry. */
export interface ComponentRow {
  readonly name: string;
  readonly class: ComponentClass;
  readonly technology: Technology;
  /** Bits of one action; a MAC has `operandBits` instead. */
  readonly widthBits: number;
  readonly operandBits?: Readonly<Record<OperandRole, number>>;
  /** One point without meaning of capacity for everything but SRAM and register files. */
  readonly points: readonly CapacityPoint[];
  /** Energy ∝ capacity^exponent beyond the points. */
  readonly capacityExponent: number;
  readonly area: RowArea;
  readonly areaSource: string;
  /** null: no source gives it. */
  readonly leakageMw: number | null;
  readonly source: string;
  readonly confidence: string;
}

/** Of the row's own geometry, by a table of area against capacity, or not known. */
export type RowArea =
  | { readonly kind: 'fixed'; readonly um2: number }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'unknown' };
