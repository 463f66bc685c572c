import { iterationCount } from '../workload/problem.ts';
import type { EdgeCounts } from './edge-counts.ts';
import type { QuickPlan } from './quick-plan.ts';
import type { QuickStyle } from './quick-style.ts';
import { StyleShares } from './style-shares.ts';

/** Of mappings whose factors need not divide. */
export class EdgeShares extends StyleShares {
  readonly #style: QuickStyle;
  readonly #counts: EdgeCounts;
  readonly #points: number;
  readonly #innermost: number;
  /** By dimension: it indexes the output. */
  readonly #indexes: readonly boolean[];
  /** Which count. */
  readonly #firsts: number;

  constructor(style: QuickStyle, { nest, boundaries }: Pick<QuickPlan, 'nest' | 'boundaries'>, counts: EdgeCounts) {
    super(style.operations);
    const beside = boundaries.find(({ operand, child }) => operand.isOutput && child === nest.levelCount)!;
    const indexing = beside.operand.ranks.flat().map(({ dimension }) => dimension);
    this.#style = style;
    this.#counts = counts;
    this.#points = iterationCount(nest.problem);
    this.#innermost = nest.levelCount - 1;
    this.#indexes = nest.sizes.map((_, d) => indexing.includes(d));
    this.#firsts = counts.distinct(beside, false);
  }

  /** Of the mapping that is counted. */
  read(): void {
    const counts = this.#counts;
    const costs =
      this.#style.by === 'rows'
        ? this.#style.ofTile(counts.tiles(this.#innermost))
        : this.#style.ofVisits(this.#points / counts.pointsBefore(this.#indexes));
    this.put(costs, this.#points, counts.words(this.#firsts));
  }
}
