import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { CompressionInput } from '../compression/engine.ts';
import { fitArtefact } from '../compression/fit-artefact.ts';
import { runEngine } from '../compression/run-engine.ts';
import { importanceOf, withImportance } from '../compression/with-importance.ts';
import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { Workload } from '../workload/workload.ts';
import { attempt } from './attempt.ts';
import type { CompressionChoice } from './choose-compression.ts';
import { compressionIssue } from './compression-issue.ts';
import type { Compression, ScenarioSources, WorkloadOptions } from './scenario.ts';
import type { ScenarioFile } from './scenario-schema.ts';

interface Context {
  readonly workload: Workload;
  readonly options: WorkloadOptions;
  readonly sources: ScenarioSources;
  readonly issues: Issue[];
  /** Nothing is compressed, and the files that takes are read all the same. */
  readonly only?: 'read' | undefined;
}

/** Compresses the weights of a scenario's network, or fetches them compressed. After any fault it only fetches, to tell more. */
export async function readCompression(
  document: InputDocument<ScenarioFile>,
  choice: CompressionChoice,
  context: Context,
): Promise<Compression | undefined> {
  const { workload, sources, issues } = context;
  if ('engine' in choice) return compressNow(document, choice, context);
  const place = (issue: Issue) =>
    issue.file === undefined ? document.issue(['compression', 'artefact'], issue) : issue;
  return attempt(
    issues,
    async () => {
      const artefact = await sources.artefact(choice.artefact);
      return byName(artefact, fitArtefact(artefact, workload));
    },
    place,
  );
}

async function compressNow(
  document: InputDocument<ScenarioFile>,
  { engine }: Extract<CompressionChoice, { readonly engine: unknown }>,
  { issues, only, ...context }: Context,
): Promise<Compression | undefined> {
  const { seed = 1, options = {}, ...files } = document.value.compression ?? {};
  const found = {
    weights: await fetch(document, 'weights', { issues, ...context }),
    importance: await fetch(document, 'importance', { issues, ...context }),
  };
  if (issues.length > 0 || only === 'read') return undefined;
  const run = async () => {
    const stored =
      files.weights === undefined ? await context.sources.weights(document.value.workload, context.options) : {};
    const input: CompressionInput = {
      workload: context.workload,
      seed,
      weights: found.weights ?? new Map(),
      ...stored,
      ...(found.importance && { importance: importanceOf(found.importance) }),
    };
    const all = found.importance ? withImportance(engine, options) : options;
    const { layers } = await runEngine(engine, input, all);
    return byName({ engine: engine.name, seed }, layers);
  };
  return attempt(issues, run, compressionIssue(document));
}

/** A safetensors file that the scenario names under `compression`. */
async function fetch(
  document: InputDocument<ScenarioFile>,
  key: 'weights' | 'importance',
  { workload, sources, issues }: Context,
) {
  const reference = document.value.compression?.[key];
  if (typeof reference !== 'string' || reference === '') return undefined;
  const place = (issue: Issue) => (issue.file === undefined ? document.issue(['compression', key], issue) : issue);
  const found = await attempt(issues, () => sources.namedWeights(reference, workload), place);
  return found?.weights;
}

/** Without weights and index streams: they are large, and costs do not depend on them. */
function byName(
  { engine, seed }: Pick<Compression, 'engine' | 'seed'>,
  layers: readonly CompressedLayer[],
): Compression {
  return {
    engine,
    ...(seed !== undefined && { seed }),
    layers: new Map(layers.map((layer) => [layer.layer, described(layer)])),
  };
}

function described(given: CompressedLayer): CompressedLayer {
  const { layer, assumed, weights, biases, encoding, zeroShare, indices, bitsBefore, bitsAfter, warnings } = given;
  const told = { layer, assumed, weights, biases, encoding, zeroShare, bitsBefore, bitsAfter, warnings };
  return { ...told, ...(indices && { indices }) };
}
