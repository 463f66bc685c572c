import { EdgeEstimate } from '../../cost/edge-estimate.ts';
import { type QuickPlan, quickPlan } from '../../cost/quick-plan.ts';
import type { MappingProof } from '../../cost/result.ts';
import type { MappingProblem } from '../mapper.ts';
import { staticPjPerCycle } from '../mapping-score.ts';
import { objectiveValue } from '../objective.ts';
import { leastAnywhere } from '../optimal/least-anywhere.ts';
import { type MapspaceSize, wholeMapspace } from '../optimal/mapspace-size.ts';
import { type Ask, ObjectiveSearch } from '../optimal/objective-search.ts';
import { planLimits } from '../optimal/plan-limits.ts';
import type { KnownBefore, Proven } from '../optimal/proven.ts';
import { ProvenSearch } from '../optimal/proven-search.ts';
import { roundedSizes } from '../optimal/rounded-sizes.ts';
import { type SeenMapping, SeenMappings } from '../optimal/seen-mappings.ts';
import { spreadLimits } from '../optimal/spreads.ts';
import type { Team } from '../optimal/team.ts';
import type { Searched } from '../optimal/team-search.ts';
import type { SearchClock, Stopped } from '../search-watch.ts';

export type KeepChoices = readonly (readonly (readonly string[])[])[];

/** Mappings of one space: how many, and what became of them. */
export type SpaceCount = Pick<MappingProof, 'mappings' | 'evaluated' | 'ruledOut'>;

/** What one space gave, as plain data. */
export interface SpaceResult {
  /** Of this space and of what was known before. */
  readonly proven: Proven;
  readonly count: SpaceCount;
  /** Tiles looked at. */
  readonly visited: number;
  /** Of what is left for sizes larger than the layer's own. */
  readonly usedForEdges: number;
  readonly seen: readonly SeenMapping[];
  readonly stopped: Exclude<Stopped, 'tiles'> | null;
}

interface SpacesInput {
  readonly keeps: KeepChoices;
  /** Factors need not divide (`roundedSizes`). */
  readonly imperfect: boolean;
}

/** Of the tiles of one search, each space of sizes larger than the layer's own has this share at least. */
const leastShare = 0.01;

/** The spaces of a proof, one for each choice of sizes and of what levels keep: the layer's own sizes first. */
export class ProofSpaces {
  readonly ask: Ask;
  readonly #problem: MappingProblem;
  readonly #spaces: readonly (readonly [sizes: readonly number[], keep: number])[];
  readonly #plans: readonly { readonly plan: QuickPlan; readonly atEdges: EdgeEstimate | undefined }[];

  constructor(problem: MappingProblem, { keeps, imperfect }: SpacesInput) {
    const { layer, hardware, objective } = problem;
    this.#problem = problem;
    const own = layer.problem.dimensions.map(({ size }) => size);
    this.#plans = keeps.map((keep) => {
      const plan = quickPlan({ ...problem, keep, styled: true, ramp: true });
      return { plan, atEdges: imperfect ? new EdgeEstimate(plan) : undefined };
    });
    this.#spaces = (imperfect ? roundedSizes(own, hardware) : [own]).flatMap((sizes) =>
      keeps.map((_, keep) => [sizes, keep] as const),
    );
    const { clockMhz } = hardware;
    this.ask = { objective, clockMhz, staticPj: staticPjPerCycle(problem), isPart: this.#spaces.length > 1 };
  }

  get count(): number {
    return this.#spaces.length;
  }

  /** Which choice of what levels keep it is of. */
  keepOf(space: number): number {
    return this.#spaces[space]![1];
  }

  /** By dimension: the sizes it is cut as. */
  get cutAs(): Record<string, readonly number[]> {
    const { dimensions } = this.#problem.layer.problem;
    return Object.fromEntries(
      dimensions.map(({ name }, d) => [
        name,
        [...new Set(this.#spaces.map(([sizes]) => sizes[d]!))].sort((a, b) => a - b),
      ]),
    );
  }

  searched(space: number): Searched {
    const [sizes, keep] = this.#spaces[space]!;
    const { plan, atEdges } = this.#plans[keep]!;
    const rounded = { ...plan, nest: { ...plan.nest, sizes } };
    return { plan: rounded, hardware: this.#problem.hardware, atEdges };
  }

  search(
    number: number,
    { proven, most, leftForEdges, seen: before }: KnownBefore,
    { clock, team }: { readonly clock: SearchClock; readonly team: Team },
  ): SpaceResult {
    if ((proven.best !== null || clock.isOverdue) && clock.tick(null)) {
      const left = this.#leftOut(number, proven, clock.stopped);
      if (left !== null) return left;
    }
    const { plan, hardware, atEdges } = this.searched(number);
    const { staticPj } = this.ask;
    const seen = new SeenMappings(plan.ports.length, before);
    const each = new ProvenSearch(plan, hardware, { staticPj, clock, team, number, atEdges, seen });
    const isOwnSize = each.space.edges.none;
    const search = new ObjectiveSearch(this.ask, proven);
    search.add(each, isOwnSize ? most : Math.max(leftForEdges, most * leastShare));
    const count = countOf(each);
    each.close();
    const { visited } = each;
    clock.add(visited, each.evaluated);
    const usedForEdges = isOwnSize ? 0 : visited;
    const { stopped } = clock;
    const isOpen = stopped !== null || search.proven.leastTiePj === none;
    const least = isOpen ? this.#leastOf(plan) : null;
    const raised = least === null ? search.proven : atLeast(least, search.proven, proven);
    return { proven: raised, count, visited, usedForEdges, seen: seen.own, stopped };
  }

  /** Of a space that is not begun; null: nothing is known of it without. */
  #leftOut(number: number, before: Proven, stopped: SpaceResult['stopped']): SpaceResult | null {
    const { plan, hardware } = this.searched(number);
    const least = this.#leastOf(plan);
    if (least === null) return null;
    const { sizes, problem } = plan.nest;
    const own = problem.dimensions.map(({ size }) => size);
    const limits = planLimits(plan, hardware, own).levels.map((allowed, level) => {
      return { limits: spreadLimits(hardware.levels[level]!.fanout, allowed) };
    });
    const count = unevaluated(wholeMapspace({ sizes, levels: limits }));
    return {
      proven: atLeast(least, { ...before, ...unknown }, before),
      count,
      visited: 0,
      usedForEdges: 0,
      seen: [],
      stopped,
    };
  }

  /** Of any mapping with such a choice of keepers; null: not known. */
  #leastOf(plan: QuickPlan): Bounds | null {
    const { objective, clockMhz, staticPj } = this.ask;
    const least = leastAnywhere(plan);
    if (least === null) return null;
    const { cycles } = least;
    const energyPj = least.energyPj + staticPj * cycles;
    const value = objectiveValue(objective, clockMhz)(energyPj, cycles);
    return { least: value, bound: value, leastTiePj: energyPj, fewest: cycles };
  }
}

type Bounds = Pick<Proven, 'least' | 'bound' | 'leastTiePj' | 'fewest'>;

const none = Number.NEGATIVE_INFINITY;
const unknown: Bounds = { least: none, bound: none, leastTiePj: none, fewest: none };

/** What is proven of spaces before and of one more, of which so much is known at least. */
function atLeast(own: Bounds, proven: Proven, before: Proven): Proven {
  const raised = (of: keyof Bounds): number => Math.max(proven[of], Math.min(before[of], own[of]));
  return {
    ...proven,
    least: raised('least'),
    bound: raised('bound'),
    leastTiePj: raised('leastTiePj'),
    fewest: raised('fewest'),
  };
}

/** Of one choice of what levels keep. */
function countOf(search: ProvenSearch): SpaceCount {
  const { choices, evaluated, space } = search;
  if (evaluated === 0 && (!space.edges.none || search.clock.isOverdue)) {
    // To tell what did not fit from what costs too much would take longer than the search did.
    return unevaluated(wholeMapspace(space));
  }
  const { splits, allowed, fitting, orders } = search.size();
  return {
    mappings: splits * orders,
    evaluated,
    ruledOut: {
      notAllowed: (splits - allowed) * orders,
      tooLarge: (allowed - fitting) * orders,
      bound: (fitting - choices) * orders,
      sameOrder: choices * orders - evaluated,
    },
  };
}

function unevaluated({ splits, orders }: Pick<MapspaceSize, 'splits' | 'orders'>): SpaceCount {
  const mappings = splits * orders;
  return { mappings, evaluated: 0, ruledOut: { notAllowed: 0, tooLarge: 0, bound: mappings, sameOrder: 0 } };
}
