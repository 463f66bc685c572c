import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { SearchClock } from '../search-watch.ts';
import type { BoundTables } from './bound-tables.ts';
import { Descent } from './descent.ts';
import { Front } from './front.ts';
import type { Goal } from './goal.ts';
import { NodeStack } from './lattice.ts';
import type { MapspaceSize } from './mapspace-size.ts';
import type { Rates } from './rates.ts';
import { Round, type RoundShared } from './round.ts';
import type { SearchSpace } from './search-space.ts';
import { SeenChoices } from './seen-choices.ts';
import { SeenMappings } from './seen-mappings.ts';
import { type VisitPiece, visitPieces } from './style-bounds.ts';
import { alone, TablesGivenUp, type Team } from './team.ts';
import { TeamSearch } from './team-search.ts';

/** Evaluating one mapping takes about as long as looking at so many tiles. */
const tilesPerMapping = 10;
const tilesPerEdges = 100;

/** So many choices of tiles are evaluated at once at most (`LeafBatches`). */
const mostLeaves = 256;
const mostLeavesAtEdges = 16;

/** How far above the least bound a round looks, until the best found lies below. */
const rounds = [1e-9, 0.002, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100, Number.POSITIVE_INFINITY];

interface SearchOptions {
  /** Leakage and clock power. */
  readonly staticPj: number;
  readonly clock?: SearchClock;
  readonly team?: Team;
  /** Which of the spaces its members know. */
  readonly number?: number;
  /** What a mapping costs where the sizes of the plan are larger than the layer's own. */
  readonly atEdges?: EdgeEstimate | undefined;
  /** Of searches on the same ports before. */
  readonly seen?: SeenMappings;
}

/** What was walked through of tables, whatever it was for. */
interface Walked {
  /** Every choice of tiles whose bound lies below was evaluated. */
  belowPj: number;
  /** A walk that gave up. */
  open: Descent | null;
}

/** Nothing is known of what was not begun. */
const unknown: SearchOutcome = { least: Number.NEGATIVE_INFINITY, bound: Number.NEGATIVE_INFINITY, complete: false };

/** What a search found out. */
export interface SearchOutcome {
  /** No mapping has a value below this. */
  readonly least: number;
  /** The same before any mapping was evaluated. */
  readonly bound: number;
  /** Nothing below the best found, or below what was asked for, is left. */
  readonly complete: boolean;
}

/**
 * Finds the mapping of least value by some goal, and proves it: bounds of every choice of tiles come from dynamic programming;
 * those that may hold something better than the best found are evaluated exactly, in every class of loop orders, lowest
 * bounds first (docs/decisions/0010). What was evaluated serves every later goal.
 */
export class ProvenSearch {
  readonly plan: QuickPlan;
  readonly space: SearchSpace;
  readonly front = new Front();
  readonly seen: SeenMappings;
  readonly clock: SearchClock;
  /** Tiles looked at. */
  visited = 0;
  /** What the last tables say is the least any mapping comes to. */
  boundPj = Number.NEGATIVE_INFINITY;
  readonly #team: TeamSearch;
  readonly #choices: SeenChoices;
  readonly #rounds: RoundShared;
  /** Of the space, each with bounds of its own; null: of all of it. */
  readonly #pieces: readonly (VisitPiece | null)[];
  /** Of all descents. */
  readonly #stack = new NodeStack();
  #descent: Descent | null = null;
  #last: { readonly key: string; readonly tables: BoundTables; readonly walked: Walked } | undefined;

  constructor(plan: QuickPlan, hardware: HardwareSpec, options: SearchOptions) {
    const { staticPj, clock = new SearchClock(), team = alone(), number = 0, atEdges, seen } = options;
    this.clock = clock;
    this.plan = plan;
    this.seen = seen ?? new SeenMappings(plan.ports.length);
    this.#team = new TeamSearch(team, { plan, hardware, atEdges }, number);
    this.space = this.#team.space;
    const { isExact } = this.#team;
    this.#choices = new SeenChoices(this.#team);
    this.#pieces = visitPieces(plan) ?? [null];
    this.#rounds = {
      team: this.#team,
      choices: this.#choices,
      front: this.front,
      seen: this.seen,
      clock,
      staticPj,
      tilesPerMapping: isExact ? tilesPerEdges : tilesPerMapping,
      mostAtOnce: isExact ? mostLeavesAtEdges : mostLeaves,
    };
  }

  /** Looks for a mapping of lower value than `below`, at so many more tiles at most. */
  search(goal: Goal, most = Number.POSITIVE_INFINITY, below = Number.POSITIVE_INFINITY): SearchOutcome {
    const [first, ...others] = this.#pieces;
    if (others.length === 0) return this.#searchPiece(first!, goal, { most, below });
    const last = this.visited + most;
    let all: SearchOutcome = { least: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY, complete: true };
    for (const piece of this.#pieces) {
      const limits = { most: last - this.visited, below };
      const { least, bound, complete } = this.#searchPiece(piece, { ...goal, isLast: false }, limits);
      all = {
        least: Math.min(all.least, least),
        bound: Math.min(all.bound, bound),
        complete: all.complete && complete,
      };
      if (Math.min(below, this.valueOf(goal)) <= (goal.enough ?? Number.NEGATIVE_INFINITY)) return all;
    }
    return all;
  }

  #searchPiece(
    piece: VisitPiece | null,
    goal: Goal,
    { most, below }: { readonly most: number; readonly below: number },
  ): SearchOutcome {
    if (this.clock.stopped !== null && !this.front.isEmpty) return unknown;
    const found = (): number => Math.min(below, this.valueOf(goal));
    const tables = this.#tablesFor(goal.rates, piece, goal.limitOf(found()));
    if (tables === null) {
      this.clock.tick(null);
      return unknown;
    }
    const { leastPj } = tables;
    this.boundPj = leastPj;
    this.seen.begin();
    if (leastPj === Number.POSITIVE_INFINITY) return { least: found(), bound: found(), complete: true };
    const bound = goal.valueOf(leastPj);
    const until = this.visited + most;
    const walked = this.#last!.walked;
    for (const round of leastPj === 0 ? rounds.slice(-1) : rounds) {
      if (goal.limitOf(found()) <= walked.belowPj) break;
      const limitPj = round === Number.POSITIVE_INFINITY ? round : leastPj + round * Math.abs(leastPj);
      if (limitPj <= walked.belowPj) continue;
      const least = Math.max(bound, goal.valueOf(walked.belowPj));
      const done = this.#descend(
        new Round(this.#rounds, { goal, mostPj: limitPj, best: found(), least, most: until - this.visited }),
      );
      if (found() <= (goal.enough ?? Number.NEGATIVE_INFINITY)) break;
      if (!done) return { least: Math.min(least, found()), bound, complete: false };
      if (goal.limitOf(found()) <= limitPj) break;
    }
    return { least: found(), bound, complete: true };
  }

  /** Choices of tiles that were evaluated, and their mappings. */
  get choices(): number {
    return this.#choices.count;
  }

  get evaluated(): number {
    return this.#choices.mappings;
  }

  /** Looked at so far, those of a descent that is not done included. */
  get tiles(): number {
    return this.visited + (this.#descent?.visited ?? 0);
  }

  /** The last ones serve again where a search goes on. What reaches `mostPj` may be left out. null: given up. */
  #tablesFor(rates: Rates, piece: VisitPiece | null, mostPj: number): BoundTables | null {
    const key = JSON.stringify([rates, piece]);
    if (this.#last?.key === key && this.#last.tables.mostPj >= mostPj) return this.#last.tables;
    this.#last = undefined;
    try {
      const tables = this.#team.tables({ rates, piece, mostPj }, () => this.clock.isOverdue);
      this.#last = { key, tables, walked: { belowPj: tables.leastPj, open: null } };
      return tables;
    } catch (error) {
      if (error instanceof TablesGivenUp) return null;
      throw error;
    }
  }

  /** How many mappings there are. */
  size(): MapspaceSize {
    return this.#team.count();
  }

  /** Nothing more is searched. */
  close(): void {
    this.#team.close();
  }

  /** Of the best mapping found; Infinity: none. */
  valueOf({ value }: Pick<Goal, 'value'>): number {
    const best = this.front.best(value);
    return best === null ? Number.POSITIVE_INFINITY : value(best.energyPj, best.cycles);
  }

  /** False: gave up. */
  #descend(round: Round): boolean {
    const { tables, walked } = this.#last!;
    // Where a walk gave up, it goes on if no more is wanted now than was then.
    const descent =
      walked.open !== null && round.limitPj <= walked.open.limitPj ? walked.open : new Descent(tables, this.#stack);
    this.#descent = descent;
    const done = descent.run(round);
    round.end();
    this.#descent = null;
    this.visited += descent.visited;
    walked.open = done ? null : descent;
    if (done) walked.belowPj = Math.max(walked.belowPj, descent.leftOutPj);
    return done;
  }
}
