import type { Objective } from '../mapper.ts';
import { cyclesOf, objectiveValue } from '../objective.ts';
import type { SearchProgress } from '../search-watch.ts';
import type { Evaluated } from './front.ts';
import { sameCycles } from './goal.ts';
import { fewestCycles, leastProduct, leastSum, leastWithin, type Task } from './minimise.ts';
import type { ProvenSearch, SearchOutcome } from './proven-search.ts';

/** What is known after all searches so far. */
export interface Proven {
  readonly best: Evaluated | null;
  /** No mapping has a value below `least`; before any was evaluated, below `bound`. */
  readonly least: number;
  readonly bound: number;
  /** With objective latency: no mapping as fast as the best costs less. */
  readonly leastTiePj: number;
  /** With a cap on latency: the fewest cycles any mapping takes at least, and what the fastest found takes. */
  readonly fewest: number;
  readonly fastest: number;
}

export interface Ask {
  readonly objective: Objective;
  readonly clockMhz: number;
  /** Leakage and clock power. */
  readonly staticPj: number;
  /** Tiles looked at in each search. */
  readonly most: number;
}

const none: Proven = {
  best: null,
  least: Number.POSITIVE_INFINITY,
  bound: Number.POSITIVE_INFINITY,
  leastTiePj: Number.POSITIVE_INFINITY,
  fewest: Number.POSITIVE_INFINITY,
  fastest: Number.POSITIVE_INFINITY,
};

/** The best mapping of several spaces, searched one after the other. */
export class ObjectiveSearch {
  readonly #ask: Ask;
  #most = 0;
  proven: Proven = none;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** True: it holds the best mapping so far. `most`: tiles looked at. */
  add(search: ProvenSearch, most = this.#ask.most): boolean {
    this.#most = most;
    const before = this.proven.best;
    search.clock.progressOf = (least) => this.#progressOf(search, least);
    this.proven = this.#ask.objective === 'latency' ? this.#faster(search) : this.#better(search);
    return this.proven.best !== before;
  }

  /** Of what is proven of one search, something is known of all only where it is the last one. */
  #progressOf(search: ProvenSearch, least: number | null): SearchProgress {
    const { objective, clockMhz } = this.#ask;
    const value = objectiveValue(objective, clockMhz);
    const ends = [this.proven.best, search.front.best(value)].flatMap((end) => end ?? []);
    const best = Math.min(...ends.map(({ energyPj, cycles }) => value(energyPj, cycles)));
    const scale = typeof objective === 'object' && objective.kind === 'sum' ? objective.pj : 1;
    const known = least === null ? Number.NaN : Math.min(this.proven.least, least / scale);
    return {
      tiles: search.tiles,
      evaluated: search.evaluated,
      value: Number.isFinite(best) ? best : null,
      gap: known > 0 && Number.isFinite(best) ? Math.max(0, best / known - 1) : null,
    };
  }

  #taskOf(search: ProvenSearch, below: number): Task {
    return { search, staticPj: this.#ask.staticPj, most: this.#most, below };
  }

  #better(search: ProvenSearch): Proven {
    const { objective, clockMhz } = this.#ask;
    const { best, least, bound, fewest, fastest, leastTiePj } = this.proven;
    const value = objectiveValue(objective, clockMhz);
    const known = best === null ? Number.POSITIVE_INFINITY : value(best.energyPj, best.cycles);
    const outcome = this.#outcomeOf(search, known);
    const own = search.front.best(value);
    const isBetter = own !== null && value(own.energyPj, own.cycles) < known;
    return {
      best: isBetter ? own : best,
      least: Math.min(least, outcome.least),
      bound: Math.min(bound, outcome.bound),
      fewest: Math.min(fewest, outcome.fewest),
      fastest: Math.min(fastest, search.front.best((_, cycles) => cycles)?.cycles ?? fastest),
      leastTiePj,
    };
  }

  #outcomeOf(search: ProvenSearch, below: number): SearchOutcome & { fewest: number } {
    const { objective, clockMhz } = this.#ask;
    const task = this.#taskOf(search, below);
    const fewest = Number.POSITIVE_INFINITY;
    if (objective === 'energy' || objective === 'latency') return { ...leastSum(task, 0), fewest };
    if (objective === 'energy-delay') return { ...leastProduct(task), fewest };
    const cycles = cyclesOf(objective.ns, clockMhz);
    if (objective.kind === 'sum') {
      const { pj } = objective;
      const { least, bound, complete } = leastSum({ ...task, below: below * pj }, pj / cycles);
      return { least: least / pj, bound: bound / pj, complete, fewest };
    }
    const fast = fewestCycles({ ...task, below: Number.POSITIVE_INFINITY, isLast: false }, cycles);
    const tooSlow = { least: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY, complete: true };
    const outcome = fast.least > cycles * sameCycles ? tooSlow : leastWithin(task, cycles);
    return { ...outcome, fewest: fast.least };
  }

  /** Fewest cycles first, then least energy among those. */
  #faster(search: ProvenSearch): Proven {
    const { proven } = this;
    const known = proven.best?.cycles ?? Number.POSITIVE_INFINITY;
    // A little more, so that what is as fast is looked at: it may cost less.
    const fast = fewestCycles(this.#taskOf(search, known * sameCycles ** 4));
    const bounds = { least: Math.min(proven.least, fast.least), bound: Math.min(proven.bound, fast.bound) };
    const own = search.front.best((_, cycles) => cycles);
    if (own === null || own.cycles > known * sameCycles) return { ...proven, ...bounds };
    const isTie = known <= own.cycles * sameCycles;
    const below = isTie ? proven.best!.energyPj : Number.POSITIVE_INFINITY;
    const { least } = leastWithin({ ...this.#taskOf(search, below), isLast: false }, own.cycles);
    const cheapest = search.front.best((energyPj, cycles) => {
      return cycles <= own.cycles * sameCycles ? energyPj : Number.POSITIVE_INFINITY;
    })!;
    const isBetter = !isTie || cheapest.energyPj < below;
    const leastTiePj = isTie ? Math.min(proven.leastTiePj, least) : least;
    return { ...proven, ...bounds, best: isBetter ? cheapest : proven.best, leastTiePj };
  }
}
