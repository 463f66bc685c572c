import { InputError } from '../shared/issue.ts';
import { checkPatterns } from './check-patterns.ts';
import { type CheckedLayer, checkWeights } from './check-weights.ts';
import type { CompressedTensor, CompressedWorkload, CompressionInput, WeightTensor } from './engine.ts';
import { leftOut, type Selection } from './selection.ts';
import { uncompressed } from './uncompressed.ts';

/** A layer to compress. */
export interface ReadyLayer extends CheckedLayer {
  readonly tensor: WeightTensor;
  /** Among the layers with weights; 0 is the first of the network. */
  readonly index: number;
  /** Different for every layer. */
  readonly seed: number;
}

export interface EngineRun<T extends Selection> {
  readonly engine: string;
  readonly input: CompressionInput;
  readonly options: T;
  /** What the engine does with one layer. */
  readonly compress: (layer: ReadyLayer) => CompressedTensor;
  /** Once, before the first layer: for thresholds over the whole network. */
  readonly prepare?: (layers: readonly ReadyLayer[]) => void;
}

/** Runs an engine over a network: layers that are left out stay dense, the others need weights. */
export async function compressLayers<T extends Selection>(run: EngineRun<T>): Promise<CompressedWorkload> {
  const { engine, input, options } = run;
  const layers = checkWeights(input);
  checkPatterns(options, layers);
  const chosen = layers.map((each) => leftOut(options, each));
  const needed = layers.filter((each, at) => chosen[at] === undefined && each.tensor === undefined);
  requireWeights(needed, input.absent);
  const ready = layers.map((each, index) => ({ ...each, index, seed: layerSeed(input.seed, index) }) as ReadyLayer);
  run.prepare?.(ready.filter((_, at) => chosen[at] === undefined));
  const compressed: CompressedTensor[] = [];
  for (const [at, each] of ready.entries()) {
    input.onProgress?.(at, ready.length, each.layer.name);
    const reason = chosen[at];
    compressed.push(reason === undefined ? run.compress(each) : uncompressed(each, [reason]));
    // lets a progress bar or a page draw between layers
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (ready.length > 0) input.onProgress?.(ready.length, ready.length, ready.at(-1)!.layer.name);
  return { engine, options: { ...(options as object) }, seed: input.seed, layers: compressed };
}

function requireWeights(missing: readonly CheckedLayer[], absent?: CompressionInput['absent']): void {
  if (missing.length === 0) return;
  throw new InputError(
    missing.map(({ layer: { name } }) => {
      const reason = absent?.get(name);
      return {
        code: 'weights-absent',
        severity: 'error' as const,
        message: `"${name}" has no trained weights to compress${reason === undefined ? '' : `: ${reason}`}`,
        path: name,
        hint: 'give a file that stores them, leave the layer out with `exclude`, or describe the result with `assume`',
      };
    }),
  );
}

function layerSeed(seed: number, index: number): number {
  return (Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) >>> 0;
}
