import type { LevelWalk } from './level-walk.ts';
import { lower } from './lower.ts';
import type { OpenTable } from './open-table.ts';
import type { SearchSpace } from './search-space.ts';
import type { Workshop } from './team.ts';

/** As it stands before a level's loops. */
interface LaidOut {
  readonly walk: LevelWalk;
  readonly open: readonly OpenTable[];
  readonly counted: Float64Array;
  readonly movesAll: readonly number[];
}

/**
 * A level's loops where constraints limit their factors or order: as `loopOpen` and the loops after it, but every dimension that
 * repeats an open operand has all of its loops inside, so that its factor is known, unless the order forbids that. Where repeats
 * gain something (a price below zero) parts of factors are taken: still a bound. Gives the least per node with nothing held, and
 * fills in `after` and `resting` of the open tables.
 */
export function loopLimited(
  space: SearchSpace,
  { walk, open, counted, movesAll }: LaidOut,
  { work, memory }: Workshop,
): Float64Array {
  const { units, lattice } = space;
  const all = [...space.sizes.keys()];
  const jobs = open.flatMap((table) =>
    Array.from(table.prices, (_, bin) => (least: Float64Array): void => {
      const [from, to] = [bin * lattice.nodes, (bin + 1) * lattice.nodes];
      table.after.fill(Number.POSITIVE_INFINITY, from, to);
      table.resting.fill(Number.POSITIVE_INFINITY, from, to);
      for (const threshold of walk.thresholds) {
        const outer = all.filter((d) => walk.rank[d]! <= threshold);
        const inner = all.filter((d) => walk.rank[d]! >= threshold);
        repeat(table, bin, { walk, all, inner, outer, words: units[table.operand]!.words, least });
      }
    }),
  );
  const moving = (least: Float64Array): void => {
    for (const threshold of walk.thresholds) {
      const outer = all.filter((d) => walk.rank[d]! <= threshold);
      const first = movesAll.filter((d) => walk.rank[d] === threshold);
      if (first.length > 0 && walk.mayRest(without(all, outer))) {
        lower(least, walk.loops(counted, { dimensions: outer, first, also: [], whole: true }));
      }
    }
  };
  jobs.push(moving);
  const leasts = jobs.map(() => memory.floats(lattice.nodes));
  work.share(jobs.length, (job) => jobs[job]!(leasts[job]!.fill(Number.POSITIVE_INFINITY)));
  const least = new Float64Array(lattice.nodes).fill(Number.POSITIVE_INFINITY);
  if (walk.mayRest(all)) lower(least, counted);
  for (const each of leasts) lower(least, each);
  return least;
}

interface Repeat {
  readonly walk: LevelWalk;
  readonly all: readonly number[];
  /** Dimensions the order lets stand inside, and outside, the outermost loop that repeats. */
  readonly inner: readonly number[];
  readonly outer: readonly number[];
  readonly words: Float64Array;
  /** Nothing held, after all loops. */
  readonly least: Float64Array;
}

/** One price of an open operand, with one choice of what may stand inside. */
function repeat(table: OpenTable, bin: number, { walk, all, inner, outer, words, least }: Repeat): void {
  const { prices, slideField } = table;
  const [from, to] = [bin * words.length, (bin + 1) * words.length];
  const whole = prices[bin]! >= 0;
  const [run, first, also] = [table.run, table.first, table.also].map((each) => each.filter((d) => inner.includes(d)));
  const before = table.before.subarray(from, to);
  const resting = table.resting.subarray(from, to);
  if (slideField < 0 && walk.mayRest(all)) lower(resting, before);
  if (first!.length === 0 || (table.also.length > 0 && also!.length === 0)) return;
  const after = walk.loops(before, { dimensions: run!, first: first!, also: also!, whole });
  lower(table.after.subarray(from, to), after);
  if (walk.mayRest(without(all, run!))) lower(resting, after);
  // `after` is of no more use: what follows stands in its place.
  for (let node = 0; node < words.length; node += 1) after[node] = after[node]! + prices[bin]! * words[node]!;
  // All loops of what repeats stand inside where that costs least.
  const rest = whole ? without(outer, run!) : outer;
  if (!walk.mayRest(without(all, [...rest, ...run!]))) return;
  lower(least, walk.loops(after, { dimensions: rest, first: [], also: [], whole }));
}

function without(dimensions: readonly number[], left: readonly number[]): number[] {
  return dimensions.filter((d) => !left.includes(d));
}
