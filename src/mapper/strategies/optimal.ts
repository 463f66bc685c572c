import type { MappingProof } from '../../cost/result.ts';
import { styleFault } from '../../cost/style-fault.ts';
import { constraintRules, mapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { InputError } from '../../shared/issue.ts';
import type { OperandRole, Problem, Rank } from '../../workload/problem.ts';
import { aboveText } from '../above-text.ts';
import { allowedMapping, type Mapspace } from '../allowed-mapping.ts';
import { constraintConflict } from '../constraint-conflict.ts';
import { firstMapping } from '../first-mapping.ts';
import { keepChoices } from '../keep-choices.ts';
import type { MappingOutcome, MappingProblem } from '../mapper.ts';
import { withNeededDimensions } from '../needed-dimensions.ts';
import { nothingFits } from '../nothing-fits.ts';
import { nothingFound } from '../nothing-found.ts';
import { objectiveText, objectiveUnit, objectiveValue } from '../objective.ts';
import { sameCycles } from '../optimal/goal.ts';
import type { Proven } from '../optimal/proven.ts';
import { alone, type Team } from '../optimal/team.ts';
import { type Help, helpTeam } from '../optimal/team-search.ts';
import { SearchClock, type SearchWatch } from '../search-watch.ts';
import { toMapping } from '../to-mapping.ts';
import { tooSlow } from '../too-slow.ts';
import { withoutUnits } from '../without-units.ts';
import { type KeepChoices, ProofSpaces, type SpaceCount } from './proof-spaces.ts';
import { orFound, searchSpaces } from './search-spaces.ts';

/** Tiles looked at before a search gives up and says how far off it may be: some ten seconds. */
const mostTiles = 2e7;

interface ProofOptions {
  /** Every choice of what each level keeps is in the space; else each keeps all it has a memory for. */
  readonly bypass?: boolean;
  /** Factors need not divide (`roundedSizes`). */
  readonly imperfect?: boolean | undefined;
  /** Tiles looked at, for each such choice. */
  readonly most?: number;
  /** Until then more and more tiles are looked at, as long as something is open; after it the best found so far is given. Absent: no clock is looked at. */
  readonly timeLimitMs?: number | undefined;
  readonly watch?: SearchWatch | undefined;
  /** Who searches; default: this thread alone. */
  readonly team?: Team | undefined;
}

/**
 * The mapping of least energy, or of what else is asked for, among all with dividing factors: every split of every dimension
 * over levels and axes, every loop order. What it makes small are the energy, with leakage and clock power, and the cycles of the
 * result, first fill and last drain included (docs/decisions/0010). Throws InputError for what it cannot prove anything of.
 */
export function mapByProof(
  given: MappingProblem,
  { bypass = false, imperfect = false, most = mostTiles, timeLimitMs, watch, team = alone() }: ProofOptions = {},
): MappingOutcome {
  const { problem, keeps } = prepared(given, bypass);
  const { layer, hardware } = problem;
  const isLimited = (hardware.constraints.rules ?? []).length > 0;
  const mapspace: Mapspace = { bypass, factors: imperfect ? 'imperfect' : 'perfect' };
  const nothingAllowed = () => constraintConflict(problem, mapspace) ?? nothingFits(problem);
  if (isLimited && allowedMapping(withNeededDimensions(problem), mapspace) === null) {
    return { found: false, issues: [nothingAllowed()] };
  }
  const clock = new SearchClock(watch, timeLimitMs);
  const spaces = new ProofSpaces(problem, { keeps, imperfect });
  const goesOn = (known: Proven): boolean => timeLimitMs !== undefined && isOpen(problem, known);
  const searched = searchSpaces(spaces, { most, goesOn, clock, team });
  const isEnded = isOpen(problem, searched.proven);
  const { proven, counts, keptBy } = isEnded ? orFound(spaces, searched, firstMapping(problem, keeps[0]!)) : searched;
  if (proven.best === null) {
    const isSlow = proven.fastest < Number.POSITIVE_INFINITY;
    if (proven.least < Number.POSITIVE_INFINITY) {
      const ended = {
        stopped: clock.stopped ?? 'tiles',
        ...(isSlow && { fastest: proven.fastest, fewest: proven.fewest }),
      } as const;
      return { found: false, issues: [nothingFound(problem, ended)] };
    }
    return {
      found: false,
      issues: [isSlow ? tooSlow(problem, proven) : isLimited ? nothingAllowed() : nothingFits(problem)],
    };
  }
  const proof = proofOf(problem, proven, { counts, clock, ...(imperfect && { cutAs: spaces.cutAs }) });
  const mapping = toMapping(proven.best, { keep: keeps[keptBy]!, problem: layer.problem, hardware });
  return { found: true, mapping, mapper: summary(proof), evaluated: proof.evaluated, proof };
}

/** What all but the first of a team do; `signal`: as in `SearchWatch`. */
export function helpProof(
  given: MappingProblem,
  { bypass = false, imperfect = false }: ProofOptions,
  { signal, ...team }: Help & { readonly signal: NonNullable<SearchWatch['signal']> },
): void {
  const { problem, keeps } = prepared(given, bypass);
  const spaces = new ProofSpaces(problem, { keeps, imperfect });
  helpTeam(team, {
    searched: (space) => spaces.searched(space),
    searchSpaces: ({ from, count, known, remainingMs }, work) => {
      const clock = new SearchClock({ signal }, remainingMs);
      work.gather(count, (i) => spaces.search(from + i, known, { clock, team: team.self }));
    },
  });
}

/** Throws InputError for what nothing can be proven of. */
function prepared(given: MappingProblem, bypass: boolean): { problem: MappingProblem; keeps: KeepChoices } {
  const problem = { ...given, layer: { ...given.layer, problem: withoutUnits(given.layer.problem) } };
  const { layer, hardware } = problem;
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const keeps = keepChoices(layer.problem, hardware, { bypass, limits });
  refuseUnproven(problem, keeps);
  return { problem, keeps };
}

function proofOf(
  problem: MappingProblem,
  proven: Proven,
  { counts, clock, ...cut }: { counts: readonly SpaceCount[]; clock: SearchClock } & Pick<MappingProof, 'cutAs'>,
): MappingProof {
  const sum = (of: (space: SpaceCount) => number): number => counts.reduce((all, each) => all + of(each), 0);
  const { objective } = problem;
  const { energyPj, cycles } = proven.best!;
  const { value, gap, energyGap } = gapsOf(problem, proven);
  const isLeft = isOpen(problem, proven);
  const leftOut = sum(({ ruledOut }) => ruledOut.bound);
  return {
    mappings: sum(({ mappings }) => mappings),
    evaluated: sum(({ evaluated }) => evaluated),
    ruledOut: {
      notAllowed: sum(({ ruledOut }) => ruledOut.notAllowed),
      tooLarge: sum(({ ruledOut }) => ruledOut.tooLarge),
      bound: isLeft ? 0 : leftOut,
      sameOrder: sum(({ ruledOut }) => ruledOut.sameOrder),
    },
    ...(isLeft && { open: leftOut }),
    ...cut,
    objective: objectiveText(objective),
    unit: objectiveUnit(objective),
    value,
    // Tables made once a mapping is known leave out what costs as much, and say no more than that.
    bound: Math.min(proven.bound, value),
    gap,
    ...(isLeft && { stopped: clock.stopped ?? 'tiles' }),
    ...(objective === 'latency' && { energyGap }),
    energyPj,
    cycles,
  };
}

/** How far above the best there is the best found may be, and with latency its energy above the least of what is as fast; 0: proven. */
function gapsOf({ objective, hardware }: MappingProblem, { best, least, leastTiePj }: Proven) {
  const { energyPj, cycles } = best!;
  const value = objectiveValue(objective, hardware.clockMhz)(energyPj, cycles);
  const gapTo = (proven: number, own: number): number => (proven >= own ? 0 : own / Math.max(proven, 0) - 1);
  const energyGap = objective === 'latency' ? gapTo(leastTiePj, energyPj) : 0;
  return { value, gap: gapTo(least, value / sameCycles), energyGap };
}

/** A better mapping may be left. */
function isOpen(problem: MappingProblem, proven: Proven): boolean {
  if (proven.best === null) return proven.least < Number.POSITIVE_INFINITY;
  const { gap, energyGap } = gapsOf(problem, proven);
  return gap > 0 || energyGap > 0;
}

function summary({ mappings, evaluated, gap, energyGap = 0, stopped }: MappingProof): string {
  const end = stopped === 'time' ? '; the time was over' : stopped === 'cancelled' ? '; cancelled' : '';
  const number = mappings < 1e6 ? Math.round(mappings) : mappings.toExponential(1).replace('e+', 'e');
  const all = `${number} mapping${number === 1 ? '' : 's'}; ${evaluated} evaluated${end}`;
  if (gap === Number.POSITIVE_INFINITY) return `optimal: nothing is proven yet of ${all}`;
  if (gap > 0) return `optimal: ${aboveText(gap)} the best of ${all}`;
  if (energyGap === Number.POSITIVE_INFINITY)
    return `optimal: as fast as any, nothing is proven yet of its energy, of ${all}`;
  if (energyGap > 0) return `optimal: as fast as any, energy ${aboveText(energyGap)} the least of those, of ${all}`;
  return `optimal: proven best of ${all}`;
}

/** What the bounds do not hold for. */
function refuseUnproven(problem: MappingProblem, keeps: KeepChoices): void {
  const styleFaults = keeps.flatMap((keep) => styleFault({ ...problem, keep }) ?? []);
  const reasons = [...unproven(problem), ...styleFaults.slice(0, 1)];
  if (reasons.length === 0) return;
  const message = `strategy optimal can prove nothing for ${problem.layer.name}: ${reasons.join('; ')}`;
  // The first keeps all it can.
  const isOfOthers = unproven(problem).length === 0 && styleFault({ ...problem, keep: keeps[0]! }) === null;
  const hint = isOfOthers ? 'without bypass it proves the best mapping' : 'strategy templates searches it';
  throw new InputError([{ code: 'cannot-prove', severity: 'error', message, hint }]);
}

function unproven({ layer, hardware, convention, compressed }: MappingProblem): string[] {
  return [
    ...(convention.rule === 'element' ? [] : [`convention ${convention.name} fetches whole tiles`]),
    ...(tilesOverlap(layer.problem, 'W') && compressed !== undefined && hardware.decoder !== undefined
      ? ['a decoder stands in the path of weights whose tiles overlap']
      : []),
    ...(tilesOverlap(layer.problem, 'O') ? ['tiles of its output overlap'] : []),
  ];
}

function tilesOverlap({ operands }: Problem, role: OperandRole): boolean {
  return operands.some((operand) => operand.role === role && operand.ranks.some(isWindow));
}

function isWindow(rank: Rank): boolean {
  return rank.length > 1 || rank.some(({ coefficient }) => coefficient !== 1);
}
