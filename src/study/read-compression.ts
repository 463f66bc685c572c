import { checkPatterns, type LayerPatterns } from '../compression/check-patterns.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import { readOptions } from '../compression/read-options.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import type { InputDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { parsePath } from '../shared/path-text.ts';
import type { Workload } from '../workload/workload.ts';
import { attempt } from './attempt.ts';
import type { Scenario, ScenarioSources, WorkloadOptions } from './scenario.ts';
import type { ScenarioFile } from './scenario-schema.ts';

interface Context {
  readonly workload: Workload;
  readonly options: WorkloadOptions;
  readonly sources: ScenarioSources;
  readonly issues: Issue[];
}

/** The options of the engine a scenario names, judged without running it: as far as the scenario fits its schema. */
export function checkCompression(
  document: InputDocument<ScenarioFile>,
  { workload, issues }: { readonly workload: Workload | undefined; readonly issues: Issue[] },
): void {
  const { engine: name, options: given = {} } = document.value.compression ?? {};
  const engine = (engines as readonly CompressionEngine[]).find((each) => each.name === name);
  if (engine === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return;
  const place = placeIn(document);
  try {
    const options = readOptions(engine.options, given) as LayerPatterns;
    if (workload !== undefined) checkPatterns(options, weightedLayers(workload));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    issues.push(...error.issues.map(place));
  }
}

/** Places what an engine says of its options, or of the network, in the scenario. */
function placeIn(document: InputDocument<ScenarioFile>): (issue: Issue) => Issue {
  return (issue) => {
    if (issue.file !== undefined) return issue;
    const { path, ...words } = issue;
    const inside = path === undefined ? [] : ['options', ...parsePath(path)];
    // What is wrong with a key is its name.
    const at = inside.length > 0 && inside.at(-1) === issue.found ? 'key' : 'value';
    return document.issue(['compression', ...inside], { ...words, at });
  };
}

/** Runs the engine a scenario names over the weights of its network; undefined without one, or after a fault. */
export async function readCompression(
  document: InputDocument<ScenarioFile>,
  { workload, options, sources, issues }: Context,
): Promise<Scenario['compression']> {
  const { compression, workload: reference } = document.value;
  if (compression === undefined) return undefined;
  const engine = engines.find(({ name }) => name === compression.engine) as CompressionEngine;
  const compressed = await attempt(
    issues,
    async () => {
      const weights = await sources.weights(reference, options);
      return engine.compress({ workload, weights, seed: compression.seed ?? 1 }, compression.options ?? {});
    },
    placeIn(document),
  );
  if (compressed === undefined) return undefined;
  const layers = compressed.layers.map((layer): [string, CompressedLayer] => [layer.layer, layer]);
  return { engine: engine.name, layers: new Map(layers) };
}
