import type { Objective } from '../mapper.ts';
import { cyclesOf, objectiveValue } from '../objective.ts';
import type { SearchProgress } from '../search-watch.ts';
import type { Evaluated } from './front.ts';
import { sameCycles } from './goal.ts';
import { fewestCycles, leastProduct, leastSum, leastWithin, type Task } from './minimise.ts';
import type { Proven } from './proven.ts';
import type { ProvenSearch, SearchOutcome } from './proven-search.ts';

export interface Ask {
  readonly objective: Objective;
  readonly clockMhz: number;
  /** Leakage and clock power. */
  readonly staticPj: number;
  /** There are other spaces: what is proven of one says nothing of all. */
  readonly isPart?: boolean;
}

/** Nothing is searched yet. */
export const nothingYet: Proven = {
  best: null,
  least: Number.POSITIVE_INFINITY,
  bound: Number.POSITIVE_INFINITY,
  leastTiePj: Number.POSITIVE_INFINITY,
  fewest: Number.POSITIVE_INFINITY,
  fastest: Number.POSITIVE_INFINITY,
};

/** The best mapping of several spaces. */
export class ObjectiveSearch {
  readonly #ask: Ask;
  #most = 0;
  proven: Proven;

  /** `proven`: of other spaces. */
  constructor(ask: Ask, proven: Proven = nothingYet) {
    this.#ask = ask;
    this.proven = proven;
  }

  /** True: it holds the best mapping so far. `most`: tiles looked at. */
  add(search: ProvenSearch, most = Number.POSITIVE_INFINITY): boolean {
    this.#most = most;
    const before = this.proven.best;
    search.clock.progressOf = (least) => this.#progressOf(search, least);
    this.proven = this.#ask.objective === 'latency' ? this.#faster(search) : this.#better(search);
    return this.proven.best !== before;
  }

  /** What was found out of more spaces, by a search that began with what was known before; true: it holds the best mapping so far. */
  join(other: Proven): boolean {
    const { proven } = this;
    const [before, own] = [proven.best, other.best];
    const isBetter = own !== null && (before === null || this.#isBetter(own, before));
    const best = isBetter ? own : before;
    const ties = [proven, other].filter((each) => each.best === best || mayTie(each.least, best?.cycles));
    this.proven = {
      best,
      least: Math.min(proven.least, other.least),
      bound: Math.min(proven.bound, other.bound),
      fewest: Math.min(proven.fewest, other.fewest),
      fastest: Math.min(proven.fastest, other.fastest),
      leastTiePj: Math.min(...ties.map(({ leastTiePj }) => leastTiePj)),
    };
    return isBetter;
  }

  #isBetter(one: Evaluated, other: Evaluated): boolean {
    const { objective, clockMhz } = this.#ask;
    if (objective === 'latency') {
      return areTied(one.cycles, other.cycles) ? one.energyPj < other.energyPj : one.cycles < other.cycles;
    }
    const value = objectiveValue(objective, clockMhz);
    return value(one.energyPj, one.cycles) < value(other.energyPj, other.cycles);
  }

  /** Of what is proven of one search, something is known of all only where it is the last one. */
  #progressOf(search: ProvenSearch, least: number | null): SearchProgress {
    const { objective, clockMhz } = this.#ask;
    const value = objectiveValue(objective, clockMhz);
    const ends = [this.proven.best, search.front.best(value)].flatMap((end) => end ?? []);
    const best = Math.min(...ends.map(({ energyPj, cycles }) => value(energyPj, cycles)));
    const scale = typeof objective === 'object' && objective.kind === 'sum' ? objective.pj : 1;
    const known = least === null || this.#ask.isPart === true ? Number.NaN : Math.min(this.proven.least, least / scale);
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
    return this.#within(task, cycles);
  }

  /** Where the cheapest of all is fast enough, the cap is of no account. */
  #within(task: Task, cycles: number): SearchOutcome & { fewest: number } {
    const { search, below } = task;
    const free = leastSum({ ...task, isLast: false }, 0);
    const cheapest = search.front.best((energyPj) => energyPj);
    const isFast = cheapest === null || cheapest.energyPj >= below || cheapest.cycles <= cycles * sameCycles;
    if (free.complete && isFast) return { ...free, fewest: Number.NEGATIVE_INFINITY };
    const fast = fewestCycles({ ...task, below: Number.POSITIVE_INFINITY, isLast: false }, cycles);
    const tooSlow = { least: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY, complete: true };
    const outcome = fast.least > cycles * sameCycles ? tooSlow : leastWithin(task, cycles);
    return {
      least: Math.max(outcome.least, free.least),
      bound: Math.max(outcome.bound, free.bound),
      complete: outcome.complete,
      fewest: fast.least,
    };
  }

  /** Fewest cycles first, then least energy among those. */
  #faster(search: ProvenSearch): Proven {
    const { proven } = this;
    const known = proven.best?.cycles ?? Number.POSITIVE_INFINITY;
    // A little more, so that what is as fast is looked at: it may cost less.
    const fast = fewestCycles(this.#taskOf(search, known * sameCycles ** 4));
    const bounds = { least: Math.min(proven.least, fast.least), bound: Math.min(proven.bound, fast.bound) };
    const own = search.front.best((_, cycles) => cycles);
    if (own === null || own.cycles > known * sameCycles) {
      // A search that gave up may have left one as fast.
      return { ...proven, ...bounds, ...(mayTie(fast.least, known) && { leastTiePj: Number.NEGATIVE_INFINITY }) };
    }
    const isTie = known <= own.cycles * sameCycles;
    const below = isTie ? proven.best!.energyPj : Number.POSITIVE_INFINITY;
    const { least } = leastWithin({ ...this.#taskOf(search, below), isLast: false }, own.cycles);
    const cheapest = search.front.best((energyPj, cycles) => {
      return cycles <= own.cycles * sameCycles ? energyPj : Number.POSITIVE_INFINITY;
    })!;
    const isBetter = !isTie || cheapest.energyPj < below;
    const leastTiePj = mayTie(proven.least, own.cycles) ? Math.min(proven.leastTiePj, least) : least;
    return { ...proven, ...bounds, best: isBetter ? cheapest : proven.best, leastTiePj };
  }
}

function areTied(one: number, other: number): boolean {
  return one <= other * sameCycles && other <= one * sameCycles;
}

/** Something that takes `least` cycles at least may be as fast. */
function mayTie(least: number, cycles = Number.POSITIVE_INFINITY): boolean {
  return least <= cycles * sameCycles;
}
