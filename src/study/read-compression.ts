import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
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

/** Runs the engine a scenario names over the weights of its network; undefined without one, or after a fault. */
export async function readCompression(
  document: InputDocument<ScenarioFile>,
  { workload, options, sources, issues }: Context,
): Promise<Scenario['compression']> {
  const { compression, workload: reference } = document.value;
  if (compression === undefined) return undefined;
  const engine = engines.find(({ name }) => name === compression.engine) as CompressionEngine;
  const place = (issue: Issue): Issue => {
    if (issue.file !== undefined) return issue;
    const { path, ...words } = issue;
    return document.issue(['compression', ...(path === undefined ? [] : ['options', ...path.split('.')])], words);
  };
  const compressed = await attempt(
    issues,
    async () => {
      const weights = await sources.weights(reference, options);
      return engine.compress({ workload, weights, seed: compression.seed ?? 1 }, compression.options ?? {});
    },
    place,
  );
  if (compressed === undefined) return undefined;
  const layers = compressed.layers.map((layer): [string, CompressedLayer] => [layer.layer, layer]);
  return { engine: engine.name, layers: new Map(layers) };
}
