import { type QuickOperand, quickOperand } from '../../cost/quick-operand.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import { Edges } from './edges.ts';
import { Lattice } from './lattice.ts';

/** What the search knows of one operand. */
export interface SearchOperand {
  /** Its place among the layer's operands. */
  readonly index: number;
  readonly quick: QuickOperand;
  readonly merges: readonly boolean[];
  /** Dimensions that do not index it: their loops repeat its tile. */
  readonly still: readonly number[];
  /** Dimensions of its windows. */
  readonly sliding: readonly number[];
}

/** A layer's tiles and operands as the search sees them. */
export interface IndexSpace {
  readonly lattice: Lattice;
  /** What tiles divide: the layer's own sizes, or those it is cut by, a little larger (`roundedSizes`). */
  readonly sizes: readonly number[];
  /** The layer's own. */
  readonly own: readonly number[];
  /** Points of the whole layer. */
  readonly points: number;
  readonly edges: Edges;
  readonly operands: readonly SearchOperand[];
}

/** With `floats`: see `Lattice`. */
export function indexSpace({ nest }: QuickPlan, floats?: (length: number) => Float64Array): IndexSpace {
  const { sizes } = nest;
  const own = nest.problem.dimensions.map(({ size }) => size);
  const all = [...sizes.keys()];
  const lattice = new Lattice(sizes, floats);
  return {
    lattice,
    sizes,
    own,
    points: product(own),
    edges: new Edges(lattice, own),
    operands: nest.operands.map((operand, index) => {
      const quick = quickOperand(operand, index, nest);
      const sliding = quick.windows.flat().map(({ dimension }) => dimension);
      const still = all.filter((d) => !quick.pure.includes(d) && !sliding.includes(d));
      return { index, quick, merges: operand.merges, still, sliding };
    }),
  };
}

export function product(values: readonly number[]): number {
  let all = 1;
  for (let i = 0; i < values.length; i += 1) all *= values[i]!;
  return all;
}

/** Product of a choice of entries. */
export function productOf(values: readonly number[], at: readonly number[]): number {
  let product = 1;
  for (let i = 0; i < at.length; i += 1) product *= values[at[i]!]!;
  return product;
}
