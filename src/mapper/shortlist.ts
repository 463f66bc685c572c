import { QuickEstimate } from '../cost/quick-estimate.ts';
import { quickPlan } from '../cost/quick-plan.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { parseMapping } from '../mapping/parse.ts';
import { InputError } from '../shared/issue.ts';
import type { Candidate, MappingProblem } from './mapper.ts';
import { mappingScore } from './mapping-score.ts';
import { bestOf } from './strategies/candidates.ts';
import { withoutUnits } from './without-units.ts';

/** Mappings judged by the full estimate; the quick one, which sees dimensions as rounded up, says which. */
const mostJudged = 8;

/** The best of many mappings; undefined when none of them fits. */
export function bestCandidate(
  problem: MappingProblem,
  candidates: readonly Candidate[],
  memo: CandidateMemo,
): Candidate | undefined {
  const ranked = candidates.length <= mostJudged ? candidates : quickest(problem, candidates, memo);
  return bestOf(problem, ranked) ?? undefined;
}

function quickest(problem: MappingProblem, candidates: readonly Candidate[], memo: CandidateMemo): Candidate[] {
  const layer = { ...problem.layer, problem: withoutUnits(problem.layer.problem) };
  const estimates = new Map<string, QuickEstimate>();
  const score = mappingScore(problem);
  const scored = candidates.flatMap((candidate) => {
    const flat = memo.flatten(problem, candidate.text);
    if (flat === null) return [];
    const known = estimates.get(flat.keepText);
    const estimate = known ?? new QuickEstimate(quickPlan({ ...problem, layer, keep: flat.keep }));
    estimates.set(flat.keepText, estimate);
    if (!estimate.evaluate(flat.factors, flat.order)) return [];
    return [{ candidate, score: score(estimate.energyPj, estimate.cycles) }];
  });
  // Sorting is stable: of equal ones the first stays first.
  scored.sort((a, b) => a.score - b.score);
  return scored.slice(0, mostJudged).map(({ candidate }) => candidate);
}

/** A mapping as `QuickEstimate` takes it. */
interface FlatMapping {
  readonly keep: readonly (readonly string[])[];
  readonly keepText: string;
  readonly factors: Int32Array;
  readonly order: Int32Array;
}

/** Mappings read before: accelerators of one structure share them. */
export class CandidateMemo {
  /** null: the mapping is not of this layer, or not of an accelerator with these levels. */
  readonly #known = new Map<string, FlatMapping | null>();
  readonly #ofProblem = new WeakMap<object, string>();

  flatten({ layer, hardware }: MappingProblem, text: string): FlatMapping | null {
    const shape = this.#ofProblem.get(layer.problem) ?? JSON.stringify(layer.problem);
    this.#ofProblem.set(layer.problem, shape);
    const levels = hardware.levels.map(({ name, memories }) => `${name} ${memories.map(({ roles }) => roles).join()}`);
    const key = `${shape}\n${levels.join('\n')}\n${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const flat = flattened({ layer, hardware }, text);
    this.#known.set(key, flat);
    return flat;
  }
}

function flattened({ layer, hardware }: Pick<MappingProblem, 'layer' | 'hardware'>, text: string): FlatMapping | null {
  try {
    return flatMapping(layer.problem, parseMapping(text, layer.problem, hardware, ''));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function flatMapping(problem: MappingProblem['layer']['problem'], { levels }: Mapping): FlatMapping {
  const names = withoutUnits(problem).dimensions.map(({ name }) => name);
  const factors = new Int32Array(levels.length * 3 * names.length).fill(1);
  const order = new Int32Array(levels.length * names.length);
  for (const [level, { temporal, x, y }] of levels.entries()) {
    for (const [slot, loops] of [temporal, x, y].entries()) {
      for (const { dimension, factor } of loops) {
        const at = names.indexOf(dimension);
        if (at >= 0) factors[(level * 3 + slot) * names.length + at]! *= factor;
      }
    }
    const walked = temporal.map(({ dimension }) => names.indexOf(dimension)).filter((at) => at >= 0);
    const rest = names.map((_, at) => at).filter((at) => !walked.includes(at));
    order.set([...new Set([...walked, ...rest])], level * names.length);
  }
  const keep = levels.map((level) => level.keep);
  return { keep, keepText: JSON.stringify(keep), factors, order };
}
