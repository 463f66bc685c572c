import { elementBits } from '../../dataflow/element-bits.ts';
import { capacityIssues } from '../../dataflow/fit.ts';
import { buildNest } from '../../dataflow/nest.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { parseMapping } from '../../mapping/parse.ts';
import { validateMapping } from '../../mapping/validate.ts';
import { InputError } from '../../shared/issue.ts';
import type { Candidate, MappingOutcome, MappingProblem } from '../mapper.ts';
import { fullScore } from '../mapping-score.ts';
import { exceedsCap } from '../too-slow.ts';

/** The best of given mappings by the full estimate; null when none of them fits this layer on this accelerator, or is fast enough. */
export function mapByCandidates(problem: MappingProblem, candidates: readonly Candidate[]): MappingOutcome | null {
  const best = bestOf(problem, candidates);
  return best && { found: true, mapping: best.mapping, mapper: best.mapper, evaluated: candidates.length };
}

/** The same, as one of those given. */
export function bestOf(
  problem: MappingProblem,
  candidates: readonly Candidate[],
): (Candidate & { readonly mapping: Mapping }) | null {
  let best: (Candidate & { readonly mapping: Mapping; readonly score: number }) | null = null;
  for (const { text, mapper } of candidates) {
    const mapping = fitting(problem, text);
    if (mapping === null) continue;
    const { score, cycles } = fullScore(problem, mapping);
    if (!exceedsCap(problem, cycles) && (best === null || score < best.score)) best = { text, mapper, mapping, score };
  }
  return best;
}

/** A mapping of another case may be of another accelerator. */
function fitting({ layer, hardware, compressed }: MappingProblem, text: string): Mapping | null {
  try {
    const mapping = parseMapping(text, layer.problem, hardware, '');
    if (validateMapping(layer.problem, hardware, mapping).length > 0) return null;
    const nest = buildNest(layer.problem, hardware, mapping);
    return capacityIssues(nest, hardware, elementBits(layer, hardware, compressed)).length > 0 ? null : mapping;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
