import { cappedGoal, cyclesGoal, type Goal, productGoal, sameCycles, sumGoal } from './goal.ts';
import type { ProvenSearch, SearchOutcome } from './proven-search.ts';
import type { Rates } from './rates.ts';

/** One objective on one search: what it may do, and what is known from others. */
export interface Task {
  readonly search: ProvenSearch;
  /** Leakage and clock power. */
  readonly staticPj: number;
  /** Tiles looked at. */
  readonly most: number;
  /** Only values below this matter. */
  readonly below: number;
  /** What is proven here is proven of the objective. */
  readonly isLast?: boolean;
}

/** How much of a cycle's price goes to the arithmetic, the rest to one port. */
interface Pace {
  readonly port: number;
  readonly arithmetic: number;
}

const byArithmetic: Pace = { port: -1, arithmetic: 1 };

/** All of it to one resource. */
function paceOf(busiest: number): Pace {
  return { port: busiest, arithmetic: busiest < 0 ? 1 : 0 };
}

/** Least energy with so many pJ for every cycle. */
export function leastSum(task: Task, pjPerCycle: number): SearchOutcome {
  const { search, staticPj } = task;
  const value = (energyPj: number, cycles: number): number => energyPj + pjPerCycle * cycles;
  return withPaces(task, value, (pace) => {
    return sumGoal(ratesOf(search, { pace, pjPerCycle: staticPj + pjPerCycle }), pjPerCycle);
  });
}

/**
 * Least energy of what takes so many cycles at most. Bounds charge what is too slow a price per cycle, found as for any
 * Lagrange multiplier: where the cheapest that is too slow and the cheapest that is not cost the same.
 */
export function leastWithin(task: Task, cap: number): SearchOutcome {
  const { search, staticPj } = task;
  const { front } = search;
  const first = front.best((_, cycles) => (cycles <= cap * sameCycles ? cycles : Number.POSITIVE_INFINITY));
  let pace = paceOf(first?.busiest ?? -1);
  let pjPerCycle = 0;
  let known: SearchOutcome = { least: Number.NEGATIVE_INFINITY, bound: Number.NEGATIVE_INFINITY, complete: false };
  const last = search.visited + task.most;
  for (let step = 0; step === 0 || isOpen(search, known, last); step += 1) {
    const rates = ratesOf(search, { pace, pjPerCycle: staticPj + pjPerCycle, mostCycles: cap });
    const budget = Math.min(last - search.visited, task.most * 0.01 * 4 ** step);
    const goal = cappedGoal(rates, { most: cap, pjPerCycle });
    known = tighter(known, search.search(lastOf(task, goal), budget, task.below));
    const slow = front.best((energyPj, cycles) => {
      return cycles > cap * sameCycles ? energyPj + pjPerCycle * cycles : Number.POSITIVE_INFINITY;
    });
    const quick = front.best(goal.value);
    if (slow === null) continue;
    pace = paceOf(slow.busiest);
    const steeper =
      quick === null ? slow.energyPj / slow.cycles : (quick.energyPj - slow.energyPj) / (slow.cycles - cap);
    if (steeper > 0) pjPerCycle = Math.max(steeper, 0);
  }
  return known;
}

/** Fewest cycles; ends as soon as some mapping takes `enough`. */
export function fewestCycles(task: Task, enough = 0): SearchOutcome {
  const { search, most } = task;
  const { plan, space } = search;
  const units = space.levels.reduce((all, { spreads }) => {
    return all * Math.max(...spreads.map(({ both }) => both.reduce((product, factor) => product * factor, 1)));
  }, 1);
  const bound = (plan.operationsPerStep * space.points) / units;
  let known: SearchOutcome = { least: bound, bound, complete: false };
  const reached = (): boolean => fastest(search) <= Math.max(known.least, enough) * sameCycles;
  const ended = (): SearchOutcome => ({ ...known, least: Math.min(fastest(search), known.least), complete: reached() });
  // What costs little energy moves little: most often some such mapping is as fast as any. `below` is of cycles.
  const finding = { ...task, most: most * 0.01, below: Number.POSITIVE_INFINITY, isLast: false };
  leastWithin(finding, Math.max(bound, enough));
  if (reached()) return ended();
  const end = search.front.best((_, cycles) => cycles);
  const port = end?.busiest ?? -1;
  const paces = port < 0 ? [byArithmetic] : [{ port, arithmetic: 0 }, byArithmetic, { port, arithmetic: 0.5 }];
  for (const [step, pace] of paces.entries()) {
    const rates = ratesOf(search, { pace, pjPerCycle: 1, energy: 0 });
    const budget = step === paces.length - 1 ? most * 0.1 : most * 0.01;
    const goal = cyclesGoal(rates, Math.max(known.least, enough));
    known = tighter(known, search.search(lastOf(task, goal), budget, task.below));
    if (known.complete || reached()) return ended();
    leastWithin(finding, Math.max(known.least, enough));
    if (reached()) return ended();
  }
  return ended();
}

/** Least energy times cycles. */
export function leastProduct(task: Task): SearchOutcome {
  const { search, staticPj, most } = task;
  const first = { ...task, most: most * 0.1, below: Number.POSITIVE_INFINITY, isLast: false };
  const cheapest = leastSum(first, 0);
  const fast = fewestCycles(first);
  const leastPj = cheapest.least;
  const from = fast.least;
  if (leastPj === Number.POSITIVE_INFINITY) return cheapest;
  // Bounds may be below zero (convention `eyeriss`), and say nothing of a product before the least energy is known better.
  if (leastPj <= 0) return { least: 0, bound: 0, complete: false };
  const value = (energyPj: number, cycles: number): number => energyPj * cycles;
  const to = Math.min(task.below, search.valueOf({ value })) / leastPj;
  const product = withPaces(task, value, (pace) => {
    const pjPerCycle = leastPj / from;
    const rates = ratesOf(search, { pace, pjPerCycle: staticPj + pjPerCycle, mostCycles: to });
    return productGoal(rates, { from, to, pjPerCycle, leastPj });
  });
  return { ...product, least: Math.max(product.least, from * leastPj), bound: Math.max(product.bound, 0) };
}

/** Fewest cycles any mapping found takes. */
function fastest({ front }: ProvenSearch): number {
  return front.best((_, cycles) => cycles)?.cycles ?? Number.POSITIVE_INFINITY;
}

/**
 * Bounds count the cycles of one resource, or of two in part. The arithmetic is tried first; where that does not end soon, the
 * port that sets the pace of the best mapping found, and both together.
 */
function withPaces(task: Task, value: Goal['value'], goalOf: (pace: Pace) => Goal): SearchOutcome {
  const { search, most, below } = task;
  const last = search.visited + most;
  const lookFor = (pace: Pace, budget: number): SearchOutcome =>
    search.search(lastOf(task, goalOf(pace)), budget, below);
  let known = lookFor(byArithmetic, most * 0.01);
  const port = search.front.best(value)?.busiest ?? -1;
  const others =
    port < 0
      ? []
      : [
          { port, arithmetic: 0 },
          { port, arithmetic: 0.5 },
        ];
  for (const pace of others) {
    if (known.complete) return known;
    known = tighter(known, lookFor(pace, most * 0.05));
  }
  if (known.complete) return known;
  const pace = others.at(-1) ?? byArithmetic;
  return tighter(known, lookFor(pace, last - search.visited));
}

function lastOf({ isLast = true }: Task, goal: Goal): Goal {
  return { ...goal, isLast };
}

/** There is something left to look for, and leave to do so. */
function isOpen({ visited, clock }: ProvenSearch, { complete }: SearchOutcome, last: number): boolean {
  return !complete && visited < last && clock.stopped === null;
}

/** Both hold. */
function tighter(known: SearchOutcome, other: SearchOutcome): SearchOutcome {
  const bound = Math.max(known.bound, other.bound);
  return other.complete ? { ...other, bound } : { ...other, bound, least: Math.max(known.least, other.least) };
}

function ratesOf(
  { plan: { ports } }: ProvenSearch,
  prices: { pace: Pace; pjPerCycle: number; energy?: number; mostCycles?: number },
): Rates {
  const { pace, pjPerCycle, energy = 1, mostCycles = Number.POSITIVE_INFINITY } = prices;
  return {
    energy,
    arithmeticPj: pace.arithmetic * pjPerCycle,
    portPj: ports.map((_, port) => (port === pace.port ? (1 - pace.arithmetic) * pjPerCycle : 0)),
    mostCycles,
  };
}
