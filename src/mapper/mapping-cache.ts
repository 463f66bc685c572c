import type { MappingProof } from '../cost/result.ts';
import { printMapping } from '../mapping/print.ts';
import { InputError } from '../shared/issue.ts';
import { version } from '../shared/version.ts';
import { mapFixed, mapLayer } from './map-layer.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from './mapper.ts';
import type { SearchWatch } from './search-watch.ts';
import { mapByCandidates } from './strategies/candidates.ts';

/** Mappings found before, by a text that says everything a search depends on. */
export interface MappingCache {
  find(question: string): RememberedMapping | undefined;
  keep(question: string, mapping: RememberedMapping): void;
}

export interface RememberedMapping {
  /** In its text form. */
  readonly text: string;
  readonly mapper: string;
  readonly evaluated: number;
  readonly proof?: MappingProof | undefined;
}

/** Raised whenever a search may find another mapping for the same question. */
const revision = 24;

/**
 * As `mapLayer`, but a search that was done before is not done again. What a cache holds is checked like any mapping that is
 * given: what does not fit is searched anew.
 */
export function mapRemembered(
  problem: MappingProblem,
  choice: MapperChoice,
  { cache, watch }: { readonly cache?: MappingCache | undefined; readonly watch?: SearchWatch | undefined } = {},
): MappingOutcome {
  const { outcome: known, keep } = recallMapping(problem, choice, cache);
  if (known !== undefined) return known;
  const outcome = mapLayer(problem, choice, { watch });
  keep(outcome);
  return outcome;
}

/** What is known already: undefined where it has to be searched; `keep` is told what was found then. */
export function recallMapping(
  problem: MappingProblem,
  choice: MapperChoice,
  cache: MappingCache | undefined,
): { readonly outcome: MappingOutcome | undefined; readonly keep: (outcome: MappingOutcome) => void } {
  const offered = choice.strategy === 'templates' ? choice.candidates?.get(problem.layer.name) : undefined;
  const chosen = offered && mapByCandidates(problem, offered);
  const question = chosen || cache === undefined ? undefined : mappingQuestion(problem, choice);
  if (cache === undefined || question === undefined) return { outcome: chosen ?? undefined, keep: () => {} };
  const known = findMapping(question, { problem, choice }, cache);
  return {
    outcome: known && outcomeOf(problem, known),
    keep: (outcome) => {
      if (outcome.found && mayBeKept(outcome)) cache.keep(question, toRemember(outcome));
    },
  };
}

/** By its question; with a time limit a search goes on where it ends without, but what was proven without is proven all the same. */
export function findMapping(
  question: string,
  { problem, choice }: { readonly problem: MappingProblem; readonly choice: MapperChoice },
  cache: MappingCache,
): RememberedMapping | undefined {
  const known = cache.find(question);
  if (known !== undefined || choice.strategy !== 'optimal' || choice.timeLimitMs === undefined) return known;
  const { timeLimitMs: _, ...withoutLimit } = choice;
  const other = cache.find(mappingQuestion(problem, withoutLimit)!);
  return other?.proof?.gap === 0 && !other.proof.energyGap ? other : undefined;
}

type Found = Extract<MappingOutcome, { readonly found: true }>;

/** What a clock or somebody ended another run may find better; where nothing is proven there is no gap to be written. */
export function mayBeKept({ proof }: Found): boolean {
  if (proof === undefined) return true;
  const { stopped = 'tiles', gap, energyGap = 0 } = proof;
  return stopped === 'tiles' && Number.isFinite(gap) && Number.isFinite(energyGap);
}

export function toRemember({ mapping, mapper, evaluated, proof }: Found): RememberedMapping {
  return { text: printMapping(mapping), mapper, evaluated, proof };
}

/** Everything a search depends on; undefined where nothing is searched. */
export function mappingQuestion(problem: MappingProblem, choice: MapperChoice): string | undefined {
  if (choice.strategy === 'fixed' && choice.mappings.has(problem.layer.name)) return undefined;
  const { layer, hardware, prices, convention, objective, compressed } = problem;
  const { name: _, origin: __, reads: ___, repeat: ____, ...shape } = layer;
  const { name: _name, energyUnit: _unit, ...organisation } = hardware;
  const stored = compressed && {
    encoding: compressed.encoding,
    zeroShare: compressed.zeroShare,
    indices: compressed.indices,
  };
  const how =
    choice.strategy === 'templates'
      ? [choice.dataflow]
      : choice.strategy === 'optimal'
        ? [choice.bypass, choice.imperfect ?? false, choice.timeLimitMs !== undefined]
        : [];
  const question = [
    version,
    revision,
    choice.strategy,
    ...how,
    objective,
    convention.name,
    shape,
    organisation,
    [...prices],
    stored ?? null,
  ];
  return JSON.stringify(question, (key, value: unknown) => (changesNothing.includes(key) ? undefined : value));
}

/** Where a constraint was written, what is said of a component, and areas. What components cost is among the prices. */
const changesNothing: readonly string[] = [
  ...['writtenAt', 'dimensionsAt'],
  ...['description', 'source', 'component', 'areaUm2', 'areaSource'],
];

function outcomeOf(problem: MappingProblem, known: RememberedMapping): MappingOutcome | undefined {
  try {
    const outcome = mapFixed(problem, known.text);
    if (!outcome.found) return undefined;
    const { mapper, evaluated, proof } = known;
    return { found: true, mapping: outcome.mapping, mapper, evaluated, ...(proof && { proof }) };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
