import { layerRatio, networkRatio } from '../../compression/compression-ratio.ts';
import type { CompressedWorkload } from '../../compression/engine.ts';
import { version } from '../../shared/version.ts';
import type { Backend } from '../backend/backend.ts';
import { checkImages } from '../data/check-images.ts';
import { initialParameters, type Parameters } from '../network/parameters.ts';
import { planNetwork } from '../network/plan.ts';
import { decodedParameters, type Sharing, shareNetwork } from '../share/share-network.ts';
import { regulariserRule, tyingRule } from '../share/sharing-rules.ts';
import type { Retrained, RetrainingRow } from './retraining-result.ts';
import type { RetrainingTask, SharingCase, Variant } from './retraining-task.ts';
import { summarise } from './summarise.ts';
import { type OnProgress, stepsOf, Workbench } from './workbench.ts';

/** Deep k-Means (Wu et al. 2018): pretrain, re-train, share, judge; beside it the same without re-training. */
export async function retrain(backend: Backend, task: RetrainingTask, onProgress?: OnProgress): Promise<Retrained> {
  const plan = planNetwork(task.workload);
  checkImages(plan, task.data);
  const first = initialParameters(plan, task.seeds[0]!);
  const bench = new Workbench(backend, plan, {
    start: first,
    data: task.data,
    totalSteps: totalSteps(task),
    onProgress,
  });
  const rows: RetrainingRow[] = [];
  const baselines: { seed: number; accuracy: number }[] = [];
  let parameters = task.start ?? first;
  try {
    for (const seed of task.seeds) {
      const what = `seed ${seed}: training`;
      const trained = task.start ?? (await bench.train(initialParameters(plan, seed), task.pretrain, { seed, what }));
      const baseline = await bench.judge(trained);
      baselines.push({ seed, accuracy: baseline });
      parameters = await eachCase({ task, bench, seed, trained, baseline }, (row) => rows.push(row));
    }
  } finally {
    bench.dispose();
  }
  return {
    parameters,
    result: { ...describe(task, backend), baselines, rows, summary: summarise(rows, baselines, task.reference) },
  };
}

interface SeedRun {
  readonly task: RetrainingTask;
  readonly bench: Workbench;
  readonly seed: number;
  readonly trained: Parameters;
  readonly baseline: number;
}

/** Every case of one seed; returns the parameters that were re-trained last. */
async function eachCase(run: SeedRun, add: (row: RetrainingRow) => void): Promise<Parameters> {
  const { task, bench, seed, trained, baseline } = run;
  // Without a regulariser re-training does not depend on the case.
  const plain = new Map<string, Parameters>();
  let last = trained;
  for (const each of task.cases) {
    add(await judged(run, each, { parameters: trained, unshared: baseline, variant: undefined }));
    for (const variant of task.variants) {
      const sharing = sharingOf(task, each, seed);
      const rule = regulariserRule({ ...variant, refreshEvery: task.refreshEvery, workload: task.workload, sharing });
      const what = `seed ${seed}, ${each.name}: ${variantName(variant)}`;
      const known = rule === undefined ? plain.get('') : undefined;
      // The order of the images is another than in the training before.
      last = known ?? (await bench.train(trained, task.retrain, { seed: seed + 1_000_003, what, rule }));
      if (rule === undefined) plain.set('', last);
      add(await judged(run, each, { parameters: last, unshared: await bench.judge(last), variant }));
    }
  }
  return last;
}

interface Judged {
  readonly parameters: Parameters;
  readonly unshared: number;
  readonly variant: Variant | undefined;
}

async function judged({ task, bench, seed }: SeedRun, each: SharingCase, given: Judged): Promise<RetrainingRow> {
  const compressed = await shareNetwork(task.workload, given.parameters, sharingOf(task, each, seed));
  const shared = decodedParameters(given.parameters, compressed);
  let fineTuned: number | null = null;
  if (task.fineTune.epochs > 0) {
    const rule = tyingRule(compressed.layers);
    const what = `seed ${seed}, ${each.name}: fine-tuning`;
    fineTuned = await bench.judge(await bench.train(shared, task.fineTune, { seed: seed + 2_000_003, what, rule }));
  }
  return {
    seed,
    case: each.name,
    layer: each.layer ?? null,
    k: each.k ?? null,
    compressionRatio: ratioOf(compressed),
    regulariser: given.variant?.regulariser ?? null,
    lambda: given.variant?.lambda ?? null,
    unshared: given.unshared,
    accuracy: await bench.judge(shared),
    fineTuned,
  };
}

function ratioOf({ layers }: CompressedWorkload): number {
  const shared = layers.filter(({ encoding }) => encoding.kind === 'codebook');
  const [only] = shared;
  if (shared.length !== 1 || only?.encoding.kind !== 'codebook') return networkRatio(layers);
  const { entries, vectorLength, vectors } = only.encoding;
  return layerRatio({ entries, vectorLength, vectors, biases: only.biases });
}

function sharingOf({ engine }: RetrainingTask, { options }: SharingCase, seed: number): Sharing {
  return { engine, options, seed };
}

function variantName({ regulariser, lambda }: Variant): string {
  return regulariser === 'none' ? 'no regulariser' : `${regulariser}, λ ${lambda}`;
}

function totalSteps(task: RetrainingTask): number {
  const { training } = task.data;
  const plain = task.variants.filter(({ regulariser, lambda }) => regulariser === 'none' || lambda === 0).length;
  const runs = task.cases.length * (task.variants.length - plain) + Math.min(1, plain);
  const tuned = task.cases.length * (task.variants.length + 1);
  const perSeed =
    (task.start === undefined ? stepsOf(task.pretrain, training) : 0) +
    runs * stepsOf(task.retrain, training) +
    tuned * stepsOf(task.fineTune, training);
  return task.seeds.length * perSeed;
}

function describe(task: RetrainingTask, { name, reason }: Backend) {
  const { data, reference } = task;
  return {
    title: task.title,
    version,
    network: task.workload.name,
    engine: task.engine.name,
    backend: { name, reason },
    data: {
      name: data.name,
      source: data.source,
      trainingImages: data.training.labels.length,
      testImages: data.test.labels.length,
    },
    schedules: {
      pretrain: task.start === undefined ? task.pretrain : null,
      retrain: task.retrain,
      refreshEvery: task.refreshEvery,
      fineTune: task.fineTune.epochs > 0 ? task.fineTune : null,
    },
    reference: reference === undefined ? null : { source: reference.source, images: reference.images },
  };
}
