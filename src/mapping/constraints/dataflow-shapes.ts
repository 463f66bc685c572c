import type { Dataflow } from '../../hardware/constraint-rule.ts';

/** What a dataflow says of the dimensions of a convolution. */
export interface DataflowShape {
  /** Laid out over columns, and rows. */
  readonly x: readonly string[];
  readonly y: readonly string[];
  /** Dimensions that never stand in time inside the innermost level. */
  readonly notInside: readonly string[];
  /** Innermost loops of the level that feeds the array. */
  readonly inner: readonly string[];
}

/** The four classic dataflows (Chen et al., ISCA 2016, section IV; Sze et al., Proc. IEEE 2017). */
export const dataflowShapes: Readonly<Record<Dataflow, DataflowShape>> = {
  'row-stationary': { x: ['P', 'M', 'N'], y: ['R', 'C', 'M', 'P', 'G'], notInside: ['N', 'P', 'Q', 'G'], inner: ['Q'] },
  'weight-stationary': { x: ['M', 'G'], y: ['C', 'R', 'S', 'G'], notInside: ['N', 'P', 'Q'], inner: ['N', 'P', 'Q'] },
  'output-stationary': {
    x: ['Q', 'M', 'G'],
    y: ['P', 'M', 'N', 'G'],
    notInside: ['N', 'P', 'Q', 'M'],
    inner: ['C', 'R', 'S'],
  },
  'no-local-reuse': { x: ['M', 'G'], y: ['C', 'G'], notInside: [], inner: ['C', 'R', 'S'] },
};
