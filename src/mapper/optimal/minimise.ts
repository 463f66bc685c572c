import { wholeCycles } from '../../cost/whole-cycles.ts';
import { cappedGoal, cyclesGoal, type Goal, productGoal, sameCycles, sumGoal } from './goal.ts';
import type { ProvenSearch, SearchOutcome } from './proven-search.ts';
import type { Rates } from './rates.ts';
import type { Pace } from './seen-mappings.ts';
import { SpreadCharges } from './spread-charges.ts';

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

/** Tiles looked at, at first, with a pace or a price of a cycle that may not be the last. */
const firstTiles = 4000;

/** Of the tiles of a search, those that look for the fewest cycles; where other sizes are looked at as well, what these use they lack. */
const forCycles = 0.4;
const forCyclesAtEdges = 0.2;

/** Values that differ by so much are as good when a pace is chosen. */
const near = 1e-5;

/** Least energy with so many pJ for every cycle. */
export function leastSum(task: Task, pjPerCycle: number): SearchOutcome {
  const price = task.staticPj + pjPerCycle;
  return withPaces(task, { energy: 1, pjPerCycle: price }, (pace) => {
    return sumGoal(ratesOf({ pace, pjPerCycle: price }), pjPerCycle);
  });
}

/**
 * Least energy of what takes so many cycles at most. Bounds charge what is too slow a price per cycle, a Lagrange multiplier: the
 * one, and its pace, with which the least of all that was seen comes to the most.
 */
export function leastWithin(task: Task, cap: number): SearchOutcome {
  const { search, staticPj } = task;
  let known: SearchOutcome = { least: Number.NEGATIVE_INFINITY, bound: Number.NEGATIVE_INFINITY, complete: false };
  const last = search.visited + task.most;
  for (let step = 0; step === 0 || isOpen(search, known, last); step += 1) {
    const { pace, pjPerCycle } = search.seen.within(cap, staticPj);
    const rates = ratesOf({ pace, pjPerCycle: staticPj + pjPerCycle, mostCycles: cap });
    const goal = lastOf(task, cappedGoal(rates, { most: cap, pjPerCycle }));
    const budget = Math.min(last - search.visited, firstTiles * 4 ** step);
    known = tighter(known, search.search(goal, budget, task.below));
  }
  return known;
}

/** Fewest cycles; ends as soon as some mapping takes `enough`. */
export function fewestCycles(task: Task, enough = 0): SearchOutcome {
  const { search, most } = task;
  const { plan, space } = search;
  const whole = plan.exposed !== null;
  const bound = cyclesOnArray(search);
  let known: SearchOutcome = { least: bound, bound, complete: false };
  const reached = (): boolean => fastest(search) <= Math.max(known.least, enough) * sameCycles;
  // What costs little energy moves little: most often some such mapping is as fast as any. `below` is of cycles. Of sizes a little larger
  // it is often faster than what is known.
  const finding = { ...task, most: Math.min(most, 5 * firstTiles), below: Number.POSITIVE_INFINITY, isLast: false };
  const mayBeFaster = !space.edges.none && bound < task.below;
  if (mayBeFaster || task.below === Number.POSITIVE_INFINITY) leastWithin(finding, Math.max(bound, enough));
  if (!reached()) {
    const share = space.edges.none ? forCycles : forCyclesAtEdges;
    const goalOf = (pace: Pace): Goal => {
      return cyclesGoal(ratesOf({ pace, pjPerCycle: 1, energy: 0 }), { enough: Math.max(known.least, enough), whole });
    };
    known = tighter(known, withPaces({ ...task, most: most * share }, { energy: 0, pjPerCycle: 1 }, goalOf));
  }
  return { ...known, least: Math.min(fastest(search), known.least), complete: reached() };
}

/** Least energy times cycles. */
export function leastProduct(task: Task): SearchOutcome {
  const { search, staticPj, most, below } = task;
  const first = { ...task, most: most * 0.1, isLast: false };
  // What costs more, or takes longer, has a larger product than is known.
  const onArray = cyclesOnArray(search);
  const cheapest = leastSum({ ...first, below: (below / onArray) * sameCycles }, 0);
  const leastPj = cheapest.least;
  if (leastPj === Number.POSITIVE_INFINITY) return cheapest;
  const nothingBetter = { least: below, bound: Math.min(below, cheapest.bound * onArray), complete: true };
  if (leastPj * onArray >= below) return nothingBetter;
  const isKnown = leastPj > 0;
  const from = fewestCycles({
    ...first,
    below: isKnown ? (below / leastPj) * sameCycles : Number.POSITIVE_INFINITY,
  }).least;
  // Bounds may be below zero (convention `eyeriss`), and say nothing of a product before the least energy is known better.
  if (!isKnown) return { least: 0, bound: 0, complete: false };
  if (leastPj * from >= below) return nothingBetter;
  const value = (energyPj: number, cycles: number): number => energyPj * cycles;
  const to = Math.min(below, search.valueOf({ value })) / leastPj;
  const pjPerCycle = leastPj / from;
  const product = withPaces(task, { energy: 1, pjPerCycle: staticPj + pjPerCycle }, (pace) => {
    const rates = ratesOf({ pace, pjPerCycle: staticPj + pjPerCycle, mostCycles: to });
    return productGoal(rates, { from, to, pjPerCycle, leastPj });
  });
  return { ...product, least: Math.max(product.least, from * leastPj), bound: Math.max(product.bound, 0) };
}

/** With as much of the array at work as any mapping can lay out. */
function cyclesOnArray({ plan, space }: ProvenSearch): number {
  const spreads = space.levels.map((level) => level.spreads);
  const units = new SpreadCharges(spreads, space.sizes).instancesAbove(spreads.length);
  const cycles = (plan.operationsPerStep * space.points) / units;
  return plan.exposed === null ? cycles : wholeCycles(cycles);
}

/** Fewest cycles any mapping found takes. */
function fastest({ front }: ProvenSearch): number {
  return front.best((_, cycles) => cycles)?.cycles ?? Number.POSITIVE_INFINITY;
}

/**
 * Bounds count the cycles of a mixture of resources. The one that bounds what was seen so far closest is searched for a while, so
 * that what is seen with it may say another; once the bound is as high as what was seen, to the end.
 */
function withPaces(
  task: Task,
  { energy, pjPerCycle }: { energy: number; pjPerCycle: number },
  goalOf: (pace: Pace) => Goal,
): SearchOutcome {
  const { search, most, below } = task;
  const last = search.visited + most;
  const lookFor = (pace: Pace, budget: number): SearchOutcome =>
    search.search(lastOf(task, goalOf(pace)), Math.min(budget, last - search.visited), below);
  let pace = search.seen.closest(energy, pjPerCycle)?.pace ?? search.seen.byArithmetic;
  let known = lookFor(pace, firstTiles);
  let closest = Number.POSITIVE_INFINITY;
  let tiles = firstTiles;
  while (isOpen(search, known, last)) {
    const next = search.seen.closest(energy, pjPerCycle);
    if (next === null || next.leastPj <= search.boundPj + near * Math.abs(next.leastPj)) tiles = last - search.visited;
    // Nothing that was seen with the last pace says another: more of it has to be.
    else if (next.leastPj >= closest - near * Math.abs(closest)) tiles *= 4;
    closest = next?.leastPj ?? closest;
    pace = next?.pace ?? pace;
    known = tighter(known, lookFor(pace, tiles));
  }
  return known;
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

function ratesOf(prices: { pace: Pace; pjPerCycle: number; energy?: number; mostCycles?: number }): Rates {
  const { pace, pjPerCycle, energy = 1, mostCycles = Number.POSITIVE_INFINITY } = prices;
  return {
    energy,
    arithmeticPj: pace.arithmetic * pjPerCycle,
    portPj: pace.ports.map((share) => share * pjPerCycle),
    exposedPj: pjPerCycle,
    mostCycles,
  };
}
