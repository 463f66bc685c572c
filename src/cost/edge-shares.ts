import { iterationCount } from '../workload/problem.ts';
import type { EdgeCounts } from './edge-counts.ts';
import type { QuickPlan } from './quick-plan.ts';
import type { QuickStyle } from './quick-style.ts';
import { StyleShares, shareIndex } from './style-shares.ts';

/** Which counts, of sums where they are kept last: those on the way to the arithmetic, those that come in, and new ones. */
interface KeptSums {
  readonly words: number;
  readonly in: number;
  readonly new: number;
}

/** Of mappings whose factors need not divide. */
export class EdgeShares extends StyleShares {
  readonly #style: QuickStyle;
  readonly #counts: EdgeCounts;
  readonly #points: number;
  readonly #innermost: number;
  /** By dimension: it indexes the output. */
  readonly #indexes: readonly boolean[];
  /** Which counts. */
  readonly #firsts: number;
  /** null: nothing comes in where sums are kept last. */
  readonly #kept: KeptSums | null;

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
    const above = boundaries.find(({ operand, child }) => operand.isOutput && child === beside.parent);
    this.#kept =
      above === undefined
        ? null
        : {
            words: counts.arrivals(beside, beside.parent - 1),
            in: counts.arrivals(above, above.child - 1),
            new: counts.distinct(beside, true),
          };
  }

  /** Of the mapping that is counted. */
  read(): void {
    const counts = this.#counts;
    const costs =
      this.#style.by === 'rows'
        ? this.#style.ofTile(counts.tiles(this.#innermost))
        : this.#style.ofVisits(this.#points / counts.pointsBefore(this.#indexes));
    this.put(costs, this.#points, counts.words(this.#firsts));
    if (this.#kept !== null) this.#movesIn(this.#kept);
  }

  /** What comes in again is moved again, as in `spared`. */
  #movesIn(kept: KeptSums): void {
    const counts = this.#counts;
    const firsts = counts.words(kept.new);
    const comesIn = (counts.words(kept.in) - firsts) * (1 - this.values[shareIndex.stops]!);
    const again = counts.words(kept.words) - firsts;
    if (comesIn > this.values[shareIndex.sums]! * again) this.values[shareIndex.sums] = comesIn / again;
  }
}
