import { objectiveValue } from '../objective.ts';
import type { Evaluated } from '../optimal/front.ts';
import { nothingYet, ObjectiveSearch } from '../optimal/objective-search.ts';
import type { KnownBefore, Proven } from '../optimal/proven.ts';
import { mostKept } from '../optimal/seen-mappings.ts';
import type { Team } from '../optimal/team.ts';
import type { SearchClock } from '../search-watch.ts';
import type { ProofSpaces, SpaceCount, SpaceResult } from './proof-spaces.ts';

/** So many spaces begin with the same knowledge, whoever searches them: then they may be searched side by side. */
const spacesAtOnce = 16;

/** Each of them may use this much of the tiles that are left for sizes larger than the layer's own: those that need as many are few. */
const shareAtOnce = 0.5;

/** Where there are fewer of them for each thread, all threads search together what would be left to some of them alone. */
const spacesPerThread = 2;

/** As many tiles in a further round: what is looked at once more is a third of all at most. */
const moreTiles = 4;

/** What is known of all spaces. */
export interface SpacesSearched {
  readonly proven: Proven;
  /** The choice of keepers of its best mapping. */
  readonly keptBy: number;
  readonly counts: readonly SpaceCount[];
}

interface SpacesSearch extends Means {
  /** Tiles looked at in each space, at most, in the first round. */
  readonly most: number;
  /** Further rounds with more of them follow as long as this says that something is open. */
  readonly goesOn: (proven: Proven) => boolean;
}

interface Means {
  readonly clock: SearchClock;
  /** Who searches. */
  readonly team: Team;
}

interface Round extends SpacesSearched {
  readonly seen: KnownBefore['seen'];
  /** Tiles looked at. */
  readonly visited: number;
}

const nothingKnown: Round = { proven: nothingYet, keptBy: 0, counts: [], seen: [], visited: 0 };

/** Searches all spaces, in rounds: each begins with the best mapping of the one before. */
export function searchSpaces(spaces: ProofSpaces, { most, goesOn, ...means }: SpacesSearch): SpacesSearched {
  let known = searchOnce(spaces, nothingKnown, { most, ...means });
  for (let more = moreTiles * most; goesOn(known.proven) && means.clock.stopped === null; more *= moreTiles) {
    const next = searchOnce(spaces, known, { most: more, ...means });
    // What a round had no time for, the one before it has counted.
    const { counts } = means.clock.stopped === null ? next : known;
    const noMore = next.visited <= known.visited;
    known = { ...next, counts, proven: both(known.proven, next.proven) };
    // Tiles are not what it lacks.
    if (noMore) break;
  }
  return known;
}

/** With a mapping that was found otherwise where it is better: all is kept that can be, and nothing is proven of it. */
export function orFound({ ask }: ProofSpaces, searched: SpacesSearched, found: Evaluated | null): SpacesSearched {
  if (found === null) return searched;
  const { energyPj, cycles } = found;
  const isAllowed = objectiveValue(ask.objective, ask.clockMhz)(energyPj, cycles) < Number.POSITIVE_INFINITY;
  const search = new ObjectiveSearch(ask, searched.proven);
  // What is faster costs no less than what is as fast as the best before.
  const leastTiePj = searched.proven.best === null ? Number.NEGATIVE_INFINITY : searched.proven.leastTiePj;
  const isBetter = search.join({ ...nothingYet, best: isAllowed ? found : null, fastest: cycles, leastTiePj });
  return { ...searched, proven: search.proven, keptBy: isBetter ? 0 : searched.keptBy };
}

function searchOnce(
  spaces: ProofSpaces,
  before: Round,
  { most, clock, team }: Means & { readonly most: number },
): Round {
  const { best, fastest } = before.proven;
  const search = new ObjectiveSearch(spaces.ask, { ...nothingYet, best, fastest });
  const counts: SpaceCount[] = [];
  let { keptBy, seen } = before;
  let visited = 0;
  let leftForEdges = most;
  const each = (from: number, count: number): SpaceResult[] => {
    const known = { proven: search.proven, most, leftForEdges: leftForEdges * shareAtOnce, seen };
    const together = count < spacesPerThread * team.members ? count % team.members : 0;
    // Nothing is left to do but to say what is known of each.
    const apart = clock.isOverdue ? 0 : count - together;
    const results: SpaceResult[] = [];
    if (apart > 0) {
      const work = team.tell({ kind: 'spaces', from, count: apart, known, remainingMs: clock.remainingMs });
      results.push(...work.gather(apart, (i) => spaces.search(from + i, known, { clock, team: team.self })));
    }
    for (let i = apart; i < count; i += 1) results.push(spaces.search(from + i, known, { clock, team }));
    return results;
  };
  // What the first one finds leaves little to do in the others.
  for (let from = 0, count = 1; from < spaces.count; from += count, count = spacesAtOnce) {
    count = Math.min(count, spaces.count - from);
    each(from, count).forEach(({ proven, count: own, usedForEdges, stopped, ...result }, i) => {
      if (search.join(proven)) keptBy = spaces.keepOf(from + i);
      counts.push(own);
      seen = [...seen, ...result.seen].slice(-mostKept);
      visited += result.visited;
      leftForEdges -= usedForEdges;
      clock.stopped ??= stopped;
    });
  }
  return { proven: search.proven, keptBy, counts, seen, visited };
}

/** Of the same spaces: both hold, and the later one has the better mapping. */
function both(before: Proven, { best, least, bound, fewest, fastest, leastTiePj }: Proven): Proven {
  return {
    best,
    least: Math.max(before.least, least),
    bound: Math.max(before.bound, bound),
    fewest: Math.max(before.fewest, fewest),
    fastest: Math.min(before.fastest, fastest),
    leastTiePj: Math.max(before.leastTiePj, leastTiePj),
  };
}
