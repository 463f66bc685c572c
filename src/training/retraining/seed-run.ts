import type { CompressedLayer } from '../../compression/compressed-layer.ts';
import { layerRatio, networkRatio } from '../../compression/compression-ratio.ts';
import type { CompressedWorkload } from '../../compression/engine.ts';
import { initialParameters, type Parameters } from '../network/parameters.ts';
import type { NetworkPlan } from '../network/plan.ts';
import { decodedParameters, type Sharing, shareNetwork } from '../share/share-network.ts';
import { regulariserRule, tyingRule } from '../share/sharing-rules.ts';
import { type FinishedPoint, isPlain, type Picture, type Point } from './points.ts';
import type { RetrainingTask, SharingCase, Variant } from './retraining-task.ts';
import type { Workbench } from './workbench.ts';

/** Parameters and how many test images they tell right. */
export interface Judged {
  readonly parameters: Parameters;
  readonly accuracy: number;
}

interface SeedRunInput {
  readonly task: RetrainingTask;
  readonly plan: NetworkPlan;
  readonly bench: Workbench;
  readonly seed: number;
}

/** All about one seed. Networks are trained when a point first needs them, and always in the same way. */
export class SeedRun {
  readonly #given: SeedRunInput;
  #trained: Judged | undefined;
  #plain: Judged | undefined;

  constructor(given: SeedRunInput) {
    this.#given = given;
  }

  /** The network every point of the seed starts from. */
  async trained(): Promise<Judged> {
    if (this.#trained !== undefined) return this.#trained;
    const { task, plan, bench, seed } = this.#given;
    const what = `seed ${seed}: training`;
    const parameters = task.start ?? (await bench.train(initialParameters(plan, seed), task.pretrain, { seed, what }));
    this.#trained = { parameters, accuracy: await bench.judge(parameters, what) };
    return this.#trained;
  }

  /** The network of a point before its weights are shared. */
  async unshared({ case: each, variant }: Point): Promise<Judged> {
    const trained = await this.trained();
    if (variant === undefined) return trained;
    // Without a regulariser re-training does not depend on the case.
    if (!isPlain(variant)) return this.#retrained(trained, each, variant);
    this.#plain ??= await this.#retrained(trained, each, variant);
    return this.#plain;
  }

  async finish(point: Point): Promise<FinishedPoint> {
    const { task, bench, seed } = this.#given;
    const { case: each, variant } = point;
    const unshared = await this.unshared(point);
    const compressed = await shareNetwork(task.workload, unshared.parameters, sharingOf(each, seed));
    const shared = decodedParameters(unshared.parameters, compressed);
    const what = `seed ${seed}, ${each.name}`;
    const row = {
      seed,
      method: each.method,
      case: each.name,
      layer: each.layer ?? null,
      k: each.k ?? null,
      compressionRatio: ratioOf(compressed, each.layer === undefined ? task.layers : undefined),
      regulariser: variant?.regulariser ?? null,
      lambda: variant?.lambda ?? null,
      unshared: unshared.accuracy,
      accuracy: await bench.judge(shared, what),
      fineTuned: task.fineTune.epochs > 0 ? await this.#fineTuned(each, compressed, shared) : null,
    };
    const picture = pictureOf(task, point, { before: unshared.parameters, after: shared });
    return { row, layers: compressed.layers.map(described), picture };
  }

  async #retrained({ parameters }: Judged, each: SharingCase, variant: Variant): Promise<Judged> {
    const { task, bench, seed } = this.#given;
    const { refreshEvery, workload } = task;
    const rule = regulariserRule({ ...variant, refreshEvery, workload, sharing: sharingOf(each, seed) });
    const what = `seed ${seed}, ${each.name}: ${variantName(variant)}`;
    // The order of the images is another than in the training before.
    const last = await bench.train(parameters, task.retrain, { seed: seed + 1_000_003, what, rule });
    return { parameters: last, accuracy: await bench.judge(last, what) };
  }

  async #fineTuned(each: SharingCase, { layers }: CompressedWorkload, shared: Parameters): Promise<number> {
    const { task, bench, seed } = this.#given;
    const what = `seed ${seed}, ${each.name}: fine-tuning`;
    const rule = tyingRule(layers);
    return bench.judge(await bench.train(shared, task.fineTune, { seed: seed + 2_000_003, what, rule }), what);
  }
}

function ratioOf({ layers }: CompressedWorkload, counted: readonly string[] | undefined): number {
  if (counted !== undefined) return networkRatio(layers.filter(({ layer }) => counted.includes(layer)));
  const shared = layers.filter(({ encoding }) => encoding.kind === 'codebook');
  const [only] = shared;
  if (shared.length !== 1 || only?.encoding.kind !== 'codebook') return networkRatio(layers);
  const { entries, vectorLength, vectors } = only.encoding;
  return layerRatio({ entries, vectorLength, vectors, biases: only.biases });
}

function sharingOf({ engine, options }: SharingCase, seed: number): Sharing {
  return { engine, options, seed };
}

function variantName({ regulariser, lambda }: Variant): string {
  return regulariser === 'none' ? 'no regulariser' : `${regulariser}, λ ${lambda}`;
}

/** What the simulator needs of a layer, without its numbers. */
function described({
  layer,
  assumed,
  weights,
  biases,
  encoding,
  zeroShare,
  indices,
  bitsBefore,
  bitsAfter,
  warnings,
}: CompressedLayer): CompressedLayer {
  const plain = { layer, assumed, weights, biases, encoding, zeroShare, bitsBefore, bitsAfter, warnings };
  return indices === undefined ? plain : { ...plain, indices };
}

function pictureOf(
  { pictures, seeds }: RetrainingTask,
  { seed, case: each }: Point,
  { before, after }: { readonly before: Parameters; readonly after: Parameters },
): Picture | null {
  if (pictures === undefined || seed !== seeds[0] || each.k !== pictures.k) return null;
  const name = `${pictures.layer}.weight`;
  const { shape, data } = before.get(name)!;
  return { layer: pictures.layer, shape, before: [...data], after: [...after.get(name)!.data] };
}
