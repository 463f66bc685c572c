import { version } from '../../shared/version.ts';
import type { Backend } from '../backend/backend.ts';
import { checkImages } from '../data/check-images.ts';
import { initialParameters, type Parameters } from '../network/parameters.ts';
import { planNetwork } from '../network/plan.ts';
import { type FinishedPoint, memoryLog, type Point, type PointLog, pointsOf } from './points.ts';
import type { RetrainingResult } from './retraining-result.ts';
import type { RetrainingTask } from './retraining-task.ts';
import { SeedRun } from './seed-run.ts';
import { stepsOfPoints } from './steps-of-points.ts';
import { summarise } from './summarise.ts';
import { type OnProgress, Workbench } from './workbench.ts';

export interface RetrainingOptions {
  readonly onProgress?: OnProgress;
  /** Points found there are taken as they are, new ones are added. */
  readonly log?: PointLog;
  /** Asked after every step: true ends the task, with the points that are finished. */
  readonly isStopped?: () => boolean;
  /** Whether the network that was re-trained last is wanted, even where all points are known. */
  readonly keepLast?: boolean;
}

/** A result, and what it was made of. */
export interface Retrained {
  readonly result: RetrainingResult;
  /** One per row of the result. */
  readonly finished: readonly FinishedPoint[];
  /** The network that was re-trained last, not yet shared; undefined when none was, or when stopped. */
  readonly parameters: Parameters | undefined;
}

interface Work {
  readonly task: RetrainingTask;
  readonly log: PointLog;
  readonly bench: Workbench;
  readonly runOf: (seed: number) => SeedRun;
}

class Stopped extends Error {}

/** Deep k-Means (Wu et al. 2018): pretrain, re-train, share, judge; beside it other methods, and the same without re-training. */
export async function retrain(
  backend: Backend,
  task: RetrainingTask,
  options: RetrainingOptions = {},
): Promise<Retrained> {
  const plan = planNetwork(task.workload);
  checkImages(plan, task.data);
  const { log = memoryLog() } = options;
  const points = pointsOf(task);
  const start = initialParameters(plan, task.seeds[0]!);
  const missing = points.filter(({ key }) => log.find(key) === undefined);
  const onProgress = progressOf(options, { points, log });
  const bench = new Workbench(backend, plan, {
    start,
    data: task.data,
    totalSteps: stepsOfPoints(task, missing),
    onProgress,
  });
  const runs = new Map(task.seeds.map((seed) => [seed, new SeedRun({ task, plan, bench, seed })]));
  const work: Work = { task, log, bench, runOf: (seed) => runs.get(seed)! };
  let parameters: Parameters | undefined;
  try {
    parameters = await workThrough(work, missing, options.keepLast === true ? points.at(-1) : undefined);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    bench.dispose();
  }
  return { ...resultOf(work, points, backend), parameters };
}

/** Works out what is missing; returns the network of the last point, where it is wanted. */
async function workThrough(work: Work, missing: readonly Point[], wanted: Point | undefined) {
  const { log, runOf } = work;
  for (const point of missing) {
    const run = runOf(point.seed);
    const baseline = baselineKey(point.seed);
    if (log.find(baseline) === undefined) await log.add(baseline, (await run.trained()).accuracy);
    await log.add(point.key, await run.finish(point));
  }
  return wanted && (await runOf(wanted.seed).unshared(wanted)).parameters;
}

const baselineKey = (seed: number) => `baseline ${seed}`;

/** Tells how many points are done, and stops the work when asked to. */
function progressOf(
  { onProgress, isStopped }: RetrainingOptions,
  { points, log }: { readonly points: readonly Point[]; readonly log: PointLog },
): OnProgress {
  return (done, total, what) => {
    const finished = points.filter(({ key }) => log.find(key) !== undefined).length;
    onProgress?.(done, total, `${finished} of ${points.length} points, ${what}`);
    if (isStopped?.() === true) throw new Stopped();
  };
}

function resultOf({ task, log }: Work, points: readonly Point[], backend: Backend): Omit<Retrained, 'parameters'> {
  const finished = points.flatMap(({ key }) => {
    const found = log.find(key) as FinishedPoint | undefined;
    return found === undefined ? [] : [found];
  });
  const baselines = task.seeds.flatMap((seed) => {
    const accuracy = log.find(baselineKey(seed)) as number | undefined;
    return accuracy === undefined ? [] : [{ seed, accuracy }];
  });
  const rows = finished.map(({ row }) => row);
  const summary = summarise(rows, baselines, task.reference);
  const done = { done: finished.length, total: points.length };
  return { finished, result: { ...describe(task, backend), points: done, baselines, rows, summary } };
}

function describe(
  task: RetrainingTask,
  { name, reason }: Backend,
): Omit<RetrainingResult, 'points' | 'baselines' | 'rows' | 'summary'> {
  const { data, reference } = task;
  return {
    title: task.title,
    version,
    network: task.workload.name,
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
