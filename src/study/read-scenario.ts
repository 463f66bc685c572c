import { conventions } from '../dataflow/conventions/index.ts';
import { examineDocument, type InputDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import type { Located } from '../shared/located.ts';
import type { ParsedYaml } from '../shared/parse-yaml.ts';
import { type Path, parsePath } from '../shared/path-text.ts';
import { batchOf } from '../workload/batch-of.ts';
import type { Activity } from '../workload/import/activity/read-activity.ts';
import { withoutZeros, withZeros } from '../workload/import/activity/with-zeros.ts';
import type { Workload } from '../workload/workload.ts';
import { attempt } from './attempt.ts';
import { batchAndShapes } from './batch-and-shapes.ts';
import { chooseCompression } from './choose-compression.ts';
import { isMap } from './is-map.ts';
import { readCompression } from './read-compression.ts';
import { readMapper } from './read-mapper.ts';
import type { Compress, Scenario, ScenarioSources } from './scenario.ts';
import { type ScenarioFile, scenarioSchema } from './scenario-schema.ts';
import { selectLayers } from './select-layers.ts';
import type { LocatedMap } from './sweep/located-tree.ts';
import { withLimits } from './with-limits.ts';

/** What the caller asks for in place of what the scenario says. */
export interface ScenarioOverrides {
  readonly batch?: number;
}

/**
 * Reads a scenario and everything it names. Throws one `InputError` with every fault of the scenario, of its hardware and
 * of its network: one of them being wrong does not hide the others.
 */
export async function readScenario(
  parsed: ParsedYaml,
  sources: ScenarioSources,
  overrides: ScenarioOverrides = {},
): Promise<Scenario> {
  const { text } = parsed.source;
  const { document, issues: own } = examineDocument(parsed, scenarioSchema);
  if (parsed.incomplete || !isMap(document.value)) throw new InputError(own);
  const issues: Issue[] = [...own];
  const options = batchAndShapes(document, overrides, issues);
  const { workload: network, hardware: accelerator } = document.value;
  const [shapes, given, activity] = await Promise.all([
    find(document, network, { path: ['workload'], issues }, (name) => sources.workload(name, options)),
    find(document, accelerator, { path: ['hardware'], issues }, (name) => sources.hardware(name, changesOf(parsed))),
    find(document, document.value.activity, { path: ['activity'], issues }, async (name) =>
      name === 'none' ? name : sources.activity(name),
    ),
  ]);
  const whole = shapes && (await attempt(issues, () => inhabited(shapes, activity)));
  const workload = whole && selectLayers(document, whole, issues);
  const hardware = given && withLimits(document, { hardware: given, workload: whole }, issues);
  const mapper = await readMapper(document, { text, sources, issues, hardware, workload: whole });
  const choice = await chooseCompression(document, { workload, sources, issues });
  const { compression: remembered = (make: Compress) => make() } = sources;
  const compression =
    choice &&
    workload &&
    (await remembered((only) => readCompression(document, choice, { workload, options, sources, issues, only })));
  if (issues.length > 0 || !workload || !hardware) throw new InputError(issues);
  return {
    ...titled(document, { workload, hardware }),
    batch: options.batch ?? batchOf(workload),
    mapper,
    ...(compression && { compression }),
  };
}

/** A network with the zeros a scenario gives its maps, or takes from them; its own without either. */
function inhabited(workload: Workload, activity: Activity | 'none' | undefined): Workload {
  if (activity === undefined) return workload;
  return activity === 'none' ? withoutZeros(workload) : withZeros(workload, activity);
}

/** What is no map was reported by the schema. */
function changesOf({ root }: ParsedYaml): Located | undefined {
  const changes = root?.content instanceof Map ? (root.content as LocatedMap).get('hardwareChanges')?.value : undefined;
  return changes?.content instanceof Map ? changes : undefined;
}

function titled(document: InputDocument<ScenarioFile>, parts: Pick<Scenario, 'workload' | 'hardware'>) {
  const { title = `${parts.workload.name} on ${parts.hardware.name}`, convention } = document.value;
  return { title, ...parts, convention: convention ?? conventions[0]!.name };
}

interface Place {
  readonly path: Path;
  readonly issues: Issue[];
}

/** Fetches what the scenario names; a name that is no text is the schema's to report. */
async function find<T>(
  document: InputDocument<ScenarioFile>,
  name: unknown,
  { path, issues }: Place,
  fetch: (name: string) => Promise<T>,
): Promise<T | undefined> {
  if (typeof name !== 'string' || name === '') return undefined;
  return attempt(
    issues,
    () => fetch(name),
    (issue) => {
      if (issue.file !== undefined) return issue;
      const { path: inner, ...words } = issue;
      return document.issue(inner === undefined ? path : parsePath(inner), words);
    },
  );
}
