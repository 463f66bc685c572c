import { isFused, layerHardware } from '../cost/layer-hardware.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MapperChoice, Objective } from '../mapper/mapper.ts';
import { parseMapping } from '../mapping/parse.ts';
import { validateMapping } from '../mapping/validate.ts';
import type { InputDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { Workload } from '../workload/workload.ts';
import { attempt } from './attempt.ts';
import { isMappingText } from './is-mapping-text.ts';
import { placeInMapping } from './place-in-mapping.ts';
import { placeMappingIssue } from './place-mapping-issue.ts';
import { isFault, readObjective } from './read-objective.ts';
import { readTimeLimit } from './read-time-limit.ts';
import type { ScenarioSources } from './scenario.ts';
import type { ScenarioFile } from './scenario-schema.ts';
import { listed } from './select-layers.ts';
import { templatesChoice } from './templates-choice.ts';

/** What the mappings are checked against; a part that could not be read leaves its checks out. */
export interface MapperContext {
  readonly text: string;
  readonly sources: ScenarioSources;
  readonly issues: Issue[];
  readonly hardware: HardwareSpec | undefined;
  /** The whole network: a mapping of a layer that is not asked for does no harm. */
  readonly workload: Workload | undefined;
}

/**
 * The mapper a scenario asks for; mappings are fetched from their files, parsed and checked. In a scenario that does not fit
 * its schema, those that are texts are checked all the same.
 */
export async function readMapper(document: InputDocument<ScenarioFile>, context: MapperContext): Promise<MapperChoice> {
  const { mapper } = document.value;
  if (mapper?.strategy !== 'fixed') {
    const objective = await objectiveOf(document, mapper?.objective, context.issues);
    if (mapper?.strategy === 'optimal') {
      const timeLimitMs = await timeLimitOf(document, mapper.timeLimit, context.issues);
      const given = { objective: objective ?? 'energy', bypass: mapper.bypass ?? false };
      const imperfect = mapper.factors === 'imperfect';
      return {
        strategy: 'optimal',
        ...given,
        ...(imperfect && { imperfect }),
        ...(timeLimitMs !== undefined && { timeLimitMs }),
      };
    }
    const { objective: _, ...rest } = mapper ?? { strategy: 'templates' };
    return templatesChoice({ ...rest, ...(objective !== undefined && { objective }) }, context.hardware);
  }
  const mappings = new Map<string, string>();
  for (const [layer, written] of texts(mapper.mappings)) {
    const text = await readMapping(document, { layer, written }, context);
    if (text !== undefined) mappings.set(layer, text);
  }
  return { strategy: 'fixed', mappings };
}

/** What is no text was reported by the schema. */
async function objectiveOf(
  document: InputDocument<ScenarioFile>,
  text: unknown,
  issues: Issue[],
): Promise<Objective | undefined> {
  if (typeof text !== 'string' || text === '') return undefined;
  const objective = await readObjective(text);
  if (!isFault(objective)) return objective;
  issues.push(document.issue(['mapper', 'objective'], objective));
  return undefined;
}

/** What is neither text nor number was reported by the schema. */
async function timeLimitOf(
  document: InputDocument<ScenarioFile>,
  text: unknown,
  issues: Issue[],
): Promise<number | undefined> {
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  const limit = await readTimeLimit(text);
  if (typeof limit === 'number') return limit;
  issues.push(document.issue(['mapper', 'timeLimit'], limit));
  return undefined;
}

/** What is no text was reported by the schema. */
function texts(value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
}

interface WrittenMapping {
  readonly layer: string;
  readonly written: string;
}

async function readMapping(
  document: InputDocument<ScenarioFile>,
  { layer: name, written }: WrittenMapping,
  context: MapperContext,
): Promise<string | undefined> {
  const { issues, workload, hardware, sources } = context;
  const path = ['mapper', 'mappings', name];
  const place = (issue: Issue): Issue =>
    placeMappingIssue(issue, document.issue(path, { code: issue.code, message: issue.message }), context.text);
  const layer = workload?.layers.find((each) => each.name === name);
  if (workload !== undefined && layer === undefined) issues.push(unknownLayer(document, name, workload));
  const inline = isMappingText(written);
  const source = inline ? { file: '', text: written } : await attempt(issues, () => sources.mapping(written), place);
  if (source === undefined || layer === undefined || hardware === undefined) return source?.text;
  const target = layerHardware(layer, hardware);
  if (target === null || isFused(layer, hardware)) return source.text;
  await attempt(
    issues,
    () => {
      const mapping = parseMapping(source.text, layer.problem, target, source.file);
      const faults = validateMapping(layer.problem, target, mapping);
      if (faults.length > 0) throw new InputError(faults);
    },
    inline ? place : (issue) => (issue.file === undefined ? placeInMapping(issue, source.text, source.file) : issue),
  );
  return source.text;
}

function unknownLayer(document: InputDocument<ScenarioFile>, name: string, workload: Workload): Issue {
  const names = workload.layers.map((each) => each.name);
  const meant = nearest(name, names);
  return document.issue(['mapper', 'mappings', name], {
    code: 'no-such-layer',
    message: `"${workload.name}" has no layer "${name}"`,
    at: 'key',
    found: name,
    accepted: listed(names),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  });
}
