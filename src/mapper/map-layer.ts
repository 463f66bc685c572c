import { elementBits } from '../dataflow/element-bits.ts';
import { capacityIssues } from '../dataflow/fit.ts';
import { buildNest } from '../dataflow/nest.ts';
import { parseMapping } from '../mapping/parse.ts';
import { validateMapping } from '../mapping/validate.ts';
import { InputError, NoAnswerError } from '../shared/issue.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from './mapper.ts';
import type { Team } from './optimal/team.ts';
import type { SearchWatch } from './search-watch.ts';
import { mapByProof } from './strategies/optimal.ts';
import { mapByTemplates } from './strategies/templates.ts';

/** Only proofs have any. */
export interface SearchAids {
  readonly watch?: SearchWatch | undefined;
  /** Default: this thread alone. */
  readonly team?: Team | undefined;
}

/** Hands a layer to the mapper a scenario chose. Layers a `fixed` choice does not name are mapped by templates. */
export function mapLayer(problem: MappingProblem, choice: MapperChoice, aids: SearchAids = {}): MappingOutcome {
  if (choice.strategy === 'optimal') {
    return namingLayer(problem.layer.name, () => mapByProof(problem, { ...choice, ...aids }));
  }
  const given = choice.strategy === 'fixed' ? choice.mappings.get(problem.layer.name) : undefined;
  if (given !== undefined) return mapFixed(problem, given);
  return mapByTemplates(problem, choice.strategy === 'templates' ? choice.dataflow : problem.hardware.dataflow);
}

/** What has no answer says of which layer. */
function namingLayer(layer: string, search: () => MappingOutcome): MappingOutcome {
  try {
    return search();
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new NoAnswerError(error.issues.map((issue) => ({ ...issue, path: issue.path ?? layer })));
  }
}

/** The mapping as given: unsound throws InputError, too large for a memory is an outcome. */
export function mapFixed({ layer, hardware, compressed }: MappingProblem, text: string): MappingOutcome {
  const mapping = parseMapping(text, layer.problem, hardware, `mapping of ${layer.name}`);
  const faults = validateMapping(layer.problem, hardware, mapping);
  if (faults.length > 0) throw new InputError(faults);
  const issues = capacityIssues(
    buildNest(layer.problem, hardware, mapping),
    hardware,
    elementBits(layer, hardware, compressed),
  );
  const named = issues.map((issue) => ({ ...issue, message: `${layer.name}: ${issue.message}` }));
  return issues.length > 0 ? { found: false, issues: named } : { found: true, mapping, mapper: 'fixed', evaluated: 1 };
}
