import type { IndexSpace } from './index-space.ts';
import { binPrices, type PriceList } from './price-bins.ts';
import type { SearchSpace } from './search-space.ts';
import { wholeField } from './step-costs.ts';
import type { TeamMemory } from './team.ts';
import type { UnitWords } from './unit-words.ts';

/** At most so many prices of an operand that stays open are told apart. */
const mostBins = 4;

/** An operand whose next loops repeat its tile, by price: least energy per node before and after those loops. */
export interface OpenTable {
  readonly operand: number;
  /** Dimensions, none of which index it: the innermost loop is one of these, and the others that repeat it. */
  readonly first: readonly number[];
  readonly run: readonly number[];
  /** Of these, some loop must stand among them as well; empty: none need. */
  readonly also: readonly number[];
  /** Which number of a sliding operand's tile counts it, times passes; -1: its least, whatever the loops. */
  readonly slideField: number;
  readonly prices: Float64Array;
  /** `[bin · nodes + node]`. */
  readonly before: Float64Array;
  /** With at least one such loop. */
  readonly after: Float64Array;
  /** With or without: what stays open past the level. */
  readonly resting: Float64Array;
}

interface OpenInput {
  readonly operand: number;
  readonly prices: readonly PriceList[];
  readonly sliding: readonly UnitWords[];
  /** What stays open past the level is not what is open after its loops: constraints want other loops there. */
  readonly apart: boolean;
}

/**
 * Tables of one operand at one level. Where another operand slides there, it matters which loops repeat the first: those that
 * move windows, those that bring an entirely new tile, or the first kind innermost and then the second.
 */
export function openTables(
  space: SearchSpace,
  memory: TeamMemory,
  { operand, prices, sliding, apart }: OpenInput,
): OpenTable[] {
  const { still } = space.operands[operand]!;
  const other = sliding.filter((unit) => unit.operand !== space.operands[operand]);
  // Of two that slide, one may move where the other gets new tiles: then both are counted at their least.
  const moves = other.length === 1 ? still.filter((d) => other[0]!.operand.sliding.includes(d)) : still;
  const news = still.filter((d) => !moves.includes(d));
  const bins = binPrices(prices, mostBins);
  const { lattice } = space;
  const rows = (): Float64Array => memory.floats(bins.length * lattice.nodes);
  const table = (rule: Pick<OpenTable, 'first' | 'run' | 'also' | 'slideField'>): OpenTable => {
    const after = rows();
    const resting = rule.slideField < 0 || apart ? rows() : after;
    return { operand, ...rule, prices: bins, before: rows(), after, resting };
  };
  const least = table({ first: moves, run: moves, also: [], slideField: -1 });
  if (news.length === 0) return [least];
  const whole = table({ first: news, run: still, also: [], slideField: wholeField });
  if (moves.length === 0) return [least, whole];
  return [least, whole, table({ first: moves, run: still, also: news, slideField: wholeField + 1 + operand })];
}

/** Fills in `after` and `resting` of one price. */
export function loopOpen({ lattice }: IndexSpace, table: OpenTable, bin: number): void {
  const { before, first, run, also } = table;
  const { nodes } = lattice;
  const from = bin * nodes;
  const after = table.after.subarray(from, from + nodes);
  lattice.step(before, table.after, { from, dimensions: first });
  if (also.length > 0) lattice.step(after, after, { from: 0, dimensions: also });
  // Over the others it is the least of all inside already.
  lattice.sweep(
    after,
    0,
    run.filter((d) => !first.includes(d) && !also.includes(d)),
  );
  if (table.resting === table.after) return;
  for (let node = 0; node < nodes; node += 1) {
    table.resting[from + node] = Math.min(before[from + node]!, after[node]!);
  }
}

/** Least of what is open and counted once its loops are done: of nodes from `first` to before `end`. */
export function closeOpen(
  { prices, after }: OpenTable,
  { words }: UnitWords,
  { closed, first, end }: { readonly closed: Float64Array; readonly first: number; readonly end: number },
): void {
  for (let bin = 0; bin < prices.length; bin += 1) {
    const from = bin * closed.length;
    for (let node = first; node < end; node += 1) {
      const total = after[from + node]! + prices[bin]! * words[node]!;
      if (total < closed[node]!) closed[node] = total;
    }
  }
}
