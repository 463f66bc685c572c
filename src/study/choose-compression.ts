import { checkPatterns, type LayerPatterns } from '../compression/check-patterns.ts';
import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import { findEngine } from '../compression/find-engine.ts';
import { readOptions } from '../compression/read-options.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import { withImportance } from '../compression/with-importance.ts';
import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { Path } from '../shared/path-text.ts';
import type { Workload } from '../workload/workload.ts';
import { attempt } from './attempt.ts';
import { compressionIssue } from './compression-issue.ts';
import { isMap } from './is-map.ts';
import type { ScenarioSources } from './scenario.ts';
import type { ScenarioFile } from './scenario-schema.ts';

/** What a scenario takes its compressed weights from. */
export type CompressionChoice = { readonly engine: CompressionEngine } | { readonly artefact: string };

interface Context {
  readonly workload: Workload | undefined;
  readonly sources: ScenarioSources;
  readonly issues: Issue[];
}

/**
 * The engine a scenario names, its options judged without running it, or its artefact; undefined without compression, or after a
 * fault. Works as far as the scenario fits its schema.
 */
export async function chooseCompression(
  document: InputDocument<ScenarioFile>,
  context: Context,
): Promise<CompressionChoice | undefined> {
  const { issues } = context;
  const before = issues.length;
  const more = await loadEngines(document, context);
  const allLoaded = issues.length === before && Array.isArray(document.value.engines ?? []);
  const { compression } = document.value;
  if (!isMap(compression)) return undefined;
  const { engine: name, artefact, ...rest } = compression;
  if (artefact !== undefined) {
    const others = [...(name === undefined ? [] : ['engine']), ...Object.keys(rest)];
    const known = others.filter((key) => ['engine', 'seed', 'options', 'weights', 'importance'].includes(key));
    issues.push(...known.map((key) => conflict(document, key)));
    return known.length === 0 && typeof artefact === 'string' && artefact !== '' ? { artefact } : undefined;
  }
  if (name === undefined) {
    const accepted = 'engine or artefact, one of them';
    const fault = { code: 'missing-key', message: '"engine" is missing', accepted };
    issues.push(document.issue(['compression', 'engine'], fault));
    return undefined;
  }
  if (typeof name !== 'string') return undefined;
  // An engine that is not known may be the one that could not be loaded.
  const unknown = allLoaded ? issues : [];
  const engine = await attempt(unknown, () => findEngine(name, more), at(document, ['compression', 'engine']));
  if (engine === undefined) return undefined;
  await attempt(issues, () => checkOptions(engine, compression, context.workload), compressionIssue(document));
  return { engine };
}

function checkOptions(
  engine: CompressionEngine,
  { options: given = {}, importance }: NonNullable<ScenarioFile['compression']>,
  workload: Workload | undefined,
): void {
  if (!isMap(given)) return;
  const options = readOptions(engine.options, given) as LayerPatterns;
  if (importance !== undefined) withImportance(engine, given);
  if (workload !== undefined && engines.includes(engine)) checkPatterns(options, weightedLayers(workload));
}

/** The engines a scenario brings along; two of one name are a fault. */
async function loadEngines(document: InputDocument<ScenarioFile>, { sources, issues }: Context) {
  const loaded: CompressionEngine[] = [];
  const { engines: references } = document.value;
  if (!Array.isArray(references)) return loaded;
  for (const [index, reference] of references.entries()) {
    if (typeof reference !== 'string' || reference === '') continue;
    const place = at(document, ['engines', index]);
    const engine = await attempt(issues, () => sources.engine(reference), place);
    if (engine === undefined) continue;
    if (loaded.some(({ name }) => name === engine.name)) {
      const message = `two engines are called "${engine.name}"`;
      issues.push(document.issue(['engines', index], { code: 'duplicate-engine', message, found: engine.name }));
    }
    loaded.push(engine);
  }
  return loaded;
}

function at(document: InputDocument<ScenarioFile>, path: Path): (issue: Issue) => Issue {
  return (issue) => (issue.file === undefined ? document.issue(path, issue) : issue);
}

function conflict(document: InputDocument<ScenarioFile>, key: string): Issue {
  return document.issue(['compression', key], {
    code: 'conflicting-keys',
    message: `an artefact is compressed already: it has no use for "${key}"`,
    at: 'key',
    accepted: 'artefact alone, or engine with its options',
  });
}
