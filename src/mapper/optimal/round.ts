import type { SearchClock } from '../search-watch.ts';
import type { DescentRun, LevelPlace } from './descent.ts';
import type { Front } from './front.ts';
import type { Goal } from './goal.ts';
import type { Estimate, Sieve, SievingVisitor } from './leaf.ts';
import { LeafBatches } from './leaf-batches.ts';
import type { SeenChoices } from './seen-choices.ts';
import type { SeenMappings } from './seen-mappings.ts';
import type { TeamSearch } from './team-search.ts';

/** Values closer than this are equal: sums differ by rounding. */
const same = 1e-12;

/** A complete choice of tiles takes about as long as looking at so many. */
const tilesPerEnd = 10;

/** What all rounds of a search share. */
export interface RoundShared {
  readonly team: TeamSearch;
  readonly choices: SeenChoices;
  readonly front: Front;
  readonly seen: SeenMappings;
  readonly clock: SearchClock;
  /** Leakage and clock power. */
  readonly staticPj: number;
  /** How many tiles a mapping takes as long as. */
  readonly tilesPerMapping: number;
  /** So many choices of tiles are evaluated at once at most (`LeafBatches`). */
  readonly mostAtOnce: number;
}

interface RoundInput {
  readonly goal: Goal;
  /** Looks no further. */
  readonly mostPj: number;
  /** The best value known. */
  readonly best: number;
  /** Of the objective, no mapping has less. */
  readonly least: number;
  /** Tiles looked at. */
  readonly most: number;
}

/** One walk through tables: evaluates what comes below a limit, which falls as better mappings are found. */
export class Round implements DescentRun, SievingVisitor {
  limitPj: number;
  readonly most: number;
  readonly #shared: RoundShared;
  readonly #goal: Goal;
  readonly #mostPj: number;
  readonly #least: number;
  #best: number;
  readonly #batches: LeafBatches;

  constructor(shared: RoundShared, { goal, mostPj, best, least, most }: RoundInput) {
    this.#shared = shared;
    this.#goal = goal;
    this.#mostPj = mostPj;
    this.#best = best;
    this.#least = least;
    this.most = most;
    this.limitPj = this.#lowest();
    this.#batches = new LeafBatches(shared.team, { largest: shared.mostAtOnce, visitor: this });
  }

  isStopped(): boolean {
    return this.#shared.clock.tick(this.#goal.isLast === true ? this.#least : null);
  }

  leaf(places: readonly LevelPlace[]): number {
    const { choices, team, tilesPerMapping } = this.#shared;
    const leaf = choices.leafOf(places);
    if (leaf === null) return tilesPerEnd;
    const count = team.leaves.count(leaf);
    choices.mappings += count;
    if (this.#batches.add(leaf)) this.limitPj = this.#lowest();
    return tilesPerEnd + tilesPerMapping * count;
  }

  /** All that was found is evaluated. */
  end(): void {
    this.#batches.end();
  }

  #lowest(): number {
    const best = this.#best;
    if (best <= (this.#goal.enough ?? Number.NEGATIVE_INFINITY)) return Number.NEGATIVE_INFINITY;
    if (best === Number.POSITIVE_INFINITY) return this.#mostPj;
    return Math.min(this.#mostPj, this.#goal.limitOf(best - same * Math.abs(best)));
  }

  /** Mappings that may matter to it now. */
  sieve(): Sieve {
    const { front, seen, staticPj } = this.#shared;
    const known = front.ends.map(({ energyPj, cycles }) => ({ energyPj, cycles }));
    return { staticPj, known, ...seen.noted };
  }

  /** One that may. */
  visit(estimate: Estimate, factors: Int32Array, order: Int32Array): void {
    const { front, seen, staticPj } = this.#shared;
    seen.note(estimate);
    const { cycles } = estimate;
    const energyPj = estimate.energyPj + staticPj * cycles;
    if (!front.admits(energyPj, cycles)) return;
    front.add({ factors: factors.slice(), order: order.slice(), energyPj, cycles });
    this.#best = Math.min(this.#best, this.#goal.value(energyPj, cycles));
  }
}
