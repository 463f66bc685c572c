import Type from 'typebox';
import { conventions } from '../dataflow/conventions/index.ts';
import { type InputDocument, openDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import type { Path } from '../shared/path-text.ts';
import { batchOf } from '../workload/batch-of.ts';
import { attempt } from './attempt.ts';
import { batchAndShapes } from './batch-and-shapes.ts';
import { readCompression } from './read-compression.ts';
import { readMapper } from './read-mapper.ts';
import type { Scenario, ScenarioSources } from './scenario.ts';
import { type ScenarioFile, scenarioSchema } from './scenario-schema.ts';
import { selectLayers } from './select-layers.ts';

/** What the caller asks for in place of what the scenario says. */
export interface ScenarioOverrides {
  readonly batch?: number;
}

/**
 * Reads a scenario and everything it names. Throws one `InputError` with every fault of the scenario, of its hardware and
 * of its network: one of them being wrong does not hide the others.
 */
export async function readScenario(
  { file, text }: { readonly file: string; readonly text: string },
  sources: ScenarioSources,
  overrides: ScenarioOverrides = {},
): Promise<Scenario> {
  const parsed = parseYaml(file, text);
  const issues: Issue[] = [];
  const document = await attempt(issues, () => openDocument(parsed, scenarioSchema));
  if (parsed.root === undefined || parsed.incomplete) throw new InputError(issues);
  const draft = openDocument({ ...parsed, faults: [] }, Type.Unknown());
  const named = draft.value as Readonly<Record<string, unknown>> | null;
  const options = batchAndShapes(draft, overrides, issues);
  const [whole, hardware] = await Promise.all([
    find(draft, named?.workload, { path: ['workload'], issues }, (name) => sources.workload(name, options)),
    find(draft, named?.hardware, { path: ['hardware'], issues }, (name) => sources.hardware(name)),
  ]);
  const workload = document && whole && selectLayers(document, whole, issues);
  const mapper = document && (await readMapper(document, { text, sources, issues, hardware, workload: whole }));
  if (issues.length > 0 || !document || !workload || !hardware || !mapper) throw new InputError(issues);
  const compression = await readCompression(document, { workload, options, sources, issues });
  if (issues.length > 0) throw new InputError(issues);
  return {
    ...titled(document, { workload, hardware }),
    batch: options.batch ?? batchOf(workload),
    mapper,
    ...(compression && { compression }),
  };
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
  draft: InputDocument<unknown>,
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
      const placed = draft.issue(inner === undefined ? path : inner.split('.'), words);
      return placed;
    },
  );
}
